"""Who of the chosen firms gets a credit, who needs none, and who cannot have one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.clients.models import Client
from app.credits.queries import list_chosen, list_live, waiting_of_firms
from app.kit.db import Database, Scope
from app.subscriptions.queries import plans_of_firms


class Need(StrEnum):
    """How a chosen firm stands to a credit. Only the first gets one unasked; the last can have none."""

    NONE_YET = "none-yet"
    WAITING = "waiting"
    """It has an unused one of ours."""
    PLAN = "plan"
    """It subscribes to a plan by itself."""
    UNSEEN = "unseen"
    """It does not let us see it, or not any more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One chosen firm."""

    client: Client
    need: Need
    until: datetime | None = None
    """When its plan ends, unless it goes on."""


def sort_out(database: Database, provider_id: UUID, clients: Collection[UUID], *, at: datetime) -> list[Candidate]:
    """The chosen firms by name; ids that are not in this provider's book are left out."""
    with database.reading(Scope.tenant(provider_id)) as session:
        chosen, live = list_chosen(session, provider_id, clients), list_live(session, provider_id)
        waiting = waiting_of_firms(session, provider_id)
    firms = [one.firm_id for one in chosen if one.firm_id in live and one.firm_id is not None]
    with database.reading(Scope.provider(provider_id)) as session:
        plans = plans_of_firms(session, firms, at) if firms else {}
    return [_stand(one, live, waiting, plans) for one in chosen]


def _stand(
    client: Client, live: Collection[UUID], waiting: Collection[UUID], plans: dict[UUID, tuple[str, datetime]]
) -> Candidate:
    if client.firm_id is None or client.firm_id not in live:
        return Candidate(client, Need.UNSEEN)
    if client.firm_id in plans:
        return Candidate(client, Need.PLAN, plans[client.firm_id][1])
    return Candidate(client, Need.WAITING if client.firm_id in waiting else Need.NONE_YET)
