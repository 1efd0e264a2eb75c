"""Keeps programmes: groups of firms a provider or district looks after together, who joined, what they add up to."""
