"""Keeps offers of a place in a firm, each bound to one address or number, until they are taken up or run out."""
