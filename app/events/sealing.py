"""Sealing the audit trail: every hour a digest over the new acts and the seal before them (a hash chain, SHA-256).

Acts younger than `SETTLED` wait for the next seal: a transaction that is still open may yet add one before them.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import takewhile
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.models import Event, Seal
from app.kit import clock

SETTLED = timedelta(minutes=15)
START = hashlib.sha256(b"jianyun record of acts").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What checking found: seals and acts that hold, and the number of the first seal that does not."""

    seals: int
    acts: int
    broken: int | None


def seal_events(session: Session) -> Seal | None:
    """Seal what has settled since the last seal; None when there is nothing. Needs the platform's scope."""
    last = _last(session)
    cut = clock.now() - SETTLED
    settled = list(takewhile(lambda act: act.at < cut, _acts(session, after=last.until_id if last else None)))
    if not settled:
        return None
    seal = Seal(
        number=last.number + 1 if last else 1,
        until_id=settled[-1].id,
        acts=len(settled),
        digest=_digest(last.digest if last else START, settled),
    )
    session.add(seal)
    session.flush()
    return seal


def verify_events(session: Session) -> Verdict:
    """Compute every seal again from the acts. Needs the platform's scope."""
    before, after, acts, seals = START, None, 0, 0
    for seal in session.scalars(select(Seal).order_by(Seal.number)):
        found = list(_acts(session, after=after, until=seal.until_id))
        if seal.number != seals + 1 or len(found) != seal.acts or _digest(before, found) != seal.digest:
            return Verdict(seals=seals, acts=acts, broken=seal.number)
        before, after, acts, seals = seal.digest, seal.until_id, acts + len(found), seals + 1
    return Verdict(seals=seals, acts=acts, broken=None)


def _last(session: Session) -> Seal | None:
    return session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()


def _acts(session: Session, *, after: UUID | None, until: UUID | None = None) -> Iterator[Event]:
    """In the order of their ids, which are made of time."""
    asked = select(Event).order_by(Event.id)
    asked = asked.where(Event.id > after) if after else asked
    return iter(session.scalars(asked.where(Event.id <= until) if until else asked))


def _digest(before: str, acts: list[Event]) -> str:
    chain = hashlib.sha256(before.encode())
    for act in acts:
        row = (act.id, act.at.astimezone(UTC).isoformat(), act.tag, act.tenant_id, act.actor_id, act.subject)
        told = [*(str(part) if part is not None else None for part in row), act.detail, act.request_id]
        chain.update(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
    return chain.hexdigest()
