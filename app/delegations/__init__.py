"""Keeps parts of a questionnaire handed to colleagues without an account: to whom, until when, how far they are."""
