"""Door: the public front page, the language switch, and in development the style guide."""
