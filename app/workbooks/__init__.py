"""Keeps nothing: a questionnaire as a workbook to fill in without a line, handed out and taken back in."""
