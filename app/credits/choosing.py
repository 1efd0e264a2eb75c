"""Who of the chosen firms gets a credit, who needs none, and who cannot have one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.clients.models import Client
from app.credits.queries import last_used_by_firm, list_chosen, list_live, waiting_of_firms
from app.kit.db import Database, Scope
from app.subscriptions.queries import plans_of_firms


class Need(StrEnum):
    """How a chosen firm stands to a credit. Only the first gets one unasked; the last can have none."""

    NONE_YET = "none-yet"
    WAITING = "waiting"
    """It has an unused one of ours."""
    OPENED = "opened"
    """One of ours has opened what it handed in last."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a provider knows of firms that matters to a credit."""

    live: Collection[UUID]
    waiting: Collection[UUID]
    used: Mapping[UUID, datetime]
    plans: Mapping[UUID, tuple[str, datetime]]

    def stand(self, client: Client) -> Candidate:
        """How one client stands."""
        firm = client.firm_id
        if firm is None or firm not in self.live:
            return Candidate(client, Need.UNSEEN)
        if firm in self.plans:
            return Candidate(client, Need.PLAN, self.plans[firm][1])
        if firm in self.waiting:
            return Candidate(client, Need.WAITING)
        is_open = firm in self.used and (client.submitted_at is None or client.submitted_at <= self.used[firm])
        return Candidate(client, Need.OPENED if is_open else Need.NONE_YET)


def sort_out(database: Database, provider_id: UUID, clients: Collection[UUID], *, at: datetime) -> list[Candidate]:
    """The chosen firms by name; ids that are not in this provider's book are left out."""
    with database.reading(Scope.tenant(provider_id)) as session:
        chosen, live = list_chosen(session, provider_id, clients), list_live(session, provider_id)
        waiting, used = waiting_of_firms(session, provider_id), last_used_by_firm(session, provider_id)
    firms = [one.firm_id for one in chosen if one.firm_id in live and one.firm_id is not None]
    with database.reading(Scope.provider(provider_id)) as session:
        plans = plans_of_firms(session, firms, at) if firms else {}
    known = _Known(live=live, waiting=waiting, used=used, plans=plans)
    return [known.stand(one) for one in chosen]
