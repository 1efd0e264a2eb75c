"""Computes: where a scorecard stands against reference sets and priors. No web, no rows, no clock."""

from app.benchmarking.comparing import compare

__all__ = ["compare"]
