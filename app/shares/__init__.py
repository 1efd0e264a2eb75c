"""Keeps links by which a firm shows a report to somebody outside: with an end, revocable, counted."""
