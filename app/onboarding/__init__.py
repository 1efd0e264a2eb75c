"""Keeps how firms are invited by a provider: lists handed in, one link a firm, and how far each has come."""
