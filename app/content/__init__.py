"""Knows: what may be asked, what is normal, what can be done. Frozen, versioned, no database."""
