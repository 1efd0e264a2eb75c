"""Writing a provider's book. The caller commits."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update

from app.clients.models import WITH_CONSENT, Client, Stage
from app.clients.queries import find_client_of
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.tenants.models import Role

PARTS = {Role.ACCOUNT_MANAGER: Client.account_manager_id, Role.CONSULTANT: Client.consultant_id}
"""Who looks after a client as what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a book says of a firm that agreed to be seen: see the columns of `Client`."""

    name: str
    stage: Stage
    industry_key: str = ""
    headcount: int | None = None
    assessment_id: UUID | None = None
    level: int | None = None
    score: int | None = None
    previous_level: int | None = None
    previous_score: int | None = None
    submitted_at: datetime | None = None
    last_active_at: datetime | None = None
    due_on: date | None = None

    def without_results(self) -> "Facts":
        """For a provider the firm lets see no results: that it is there and how far it has come."""
        return replace(self, level=None, score=None, previous_level=None, previous_score=None)


def write_facts(session: HouseSession, provider_id: UUID, firm_id: UUID, facts: Facts) -> Client:
    """Renew what the book says of a firm; a firm that agreed without having been noted gets its row."""
    row = find_client_of(session, provider_id, firm_id)
    if row is None:
        row = Client(tenant_id=provider_id, firm_id=firm_id)
        session.add(row)
    write_known(row, facts)
    session.flush()
    return row


def write_known(row: Client, facts: Facts) -> None:
    """Put facts in the place of those a row has."""
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.refreshed_at = clock.now()


def forget_facts(session: HouseSession, provider_id: UUID, firm_id: UUID) -> None:
    """The firm withdrew: the book keeps that it was a client and the provider's own notes, nothing else of it."""
    row = find_client_of(session, provider_id, firm_id)
    if row is not None:
        write_facts(session, provider_id, firm_id, Facts(name=row.name, stage=Stage.ENDED))
        row.steps = [step for step in row.steps if step["stage"] not in WITH_CONSENT]


def release_clients(
    session: HouseSession, provider_id: UUID, user_id: UUID, parts: Collection[Role], *, by: UUID | None
) -> int:
    """Nobody looks after these clients any more, as far as it was this person: how many there were."""
    freed = 0
    for part in parts:
        theirs = update(Client).where(Client.tenant_id == provider_id, PARTS[part] == user_id)
        freed += session.execute(theirs.values({PARTS[part]: None})).rowcount  # type: ignore[attr-defined]
    if freed:
        subject = f"person:{user_id}"
        record_event(session, "client.released", by=by, tenant_id=provider_id, subject=subject, count=freed)
    return freed
