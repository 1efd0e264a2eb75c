"""A firm is given a credit, uses it, or it goes back: the firm's side, which decides. The caller commits.

Each of these holds the firm first, so that using and taking back one credit come one after the other.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.credits.emails import tell_owners
from app.credits.models import CreditState, ReceivedCredit
from app.credits.queries import agrees, find_newest_submitted, find_received, list_waiting_received
from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.jobs import leave_note
from app.subscriptions.models import Pass
from app.subscriptions.operations import open_assessment
from app.subscriptions.plans import Feature
from app.subscriptions.queries import lets_read, list_waiting_passes
from app.tenants.changes import hold_tenant

SETTLED = "credit.settled"
"""News for a provider: {credit_id, state}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A credit on its way: the provider's row, and who gave it."""

    credit_id: UUID
    provider_id: UUID
    provider: str
    given_by: str = ""


def receive_credit(session: HouseSession, firm_id: UUID, gift: Gift, *, at: datetime) -> ReceivedCredit:
    """Keep what the firm was given, once: it opens the newest assessment handed in, or waits for the next one.

    A firm that no longer lets itself be seen gets nothing, and the credit goes back."""
    hold_tenant(session, firm_id)
    found = find_received(session, firm_id, gift.credit_id)
    if found is not None:
        return found
    row = _keep(session, firm_id, gift)
    if not agrees(session, firm_id, gift.provider_id, at):
        _settle(session, row, CreditState.RETURNED, at=at)
        return row
    session.add(Pass(tenant_id=firm_id, credit_id=gift.credit_id, given_by_id=gift.provider_id))
    session.flush()
    said = {"provider": str(gift.provider_id)}
    record_event(session, "credit.received", by=None, tenant_id=firm_id, subject=f"credit:{gift.credit_id}", **said)
    use_waiting(session, firm_id, at=at)
    tell_owners(session, "credit-opened" if row.state == CreditState.USED else "credit-received", row)
    return row


def _keep(session: HouseSession, firm_id: UUID, gift: Gift) -> ReceivedCredit:
    known = {"provider_id": gift.provider_id, "provider_name": gift.provider, "given_by": gift.given_by}
    row = ReceivedCredit(tenant_id=firm_id, credit_id=gift.credit_id, state=CreditState.HANDED, **known)
    session.add(row)
    session.flush()
    return row


def _settle(session: HouseSession, row: ReceivedCredit, state: CreditState, *, at: datetime) -> None:
    row.state, row.settled_at = state, at
    if row.provider_id is not None:
        told = {"credit_id": str(row.credit_id), "state": state.value}
        leave_note(session, SETTLED, told, tenant_id=row.provider_id)


def use_waiting(session: HouseSession, firm_id: UUID, *, at: datetime) -> bool:
    """Open the newest assessment handed in with the pass that waits longest; False when none waits or needs one.

    What a plan or another pass opens, or once opened for good, is never paid a second time: the pass waits on."""
    hold_tenant(session, firm_id)
    waiting, newest = list_waiting_passes(session, firm_id), find_newest_submitted(session, firm_id)
    if not waiting or newest is None:
        return False
    if lets_read(session, firm_id, Feature.REPORTS, newest.id, newest.submitted_at):
        return False
    open_assessment(session, waiting[0], newest.id, at=at)
    row = find_received(session, firm_id, waiting[0].credit_id) if waiting[0].credit_id else None
    if row is not None:
        _settle(session, row, CreditState.USED, at=at)
    return True


def give_back(session: HouseSession, firm_id: UUID, gift: Gift, *, at: datetime) -> CreditState:
    """The provider asks for it back: gone unless it is used. One that has not arrived yet will not."""
    hold_tenant(session, firm_id)
    row = find_received(session, firm_id, gift.credit_id)
    if row is None:
        row = _keep(session, firm_id, gift)
        _settle(session, row, CreditState.RETURNED, at=at)
    elif row.state == CreditState.HANDED:
        _return(session, row, at=at)
        tell_owners(session, "credit-taken-back", row)
    return CreditState(row.state)


def _return(session: HouseSession, row: ReceivedCredit, *, at: datetime) -> None:
    held = [one for one in list_waiting_passes(session, row.tenant_id) if one.credit_id == row.credit_id]
    for one in held:
        session.delete(one)
    _settle(session, row, CreditState.RETURNED, at=at)
    session.flush()
    subject = f"credit:{row.credit_id}"
    record_event(session, "credit.returned", by=None, tenant_id=row.tenant_id, subject=subject)


def return_unagreed(session: HouseSession, firm_id: UUID, *, at: datetime) -> int:
    """Unused credits of providers that may no longer see the firm go back; how many. What a provider left behind that
    is itself gone stays with the firm."""
    hold_tenant(session, firm_id)
    gone = [
        row
        for row in list_waiting_received(session, firm_id)
        if row.provider_id is not None and not agrees(session, firm_id, row.provider_id, at)
    ]
    for row in gone:
        _return(session, row, at=at)
    return len(gone)
