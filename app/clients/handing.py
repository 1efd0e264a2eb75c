"""Handing clients from one colleague to another, and cover while somebody is away. The caller commits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.emails import alert_person
from app.clients.models import Client, Cover
from app.clients.operations import PARTS
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Invalid, NotFound
from app.kit.text import Text
from app.tenants.models import Role
from app.tenants.queries import Member, get_organisation, list_members

NOBODY_CHOSEN = Text(zh="请至少选一家企业，没有改动。", en="Choose at least one firm; nothing was changed.")
NOT_OF_ROLE = Text(
    zh="接手的人在本机构没有这个角色，没有改动。",
    en="Whoever takes over does not have this role here; nothing was changed.",
)
WRONG_DAYS = Text(
    zh="最后一天不能早于第一天，也不能早于今天。",
    en="The last day can be neither before the first nor before today.",
)
NOT_ONESELF = Text(zh="请选两位不同的成员。", en="Choose two different members.")
NO_COVER = Text(zh="没有这项代管安排，可能已被取消。", en="There is no such cover; it may have been taken back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Which clients go to whom, as account manager or as consultant, and a word about it for both."""

    part: Role
    client_ids: frozenset[UUID]
    to: UUID
    note: str = ""


def list_tended(session: Session, provider_id: UUID, part: Role, user_id: UUID | None) -> Sequence[Client]:
    """The clients this person looks after in this part; of None, those nobody does. By name."""
    theirs = PARTS[part].is_(None) if user_id is None else PARTS[part] == user_id
    asked = select(Client).where(Client.tenant_id == provider_id, theirs)
    return session.scalars(asked.order_by(Client.name, Client.id)).all()


def move_clients(session: HouseSession, provider_id: UUID, move: Move, *, by: UUID) -> int:
    """How many went over. Everybody concerned is told, and every client's move is on record."""
    people = {one.user_id: one for one in list_members(session, provider_id)}
    taker = people.get(move.to)
    if taker is None or move.part not in taker.roles:
        raise Invalid(NOT_OF_ROLE)
    chosen = select(Client).where(Client.tenant_id == provider_id, Client.id.in_(move.client_ids))
    column = PARTS[move.part].key
    rows = [row for row in session.scalars(chosen.with_for_update()) if getattr(row, column) != move.to]
    if not rows:
        raise Invalid(NOBODY_CHOSEN)
    before = Counter[UUID | None]()
    for row in rows:
        giver = getattr(row, column)
        before[giver] += 1
        setattr(row, column, move.to)
        said = {"part": move.part.value, "from": str(giver) if giver else None, "to": str(move.to)}
        subject = f"client:{row.id}"
        record_event(session, "client.handed_over", by=by, tenant_id=provider_id, subject=subject, **said)
    words = {"provider": get_organisation(session, provider_id).name, "note": move.note}
    for giver, count in before.items():
        if giver in people:
            told = {**words, "count": str(count), "taker": _name(taker)}
            alert_person(session, giver, "clients-given", path="/clients", **told)
    alert_person(session, move.to, "clients-taken", path="/clients", **words, count=str(len(rows)))
    return len(rows)


def list_covers(session: Session, provider_id: UUID, *, on: date) -> Sequence[Cover]:
    """Cover that runs or is to come, the next first."""
    asked = select(Cover).where(Cover.tenant_id == provider_id, Cover.to_on >= on)
    return session.scalars(asked.order_by(Cover.from_on, Cover.id)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Who is away from when to when, and who looks after their clients; both days included."""

    user_id: UUID
    covering_id: UUID
    from_on: date
    to_on: date
    note: str = ""


def keep_cover(session: HouseSession, provider_id: UUID, leave: Leave, *, by: UUID) -> Cover:
    """Arrange cover. Invalid for days or people that cannot be."""
    if leave.to_on < leave.from_on or leave.to_on < clock.today():
        raise Invalid(WRONG_DAYS)
    people = {one.user_id: one for one in list_members(session, provider_id)}
    if leave.user_id == leave.covering_id or not {leave.user_id, leave.covering_id} <= people.keys():
        raise Invalid(NOT_ONESELF)
    row = Cover(
        user_id=leave.user_id,
        covering_id=leave.covering_id,
        from_on=leave.from_on,
        to_on=leave.to_on,
        note=leave.note,
    )
    session.add(row)
    session.flush()
    record_event(session, "cover.arranged", by=by, tenant_id=provider_id, subject=f"cover:{row.id}")
    days = {"first": leave.from_on.isoformat(), "last": leave.to_on.isoformat(), "note": leave.note}
    names = {"away": _name(people[leave.user_id]), "covering": _name(people[leave.covering_id])}
    for person in {leave.user_id, leave.covering_id} - {by}:
        alert_person(session, person, "cover-arranged", path="/provider/covers", **names, **days)
    return row


def get_cover(session: Session, provider_id: UUID, cover_id: UUID) -> Cover:
    """One by id; NotFound when it is not this provider's."""
    asked = select(Cover).where(Cover.tenant_id == provider_id, Cover.id == cover_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_COVER)
    return found


def drop_cover(session: HouseSession, row: Cover, *, by: UUID) -> None:
    """Take it back: from now on it counts no more."""
    record_event(session, "cover.dropped", by=by, tenant_id=row.tenant_id, subject=f"cover:{row.id}")
    session.delete(row)


def _name(member: Member) -> str:
    return member.name or member.contact
