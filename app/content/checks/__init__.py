"""Checks of content that no single file can pass alone."""
