"""Keeps nothing: a firm's roadmap with its progress as a workbook or as CSV, for other tools."""
