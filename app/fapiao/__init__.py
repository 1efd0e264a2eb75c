"""Keeps fapiao: the buyer's details, what was asked for, and what was issued for it."""
