"""Speaks: why each number of a result is what it is. It keeps nothing."""
