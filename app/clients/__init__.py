"""Keeps a provider's book: the firms it looks after or has invited, who looks after them, and how they stand."""
