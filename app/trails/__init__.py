"""Keeps nothing: shows a firm and a provider the record of who did what, in words, and hands it out."""
