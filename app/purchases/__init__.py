"""Keeps nothing: where an organisation sees what it has bought and what it uses of it, and buys."""
