"""Plan and usage, and buying, as people press it."""
