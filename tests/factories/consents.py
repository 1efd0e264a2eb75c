"""A consent that is over and an ask about it, and consents that ran out by themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.consents.models import ConsentAsk
from app.kit import clock
from app.kit.db import HouseSession
from app.tenants.models import Engagement, Kind, Organisation, Share


def keep_ask(session: HouseSession, tenant_id: UUID, words: str, provider_id: UUID | None = None) -> ConsentAsk:
    """An ask about a consent that has ended, of a provider of its own if none is given; the session is the firm's."""
    if provider_id is None:
        session.add(provider := Organisation(kind=Kind.PROVIDER, name=words))
        session.flush()
        provider_id = provider.id
    now, sides = clock.now(), {"tenant_id": tenant_id, "provider_id": provider_id, "purpose": words}
    session.add(row := Engagement(**sides, shares=[Share.RESULTS.value], since_at=now, ended_at=now))
    session.flush()
    shares = [Share.RESULTS.value, Share.ANSWERS.value]
    ask = ConsentAsk(**sides, engagement_id=row.id, shares=shares, expires_at=now + timedelta(days=14))
    session.add(ask)
    session.flush()
    return ask


def agree_anew(session: HouseSession, tenant_id: UUID, **changes: object) -> None:
    """The firm's standing consents with other terms: written anew, as what was agreed to cannot be changed."""
    asked = select(Engagement).where(Engagement.tenant_id == tenant_id, Engagement.ended_at.is_(None))
    names = ("tenant_id", "provider_id", "purpose", "shares", "agreed_by", "since_at", "until_at")
    for row in session.scalars(asked).all():
        session.add(Engagement(**{name: getattr(row, name) for name in names} | changes))
        session.delete(row)
    session.flush()


def run_out(session: HouseSession, tenant_id: UUID, *, at: datetime) -> None:
    """Whatever the firm agrees to ended by itself at a moment."""
    agree_anew(session, tenant_id, until_at=at)
