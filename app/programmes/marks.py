"""Digests by which two editions are held against each other without keeping what was counted. Pure."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from app.benchmarking.cohorts import Participant


def mark_firms(programme_id: UUID, firms: Iterable[Participant]) -> dict[str, str]:
    """Firm -> what was counted of it, both as digests that fit this programme only."""
    return {_digest(programme_id, one.firm): _digest(programme_id, _said(one)) for one in firms}


def _said(one: Participant) -> str:
    plans = sorted((id, price.low, price.high) for id, price in one.plans.items())
    counted = (one.firm, one.level, one.move, one.is_signed_off, sorted(one.scores.items()), sorted(one.gaps), plans)
    return repr(counted)


def _digest(programme_id: UUID, text: str) -> str:
    return hashlib.sha256(f"{programme_id}:{text}".encode()).hexdigest()
