"""Computes: the best staged plan a firm can afford, with its reasons. No web, no rows, no clock."""
