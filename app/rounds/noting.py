"""What a firm noted of its work, as a comparison reads it. Pure."""

from collections.abc import Iterable

from app.deliveries.models import Status
from app.deliveries.values import Progress
from app.reports.delivered import Kept


def join_notes(progress: Iterable[Progress]) -> dict[str, Kept]:
    """What was noted of each initiative, its sites together: ended once all are, what was paid added up."""
    by_initiative: dict[str, list[Progress]] = {}
    for one in progress:
        by_initiative.setdefault(one.initiative, []).append(one)
    return {id: _join(rows) for id, rows in by_initiative.items()}


def _join(rows: list[Progress]) -> Kept:
    ends = [one.ended_on for one in rows if one.status is Status.DONE]
    paid = [one.minor for one in rows if one.minor is not None]
    return Kept(
        ended_on=max((on for on in ends if on), default=None) if len(ends) == len(rows) else None,
        minor=sum(paid) if paid else None,
        is_dropped=all(one.status is Status.DROPPED for one in rows),
    )
