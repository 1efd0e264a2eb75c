"""Reading a provider's consents and asks, and what each side was told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, case, func, or_, select
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session, aliased

from app.clients.models import Client
from app.clients.queries import find_client_of
from app.consents.models import OPEN, ConsentAsk, ConsentTelling, Standing
from app.kit import text
from app.kit.errors import NotFound
from app.tenants.models import Engagement, Organisation, Role, Share
from app.tenants.queries import list_members

SOON = timedelta(days=14)
PAGE = 50
NO_CONSENT = text.Text(zh="没有这项授权。", en="There is no such consent.")
NO_ASK = text.Text(zh="没有这份申请。", en="There is no such ask.")
Later = aliased(Engagement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which of a provider's consents: by the firm's name, how they stand, what is shared, whether an ask is open."""

    q: str = ""
    standing: Standing | None = None
    share: Share | None = None
    is_asked: bool = False
    page: int = 1

    def address(self, **changes: Any) -> dict[str, Any]:
        """Arguments of the address that shows this with some changes, on the first page unless told."""
        told = {"q": self.q, "state": self.standing, "share": self.share, "asked": "1" if self.is_asked else ""}
        return {name: value for name, value in (told | changes).items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One consent as its provider sees it, with the ask that waits for an answer."""

    engagement: Engagement
    firm: str
    standing: Standing
    ask: ConsentAsk | None


def standing_of(row: Engagement, at: datetime) -> Standing:
    """How a consent stands at this moment."""
    if row.ended_at is not None:
        return Standing.WITHDRAWN
    if row.until_at is None or row.until_at > at + SOON:
        return Standing.LIVE
    return Standing.SOON if row.until_at > at else Standing.ENDED


def _standing(at: datetime) -> ColumnElement[str]:
    until = Engagement.until_at
    return case(
        (Engagement.ended_at.is_not(None), Standing.WITHDRAWN),
        (or_(until.is_(None), until > at + SOON), Standing.LIVE),
        (until > at, Standing.SOON),
        else_=Standing.ENDED,
    )


def _held(provider_id: UUID, sought: Sought, at: datetime, *what: Any) -> Select[Any]:
    """Consents that no other took the place of: what was before is in the log."""
    replaced = select(Later.id).where(Later.provider_id == provider_id, Later.follows_id == Engagement.id)
    open_ask = (ConsentAsk.engagement_id == Engagement.id) & OPEN & (ConsentAsk.expires_at > at)
    # Whoever has ended the consent is called what the provider's own book calls them.
    lives = _standing(at).in_((Standing.LIVE, Standing.SOON))
    name = func.coalesce(Client.name, case((lives, Organisation.name), else_=""))
    asked = (
        select(*(what or (Engagement, name.label("firm"), ConsentAsk)))
        .select_from(Engagement)
        .join(Organisation, Organisation.id == Engagement.tenant_id)
        .outerjoin(Client, (Client.firm_id == Engagement.tenant_id) & (Client.tenant_id == provider_id))
        .outerjoin(ConsentAsk, open_ask)
        .where(Engagement.provider_id == provider_id, ~replaced.exists())
    )
    if sought.q:
        key = Client.name_key.contains(sought.q.casefold(), autoescape=True)
        asked = asked.where(or_(name.icontains(sought.q, autoescape=True), key))
    if sought.share is not None:
        asked = asked.where(cast_to(Engagement.shares, Text).contains(f'"{sought.share}"'))
    return asked.where(ConsentAsk.id.is_not(None)) if sought.is_asked else asked


def count_held(session: Session, provider_id: UUID, sought: Sought, *, at: datetime) -> dict[Standing, int]:
    """How many of those sought stand how, whichever standing is chosen."""
    standing = _standing(at)
    rows = session.execute(_held(provider_id, sought, at, standing, func.count()).group_by(standing))
    found = {Standing(name): number for name, number in rows}
    return {one: found.get(one, 0) for one in Standing}


def walk_held(session: Session, provider_id: UUID, sought: Sought, *, at: datetime, whole: bool) -> Iterator[Held]:
    """Those sought: what ends soonest first, then what lives on, then what is over, newest first; one page or all."""
    asked = _held(provider_id, sought, at)
    if sought.standing is not None:
        asked = asked.where(_standing(at) == sought.standing)
    order = case({Standing.SOON: 0, Standing.LIVE: 1, Standing.ENDED: 2, Standing.WITHDRAWN: 2}, value=_standing(at))
    ends = case((order == 0, Engagement.until_at))
    asked = asked.order_by(order, ends, Engagement.since_at.desc(), Engagement.id.desc())
    if not whole:
        asked = asked.offset((sought.page - 1) * PAGE).limit(PAGE)
    for row, firm, ask in session.execute(asked.execution_options(yield_per=500)):
        yield Held(engagement=row, firm=firm, standing=standing_of(row, at), ask=ask)


def get_held(session: Session, provider_id: UUID, engagement_id: UUID, *, at: datetime) -> Held:
    """One consent of this provider that no other took the place of; NotFound for any other."""
    found = session.execute(_held(provider_id, Sought(), at).where(Engagement.id == engagement_id)).one_or_none()
    if found is None:
        raise NotFound(NO_CONSENT)
    row, firm, ask = found
    return Held(engagement=row, firm=firm, standing=standing_of(row, at), ask=ask)


def get_own_ask(session: Session, provider_id: UUID, ask_id: UUID, *, hold: bool = False) -> ConsentAsk:
    """An ask this provider made; NotFound for any other."""
    return _get_ask(session, ConsentAsk.provider_id == provider_id, ask_id, hold=hold)


def get_ask(session: Session, tenant_id: UUID, ask_id: UUID, *, hold: bool = False) -> ConsentAsk:
    """An ask made of this firm; NotFound for any other."""
    return _get_ask(session, ConsentAsk.tenant_id == tenant_id, ask_id, hold=hold)


def _get_ask(session: Session, side: ColumnElement[bool], ask_id: UUID, *, hold: bool) -> ConsentAsk:
    asked = select(ConsentAsk).where(side, ConsentAsk.id == ask_id)
    asked = asked.with_for_update().execution_options(populate_existing=True) if hold else asked
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_ASK)
    return found


def get_standing(session: Session, tenant_id: UUID, engagement_id: UUID) -> Engagement:
    """A consent of this firm; NotFound for any other."""
    asked = select(Engagement).where(Engagement.tenant_id == tenant_id, Engagement.id == engagement_id)
    found = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(NO_CONSENT)
    return found


def list_open_asks(session: Session, tenant_id: UUID, *, at: datetime) -> Sequence[tuple[ConsentAsk, str]]:
    """What waits for this firm's answer, with who asks."""
    asked = (
        select(ConsentAsk, Organisation.name)
        .join(Organisation, Organisation.id == ConsentAsk.provider_id)
        .join(Engagement, Engagement.id == ConsentAsk.engagement_id)
        .where(ConsentAsk.tenant_id == tenant_id, OPEN, ConsentAsk.expires_at > at)
        .where(Engagement.ended_at.is_(None), or_(Engagement.until_at.is_(None), Engagement.until_at > at))
        .order_by(ConsentAsk.id)
    )
    return [(ask, name) for ask, name in session.execute(asked)]


def list_asks_of(session: Session, provider_id: UUID, tenant_id: UUID) -> Sequence[ConsentAsk]:
    """Every ask of one provider to one firm, newest first."""
    asked = select(ConsentAsk).where(ConsentAsk.provider_id == provider_id, ConsentAsk.tenant_id == tenant_id)
    return session.scalars(asked.order_by(ConsentAsk.id.desc())).all()


def list_expired(session: Session, provider_id: UUID, *, at: datetime) -> Sequence[ConsentAsk]:
    """Asks of a provider that nobody answered in time and that are not closed yet."""
    asked = select(ConsentAsk).where(ConsentAsk.provider_id == provider_id, OPEN, ConsentAsk.expires_at <= at)
    return session.scalars(asked.with_for_update()).all()


def find_engagement(session: Session, engagement_id: UUID) -> Engagement | None:
    """One consent, for telling of it; None when a side has been erased."""
    return session.scalars(select(Engagement).where(Engagement.id == engagement_id)).one_or_none()


def list_turning(session: Session, provider_id: UUID, *, since: datetime, until: datetime) -> Sequence[Engagement]:
    """Consents of a provider that end by themselves between two moments."""
    asked = select(Engagement).where(
        Engagement.provider_id == provider_id,
        Engagement.ended_at.is_(None),
        Engagement.until_at > since,
        Engagement.until_at <= until,
    )
    return session.scalars(asked.order_by(Engagement.until_at)).all()


def list_marks(session: Session, tenant_id: UUID) -> set[str]:
    """What this side was told of before its time and when time ran out."""
    asked = select(ConsentTelling.mark).where(
        ConsentTelling.tenant_id == tenant_id,
        or_(ConsentTelling.mark.startswith("near:"), ConsentTelling.mark.startswith("lapsed:")),
    )
    return set(session.scalars(asked))


def is_marked(session: Session, tenant_id: UUID, mark: str) -> bool:
    """Whether this side was told of this already."""
    asked = select(ConsentTelling.id).where(ConsentTelling.tenant_id == tenant_id, ConsentTelling.mark == mark)
    return session.scalars(asked).first() is not None


def list_owner_ids(session: Session, tenant_id: UUID) -> list[UUID]:
    """Whose business a firm's consents are."""
    return [one.user_id for one in list_members(session, tenant_id) if one.role == Role.OWNER]


def list_minder_ids(session: Session, provider_id: UUID, tenant_id: UUID) -> list[UUID]:
    """Who of a provider hears of a firm: whoever looks after it, else the administrators."""
    members, client = list_members(session, provider_id), find_client_of(session, provider_id, tenant_id)
    tending = {client.account_manager_id, client.consultant_id} if client is not None else set()
    found = [one.user_id for one in members if one.user_id in tending]
    return found or [one.user_id for one in members if Role.PROVIDER_ADMIN in one.roles]


def find_asker(session: Session, provider_id: UUID, made_id: UUID) -> UUID | None:
    """Who asked for a consent, where it came of an ask."""
    asked = select(ConsentAsk.asked_by).where(ConsentAsk.provider_id == provider_id, ConsentAsk.made_id == made_id)
    return session.scalars(asked).first()
