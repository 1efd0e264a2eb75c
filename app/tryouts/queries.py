"""Reads across the versions of a firm's plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.queries import names_of
from app.deliveries.queries import headway
from app.kit.text import Text
from app.planning.difference import difference
from app.planning.values import Plan
from app.roadmaps.models import Roadmap
from app.roadmaps.queries import find_standing, list_newest, list_roadmaps
from app.tryouts.telling import Titles, say_change, say_means
from app.tryouts.wishes import Work

PAGE = 20
"""Versions on one page of the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version in the history. means, change: against the version that stood when it was asked for."""

    roadmap: Roadmap
    asked_at: datetime
    asked_by: str
    adopted_by: str
    compared_with: int | None
    means: tuple[Text, ...]
    change: tuple[Text, ...]


def find_work(session: Session, tenant_id: UUID) -> Work:
    """What the firm has said about its work so far."""
    found = headway(session, tenant_id)
    return Work(done=found.done, under_way=found.under_way, dropped=found.dropped)


def list_history(
    session: Session, tenant_id: UUID, assessment_id: UUID, *, titles: Titles, before: int | None
) -> tuple[list[Version], int | None]:
    """(versions, the newest first, with what changed; the number older ones are below, None when there are none).

    before: only versions below this number.
    """
    rows = list_newest(session, tenant_id, assessment_id, before=before, limit=PAGE + 1)
    more, rows = rows[PAGE:], rows[:PAGE]
    by_number = {row.number: row for row in rows}
    absent = {row.compared_with for row in rows if row.compared_with} - set(by_number)
    by_number |= {row.number: row for row in list_roadmaps(session, tenant_id, assessment_id, numbers=absent)}
    people = {id for row in rows for id in (row.asked_by_id, row.adopted_by_id) if id}
    named = names_of(session, people)
    told = [_version(row, by_number.get(row.compared_with or 0), named, titles) for row in rows]
    return told, rows[-1].number if more else None


def _version(row: Roadmap, before: Roadmap | None, named: dict[UUID, str], titles: Titles) -> Version:
    change: tuple[Text, ...] = ()
    if before is not None and before.plan is not None and row.plan is not None and row.can_stand:
        change = say_change(difference(before.plan, row.plan), titles)
    return Version(
        roadmap=row,
        asked_at=row.created_at,
        asked_by=named.get(row.asked_by_id, "") if row.asked_by_id else "",
        adopted_by=named.get(row.adopted_by_id, "") if row.adopted_by_id else "",
        compared_with=before.number if before else None,
        means=say_means(before.means, row.means, titles) if before else (),
        change=change,
    )


def plan_of(roadmap: Roadmap) -> Plan:
    """The plan of a version that can stand; RuntimeError for another."""
    if roadmap.plan is None:
        raise RuntimeError(f"version {roadmap.number} holds no plan")
    return roadmap.plan


def find_pair(
    session: Session, tenant_id: UUID, assessment_id: UUID, asked: Sequence[str]
) -> tuple[list[Roadmap], tuple[Roadmap, Roadmap] | None]:
    """(versions that hold a plan, the two asked for by number); the one that stands and the newest other by default."""
    offered = [row for row in list_roadmaps(session, tenant_id, assessment_id) if row.can_stand]
    by_number = {str(row.number): row for row in offered}
    standing = find_standing(session, tenant_id, assessment_id)
    one = by_number.get(asked[0]) or standing
    others = [row for row in offered if one is not None and row.id != one.id]
    other = by_number.get(asked[1]) or (others[0] if others else one)
    return offered, (one, other) if one is not None and other is not None else None


def proposer(session: Session, roadmap: Roadmap) -> str | None:
    """Who proposed a try-out, by name (empty when they are gone); None where nobody did."""
    if roadmap.proposed_at is None:
        return None
    id = roadmap.proposed_by_id
    return names_of(session, {id}).get(id, "") if id else ""
