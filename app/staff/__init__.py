"""Keeps nothing: the people of a provider, their places, who looks after which clients, and who covers for whom."""
