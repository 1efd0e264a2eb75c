"""Keeps nothing: reads across a person's firms and their assessments, for the pages that show them together."""
