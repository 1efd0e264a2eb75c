"""Speaks: the quick scan, before anybody has an account. It keeps nothing: the answers travel in the address."""
