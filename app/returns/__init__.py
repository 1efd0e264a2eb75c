"""Keeps when a firm means to fill the questionnaire again, and reminds it."""
