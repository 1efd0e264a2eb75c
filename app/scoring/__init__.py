"""Computes: a lens over an answer sheet gives a scorecard. No web, no rows, no clock."""

from app.scoring.evaluator import score

__all__ = ["score"]
