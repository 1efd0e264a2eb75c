"""Speaks to colleagues without an account: the part handed to them, and nothing else of the firm."""
