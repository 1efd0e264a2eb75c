"""Computes: a lens over an answer sheet gives a scorecard. No web, no rows, no clock."""
