"""Stories of a provider and its book."""
