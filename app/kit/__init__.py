"""Serves: tools without a single word of our trade."""
