"""Keeps issued reports. document (pure) assembles what a report says; renderers draw it."""
