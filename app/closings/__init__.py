"""Keeps a provider's month ends: the book as it stood, frozen, and the papers for the boss drawn from two of them."""
