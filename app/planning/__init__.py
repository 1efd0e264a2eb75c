"""Computes: the best staged plan a firm can afford, with its reasons. No web, no rows, no clock."""

from app.planning.plans import plan
from app.planning.selection import select

__all__ = ["plan", "select"]
