"""Keeps bank transfers as they came in: entered by one clerk, confirmed by another."""
