"""Door: the public front page, the rules, help, the imprint, and in development the style guide."""
