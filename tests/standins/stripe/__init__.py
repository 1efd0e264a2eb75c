"""A stand-in for Stripe: a real HTTP server, stateful in memory, that answers as API 2026-10-28.endive does.

Tests use `StandIn` from `tests.standins.stripe.handle`; people run `python -m tests.standins.stripe`.
What it proves and what it cannot prove is said in README.md beside this file.
"""
