"""The consent log: everything ever agreed to, changed, withdrawn, asked and answered, put together from rows that never
change. Both sides read the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.queries import list_consents
from app.accounts.wording import CONSENT_WORDS
from app.clients.models import Client
from app.consents.models import ConsentAsk, Outcome
from app.consents.telling import say_shares
from app.consents.wording import BY_FIRM, BY_GONE, BY_SYSTEM, EDITION, FIRM_GONE, PROVIDER_GONE
from app.events.models import Event
from app.kit.ids import parse_id
from app.kit.text import Text
from app.programmes.models import Joining
from app.tenants.models import Engagement, Organisation
from app.tenants.queries import list_members, live_firm_ids
from app.trails.queries import list_actors


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. Its act is a key of ACT_WORDS; `covers` what may be seen by it, `before` what could be until then."""

    at: datetime
    act: str
    party: Text | str = ""
    covers: Text | None = None
    purpose: str = ""
    until_at: datetime | None = None
    before: Text | None = None
    who: Text | str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """Whose log it is: what the other side is called, and people by id."""

    parties: dict[UUID, str]
    people: dict[UUID, str]
    is_firm: bool

    def party(self, row: Engagement | ConsentAsk) -> Text | str:
        if self.is_firm:
            return self.parties.get(row.provider_id, PROVIDER_GONE)
        return self.parties.get(row.tenant_id, FIRM_GONE)

    def who(self, user_id: UUID | None, *, of_firm: bool) -> Text | str:
        """To a provider the firm's people are the firm; their names are the firm's business."""
        if user_id is not None and user_id in self.people:
            return self.people[user_id]
        return BY_FIRM if of_firm and not self.is_firm else BY_GONE


def firm_log(session: Session, tenant_id: UUID, *, user_id: UUID, at: datetime) -> list[Entry]:
    """Of a firm, newest first, with the own consents of whoever reads it; the session is the firm's."""
    rows = session.scalars(select(Engagement).where(Engagement.tenant_id == tenant_id)).all()
    asks = session.scalars(select(ConsentAsk).where(ConsentAsk.tenant_id == tenant_id)).all()
    joined = session.scalars(select(Joining).where(Joining.tenant_id == tenant_id)).all()
    met = {row.provider_id for row in rows} | {row.provider_id for row in joined}
    parties = dict(session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(met))).all())
    side = _Side(parties, list_actors(session, tenant_id), is_firm=True)
    found = [
        *_of_rows(session, rows, side, at),
        *_of_asks(asks, side, at),
        *_of_programmes(joined, side),
        *_own(session, user_id),
        *_of_gone(session, tenant_id, {row.id for row in rows}, side),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def provider_log(session: Session, provider_id: UUID, *, at: datetime, newest: int | None = None) -> list[Entry]:
    """Of a provider, newest first, all of it or the newest so many; the session is the provider's."""
    asked_rows = select(Engagement).where(Engagement.provider_id == provider_id)
    asked_asks = select(ConsentAsk).where(ConsentAsk.provider_id == provider_id)
    if newest is not None:
        over = Engagement.ended_at.is_(None) & (Engagement.until_at <= at)
        turns = ((Engagement.since_at, true()), (Engagement.ended_at, Engagement.ended_at.is_not(None)))
        asked_rows = _latest(asked_rows, (*turns, (Engagement.until_at, over)), newest)
        closed = (ConsentAsk.closed_at, ConsentAsk.closed_at.is_not(None))
        run_out = (ConsentAsk.expires_at, ConsentAsk.closed_at.is_(None) & (ConsentAsk.expires_at <= at))
        asked_asks = _latest(asked_asks, ((ConsentAsk.created_at, true()), closed, run_out), newest)
    rows, asks = session.scalars(asked_rows).all(), session.scalars(asked_asks).all()
    # Whoever has ended the consent is called what the provider's own book calls them.
    firms = select(Organisation.id, Organisation.name).where(Organisation.id.in_(live_firm_ids(provider_id)))
    parties = dict(session.execute(firms).all())
    book = select(Client.firm_id, Client.name).where(Client.tenant_id == provider_id, Client.firm_id.is_not(None))
    parties |= dict(session.execute(book).all())  # type: ignore[arg-type]
    people = {one.user_id: one.name or one.contact for one in list_members(session, provider_id)}
    side = _Side(parties, people, is_firm=False)
    found = [*_of_rows(session, rows, side, at), *_of_asks(asks, side, at)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:newest]


def _latest(asked: Select[Any], turns: Iterable[tuple[Any, ColumnElement[bool]]], newest: int) -> Select[Any]:
    """Rows with one of the newest moments of each kind: (column of the moment, when it counts)."""
    model = asked.column_descriptions[0]["entity"]
    kinds = [asked.with_only_columns(model.id).where(counts).order_by(at.desc()).limit(newest) for at, counts in turns]
    return asked.where(or_(*(model.id.in_(kind) for kind in kinds)))


def _of_rows(session: Session, rows: Sequence[Engagement], side: _Side, at: datetime) -> Iterator[Entry]:
    known = {row.id: row for row in rows}
    if away := {row.follows_id for row in rows if row.follows_id} - known.keys():
        known |= {row.id: row for row in session.scalars(select(Engagement).where(Engagement.id.in_(away)))}
    replaced = set(session.scalars(_successors(rows))) if rows else set()
    for row in rows:
        before = known.get(row.follows_id) if row.follows_id else None
        told: dict[str, Any] = {"party": side.party(row), "covers": say_shares(row.shares), "purpose": row.purpose}
        yield Entry(
            at=row.since_at,
            act="changed" if before else "agreed",
            until_at=row.until_at,
            before=say_shares(before.shares) if before else None,
            who=side.who(row.agreed_by, of_firm=True),
            **told,
        )
        if row.ended_at is not None and row.id not in replaced:
            who = side.who(row.ended_by, of_firm=True)
            yield Entry(at=row.ended_at, act="withdrawn", until_at=row.until_at, who=who, **told)
        elif row.ended_at is None and row.until_at is not None and row.until_at <= at:
            yield Entry(at=row.until_at, act="lapsed", until_at=row.until_at, who=BY_SYSTEM, **told)


def _successors(rows: Sequence[Engagement]) -> Select[Any]:
    side = {row.provider_id for row in rows}
    return select(Engagement.follows_id).where(Engagement.provider_id.in_(side), Engagement.follows_id.is_not(None))


def _of_asks(asks: Sequence[ConsentAsk], side: _Side, at: datetime) -> Iterator[Entry]:
    for ask in asks:
        told: dict[str, Any] = {"party": side.party(ask), "covers": say_shares(ask.shares), "purpose": ask.purpose}
        told |= {"until_at": ask.until_at}
        who = side.who(ask.asked_by, of_firm=False)
        yield Entry(at=ask.created_at, act="asked", who=who, **told)
        if ask.closed_at is not None and ask.outcome is not None:
            of_firm = ask.outcome in (Outcome.AGREED, Outcome.LESS, Outcome.DECLINED)
            by_nobody = ask.outcome in (Outcome.EXPIRED, Outcome.OVERTAKEN)
            who = BY_SYSTEM if by_nobody else side.who(ask.closed_by, of_firm=of_firm)
            yield Entry(at=ask.closed_at, act=f"ask-{ask.outcome}", who=who, **told)
        elif ask.closed_at is None and ask.expires_at <= at:
            yield Entry(at=ask.expires_at, act=f"ask-{Outcome.EXPIRED}", who=BY_SYSTEM, **told)


def _of_programmes(joined: Sequence[Joining], side: _Side) -> Iterator[Entry]:
    for row in joined:
        party = side.parties.get(row.provider_id, "")
        who = side.who(row.agreed_by, of_firm=True)
        yield Entry(at=row.since_at, act="joined", party=party, covers=row.name, purpose=row.purpose, who=who)
        if row.left_at is not None:
            yield Entry(at=row.left_at, act="left", party=party, covers=row.name, purpose=row.purpose, who=BY_FIRM)


GONE_ACTS = {"engagement.agreed": "agreed", "engagement.ended": "withdrawn", "engagement.lapsed": "lapsed"}


def _of_gone(session: Session, tenant_id: UUID, known: set[UUID], side: _Side) -> Iterator[Entry]:
    """A provider that was erased took its rows along; the firm's record of acts still tells what it agreed to."""
    acts = select(Event).where(Event.tenant_id == tenant_id, Event.tag.in_(GONE_ACTS))
    for row in session.scalars(acts):
        if parse_id((row.subject or "").removeprefix("engagement:")) in known:
            continue
        days, shares = row.detail.get("days"), row.detail.get("shares")
        yield Entry(
            at=row.at,
            act=GONE_ACTS[row.tag],
            party=PROVIDER_GONE,
            covers=say_shares(shares) if shares else None,
            until_at=row.at + timedelta(days=days) if days else None,
            who=side.who(row.actor_id, of_firm=True) if row.actor_id else BY_SYSTEM,
        )


def _own(session: Session, user_id: UUID) -> Iterator[Entry]:
    for row in list_consents(session, user_id):
        name = CONSENT_WORDS.get(row.purpose)  # type: ignore[call-overload]
        covers = EDITION.format(name=name or row.purpose, edition=row.edition)
        yield Entry(at=row.given_at, act="given", covers=covers)
        if row.withdrawn_at is not None:
            yield Entry(at=row.withdrawn_at, act="taken-back", covers=covers)
