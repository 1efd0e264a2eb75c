"""Keeps scorecards: what each lens said of an assessment when it was submitted."""
