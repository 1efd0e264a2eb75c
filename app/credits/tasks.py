"""Lots for what was paid, credits on their way to firms and back, and the round that mends what was lost."""

from datetime import datetime
from uuid import UUID

from app.accounts.queries import names_of
from app.credits.models import CreditState
from app.credits.operations import (
    ITEM,
    add_order_lot,
    add_year_lots,
    recall_credit,
    settle_credit,
    tell_near_ends,
    withdraw_lot,
)
from app.credits.queries import (
    find_organisation,
    find_received,
    get_credit,
    list_live,
    list_unsettled,
    list_waiting_received,
)
from app.credits.receiving import Gift, give_back, receive_credit, return_unagreed, use_waiting
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import NotFound
from app.kit.jobs import Job
from app.orders.queries import get_order
from app.subscriptions.queries import list_waiting_passes
from app.tenants.models import Kind
from app.tenants.queries import get_organisation, list_provider_ids


def make_lots(job: Job) -> None:
    """`order.paid` or `entitlements.changed`: {tenant_id, order_id?, item?}; lots for what is paid."""
    tenant_id, order_id = UUID(job.payload["tenant_id"]), job.payload.get("order_id")
    with job.database.reading() as session:
        found = find_organisation(session, tenant_id)
    if found is None or found.kind != Kind.PROVIDER:
        return
    with job.database.begin(Scope.tenant(tenant_id)) as session:
        if job.payload.get("item") == ITEM and order_id:
            add_order_lot(session, tenant_id, UUID(order_id))
        else:
            add_year_lots(session, tenant_id, at=clock.now())


def take_lot_back(job: Job) -> None:
    """`order.refunded`: {tenant_id, order_id}."""
    tenant_id = UUID(job.payload["tenant_id"])
    with job.database.begin(Scope.tenant(tenant_id)) as session:
        try:
            order = get_order(session, tenant_id, UUID(job.payload["order_id"]))
        except NotFound:
            return
        withdraw_lot(session, tenant_id, order, at=clock.now())


def carry_over(job: Job) -> None:
    """`credit.handed`: into the firm's own tenant, where it opens something or waits."""
    _carry(job.database, job.tenant, UUID(job.payload["credit_id"]), UUID(job.payload["firm_id"]))


def bring_back(job: Job) -> None:
    """`credit.recalled`: out of the firm's tenant, unless it is used."""
    firm_id = job.payload["firm_id"]
    _carry(job.database, job.tenant, UUID(job.payload["credit_id"]), UUID(firm_id) if firm_id else None)


def _carry(database: Database, provider_id: UUID, credit_id: UUID, firm_id: UUID | None) -> None:
    """Bring the firm's side in line with the provider's wish; what comes of it returns as `credit.settled`."""
    with database.reading(Scope.tenant(provider_id)) as session:
        try:
            credit = get_credit(session, provider_id, credit_id)
        except NotFound:
            return
        by = credit.handed_by_id
        gift = Gift(
            credit_id=credit_id,
            provider_id=provider_id,
            provider=get_organisation(session, provider_id).name,
            given_by=names_of(session, {by}).get(by, "") if by else "",
        )
        firm = find_organisation(session, firm_id)
    if credit.state != CreditState.HANDED:
        return
    if firm is None:
        with database.begin(Scope.tenant(provider_id)) as session:
            settle_credit(session, provider_id, credit_id, CreditState.RETURNED, at=clock.now())
        return
    with database.begin(Scope.tenant(firm.id)) as session:
        if credit.recalled_at is not None:
            give_back(session, firm.id, gift, at=clock.now())
        else:
            receive_credit(session, firm.id, gift, at=clock.now())


def write_down(job: Job) -> None:
    """`credit.settled`: {credit_id, state}, from the firm's side."""
    with job.begin() as session:
        try:
            state = CreditState(job.payload["state"])
            settle_credit(session, job.tenant, UUID(job.payload["credit_id"]), state, at=clock.now())
        except NotFound:
            return


def follow_firm(job: Job) -> None:
    """`firm.moved`: it handed an assessment in, which a waiting pass opens; or a consent ended, and credits go back."""
    firm_id = UUID(job.payload["tenant_id"])
    with job.database.reading(Scope.tenant(firm_id)) as session:
        if not list_waiting_passes(session, firm_id) and not list_waiting_received(session, firm_id):
            return
    with job.database.begin(Scope.tenant(firm_id)) as session:
        return_unagreed(session, firm_id, at=clock.now())
        use_waiting(session, firm_id, at=clock.now())


def go_round(job: Job) -> None:
    """Renewed years, lots near their end, consents that ran out by themselves, firms that are gone, lost messages."""
    now = clock.now()
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            add_year_lots(session, provider_id, at=now)
            tell_near_ends(session, provider_id, at=now)
        _look_after(job.database, provider_id, now)


def _look_after(database: Database, provider_id: UUID, now: datetime) -> None:
    with database.reading(Scope.tenant(provider_id)) as session:
        waiting, live = list_unsettled(session, provider_id), list_live(session, provider_id)
    for credit in waiting:
        if credit.firm_id is not None and credit.firm_id not in live and credit.recalled_at is None:
            with database.begin(Scope.tenant(provider_id)) as session:
                recall_credit(session, provider_id, credit.id, by=None, at=now)
        elif not _stands(database, credit.firm_id, credit.id) or credit.recalled_at is not None:
            _carry(database, provider_id, credit.id, credit.firm_id)
            _heal(database, provider_id, credit.id, credit.firm_id)


def _stands(database: Database, firm_id: UUID | None, credit_id: UUID) -> bool:
    if firm_id is None:
        return False
    with database.reading(Scope.tenant(firm_id)) as session:
        row = find_received(session, firm_id, credit_id)
        return row is not None and row.state == CreditState.HANDED


def _heal(database: Database, provider_id: UUID, credit_id: UUID, firm_id: UUID | None) -> None:
    """What the firm knows and its news never told."""
    if firm_id is None:
        return
    with database.reading(Scope.tenant(firm_id)) as session:
        row = find_received(session, firm_id, credit_id)
        state = CreditState(row.state) if row is not None else CreditState.HANDED
    with database.begin(Scope.tenant(provider_id)) as session:
        settle_credit(session, provider_id, credit_id, state, at=clock.now())
