"""Keeps who did what, when, to what: the audit trail, append-only."""
