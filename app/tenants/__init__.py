"""Keeps organisations, memberships with roles, engagements; access.py guards every view."""
