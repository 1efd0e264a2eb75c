"""Keeps people: sign-in, sessions, confirmation, language."""
