"""Keeps evidence: the photos, PDFs and Office files that stand behind answers, and who added them when."""
