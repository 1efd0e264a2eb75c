"""Draw a report document: the same blocks as a page for screens and as a page for paper."""
