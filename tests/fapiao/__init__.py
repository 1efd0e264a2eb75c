"""Fapiao, from the buyer to the file."""
