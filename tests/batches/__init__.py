"""Reports of many firms in one ZIP."""
