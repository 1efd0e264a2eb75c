"""Attacks: every route, tried by everybody it is not for."""
