"""Keeps proofs that a person holds a number or an address: one-time codes, for signing in and for changing either."""
