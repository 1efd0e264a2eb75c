"""Speaks: try other means, set two plans side by side, adopt one, look back. The rows are kept by roadmaps."""
