"""Programmes of a provider."""
