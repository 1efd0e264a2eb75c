"""Doors to what becomes of an issued report: a new issue, a retraction, the words of its sections. Keeps nothing."""
