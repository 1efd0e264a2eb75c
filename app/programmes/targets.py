"""The ledger of a programme: targets, what was changed about them, and reminders of those past their day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.kit.text import Text
from app.notices.operations import tell
from app.programmes.ledger import reached_of, stand
from app.programmes.models import Programme, Target, TargetChange, TargetStatus
from app.programmes.queries import list_editions, list_live, list_programmes
from app.tenants.models import Role
from app.tenants.queries import list_members

NO_TARGET = Text(zh="没有这条目标。", en="There is no such target.")
SETTLED = frozenset({TargetStatus.DONE, TargetStatus.MISSED})
"""Nobody is reminded of what was reached, or of what somebody has written off by hand."""


def list_targets(session: Session, programme: Programme) -> Sequence[Target]:
    """The ledger by date."""
    asked = select(Target).where(Target.tenant_id == programme.tenant_id, Target.programme_id == programme.id)
    return session.scalars(asked.order_by(Target.due_on, Target.id)).all()


def get_target(session: Session, provider_id: UUID, target_id: UUID) -> Target:
    """One target; NotFound when it is not this provider's."""
    found = session.scalars(select(Target).where(Target.tenant_id == provider_id, Target.id == target_id)).one_or_none()
    if found is None:
        raise NotFound(NO_TARGET)
    return found


def list_changes(session: Session, target: Target) -> Sequence[TargetChange]:
    """What was changed about a target, newest first."""
    asked = select(TargetChange).where(TargetChange.tenant_id == target.tenant_id, TargetChange.target_id == target.id)
    return session.scalars(asked.order_by(TargetChange.created_at.desc(), TargetChange.id.desc())).all()


def write_target(
    session: HouseSession, programme: Programme, values: Mapping[str, Any], *, target: Target | None, by: UUID
) -> Target:
    """Add a target, or change one; what changed is kept with who did it."""
    row = target or Target(tenant_id=programme.tenant_id, programme_id=programme.id)
    changed = {
        name: [_told(getattr(row, name, None)), _told(value)]
        for name, value in values.items()
        if target is None or getattr(row, name) != value
    }
    for name, value in values.items():
        setattr(row, name, value)
    if target is None:
        session.add(row)
    session.flush()
    if target is not None and changed:
        session.add(TargetChange(tenant_id=row.tenant_id, target_id=row.id, by_id=by, changed=changed))
    if changed:
        tag = "target.set" if target is None else "target.changed"
        subject = f"target:{row.id}"
        record_event(session, tag, by=by, tenant_id=row.tenant_id, subject=subject, fields=sorted(changed))
    return row


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """The targets of one programme that are past their day and were not spoken of yet."""

    programme: Programme
    targets: list[Target]


def remind_of_targets(session: HouseSession, provider_id: UUID, *, today: date) -> int:
    """Tell the officers, or without any the administrators, of targets past their day; of each once for each date it
    was given. The message and the mark that it was sent are one transaction. Returns how many targets."""
    # A programme held: of two workers at once one waits, and then finds the mark.
    held = select(Programme).where(Programme.tenant_id == provider_id).order_by(Programme.id).with_for_update()
    session.scalars(held).all()
    found = [one for one in (_overdue(session, row, today) for row in list_programmes(session, provider_id)) if one]
    people = _officers(session, provider_id) if found else []
    for one in found:
        first = one.targets[0]
        told: dict[str, Any] = {"programme": one.programme.name, "goal": first.goal, "count": len(one.targets)}
        for person in people:
            path = f"/programmes/{one.programme.id}"
            tell(session, "targets-overdue", to=person, context=told, path=path, tenant_id=None)
        for target in one.targets:
            target.reminded_for = target.due_on
            subject = f"target:{target.id}"
            record_event(session, "target.reminded", by=None, tenant_id=provider_id, subject=subject)
    return sum(len(one.targets) for one in found)


def _overdue(session: Session, programme: Programme, today: date) -> Overdue | None:
    unsaid = or_(Target.reminded_for.is_(None), Target.reminded_for != Target.due_on)
    asked = select(Target).where(
        Target.tenant_id == programme.tenant_id, Target.programme_id == programme.id, Target.due_on < today, unsaid
    )
    late = session.scalars(asked.order_by(Target.due_on, Target.id)).all()
    if not late:
        return None
    joined, editions = len(list_live(session, programme)), list_editions(session, programme)
    edition = editions[0] if editions else None
    waiting = []
    for target in late:
        standing = stand(programme, target, reached_of(target, joined, edition), today=today)
        settled = target.override in SETTLED or (not target.override and standing.computed is TargetStatus.DONE)
        if not settled:
            waiting.append(target)
    return Overdue(programme=programme, targets=waiting) if waiting else None


def _officers(session: Session, provider_id: UUID) -> list[User]:
    members = list_members(session, provider_id)
    officers = [one for one in members if Role.PROGRAMME_OFFICER in one.roles]
    officers = officers or [one for one in members if Role.PROVIDER_ADMIN in one.roles]
    return [session.get_one(User, one.user_id) for one in officers]
