"""Bank transfers: two people, one booking."""
