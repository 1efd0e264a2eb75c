"""Speaks: what if some answers were others? Computed by the same code as the real thing; nothing is kept."""
