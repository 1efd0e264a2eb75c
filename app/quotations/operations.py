"""Making, changing, issuing and replacing quotations, and the copy a firm is handed. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from app.events.operations import record_event
from app.kit.clock import HOUSE_ZONE
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.kit.text import Text
from app.quotations.models import PriceItem, Quotation, ReceivedQuotation
from app.quotations.queries import count_numbers, find_received, get_quotation, list_items
from app.quotations.reading import FirmPlan
from app.quotations.values import MOST_LINES, Issuer, Line, Paper
from app.quotations.wording import (
    ADVISES,
    CHANGED_MEANWHILE,
    ISSUED_ALREADY,
    NO_LINES,
    NO_SUM,
    PAST,
    REVIEWS,
    TOO_MANY_LINES,
)
from app.tenants.changes import hold_tenant
from app.tenants.queries import live_firm_ids

ISSUED = "quotation.issued"
GOOD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a draft says."""

    lines: tuple[Line, ...]
    valid_until: date
    note: str = ""
    revision: int = 0
    """Of the draft that was read before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who issues, for whom and when."""

    issuer: Issuer
    by: UUID
    name: str
    at: datetime

    @property
    def today(self) -> date:
        """The day where our firms work."""
        return self.at.astimezone(HOUSE_ZONE).date()


def fill_lines(plan: FirmPlan, chosen: Sequence[str], book: Sequence[PriceItem]) -> tuple[Line, ...]:
    """Lines for the chosen initiatives in the plan's order: each entry of the price book that carries one out, or a
    line without a price where there is none."""
    lines: list[Line] = []
    for advised in plan.items:
        if advised.initiative not in chosen:
            continue
        sold = [line_of(item) for item in book if item.initiative == advised.initiative]
        lines += sold or [Line(name=advised.title, initiative=advised.initiative)]
    return tuple(lines)


def line_of(item: PriceItem) -> Line:
    """One of what an entry of the price book sells."""
    return Line(name=item.name, unit=item.unit, price=item.price_minor, rate=item.rate, initiative=item.initiative)


def draft_quotation(  # noqa: PLR0913 (whose, from which plan, and who asked when)
    session: HouseSession, provider_id: UUID, plan: FirmPlan, chosen: Sequence[str], *, by: UUID, on: date
) -> Quotation:
    """Begin one from initiatives of a firm's plan, filled in from the price book."""
    lines = fill_lines(plan, chosen, list_items(session, provider_id))[:MOST_LINES]
    quotation = Quotation(
        tenant_id=provider_id,
        firm_id=plan.firm_id,
        lines=lines,
        valid_until=on + GOOD_FOR,
        roadmap_id=plan.roadmap_id,
        made_by_id=by,
    )
    return _begin(session, quotation, by=by)


def _begin(session: HouseSession, quotation: Quotation, *, by: UUID) -> Quotation:
    session.add(quotation)
    session.flush()
    _record(session, "quotation.drafted", quotation, by=by)
    return quotation


def _record(session: HouseSession, tag: str, quotation: Quotation, *, by: UUID | None, **keys: str) -> None:
    subject = f"quotation:{quotation.id}"
    record_event(session, tag, by=by, tenant_id=quotation.tenant_id, subject=subject, **keys)


def change_quotation(
    session: HouseSession, provider_id: UUID, quotation_id: UUID, offer: Offer, *, by: UUID
) -> Quotation:
    """Write a draft anew. Conflict when it is issued, or was changed since it was read."""
    quotation = _hold_draft(session, provider_id, quotation_id)
    if quotation.revision != offer.revision:
        raise Conflict(CHANGED_MEANWHILE)
    if len(offer.lines) > MOST_LINES:
        raise Invalid(TOO_MANY_LINES.format(most=str(MOST_LINES)))
    quotation.lines, quotation.valid_until, quotation.note = offer.lines, offer.valid_until, offer.note
    quotation.revision += 1
    _record(session, "quotation.changed", quotation, by=by)
    return quotation


def _hold_draft(session: HouseSession, provider_id: UUID, quotation_id: UUID) -> Quotation:
    quotation = get_quotation(session, provider_id, quotation_id, hold=True)
    if quotation.issued_at is not None:
        raise Conflict(ISSUED_ALREADY)
    return quotation


def write_paper(quotation: Quotation, plan: FirmPlan, maker: Maker, number: str = "") -> Paper:
    """What a draft would say if it were issued now: only what the plan does recommend is called recommended.

    The disclosure stands where anything is, and on whatever the reviewer offers.
    """
    advised = {one.initiative for one in plan.items}
    lines = tuple(one if one.initiative in advised else replace(one, initiative="") for one in quotation.lines)
    sells = plan.is_reviewed or any(one.initiative for one in lines)
    disclosure = (REVIEWS if plan.is_reviewed else ADVISES) if sells else None
    name = maker.issuer.name
    said = disclosure and Text(
        zh=disclosure.zh.replace("{provider}", name), en=disclosure.en.replace("{provider}", name)
    )
    return Paper(
        number=number,
        issuer=maker.issuer,
        firm=plan.firm,
        lines=lines,
        issued_on=maker.today,
        valid_until=quotation.valid_until,
        note=quotation.note,
        prepared_by=maker.name,
        replaces=quotation.replaces,
        disclosure=said,
    )


def issue_quotation(
    session: HouseSession, provider_id: UUID, quotation_id: UUID, plan: FirmPlan, maker: Maker
) -> Quotation:
    """Give it a number and freeze it; the firm is handed its copy after the commit. Issuing twice does it once."""
    hold_tenant(session, provider_id)
    quotation = get_quotation(session, provider_id, quotation_id, hold=True)
    if quotation.issued_at is not None:
        return quotation
    if not quotation.lines:
        raise Invalid(NO_LINES)
    if quotation.valid_until < maker.today:
        raise Invalid(PAST)
    prefix = f"Q{maker.today.year}-"
    number = f"{prefix}{count_numbers(session, provider_id, prefix) + 1:04d}"
    paper = write_paper(quotation, plan, maker, number)
    if not paper.sums.total:
        raise Invalid(NO_SUM)
    quotation.number, quotation.paper, quotation.issued_at = number, paper, maker.at
    session.flush()
    _record(session, ISSUED, quotation, by=maker.by, number=number)
    note = {"quotation_id": str(quotation.id), "firm_id": str(quotation.firm_id)}
    leave_note(session, ISSUED, note, tenant_id=provider_id)
    return quotation


def replace_quotation(session: HouseSession, provider_id: UUID, quotation_id: UUID, *, by: UUID, on: date) -> Quotation:
    """A draft that says the same and takes the place of an issued one, which stays as it is; it gets a new number."""
    old = get_quotation(session, provider_id, quotation_id)
    quotation = Quotation(
        tenant_id=provider_id,
        firm_id=old.firm_id,
        lines=tuple(replace(one) for one in old.lines),
        valid_until=max(old.valid_until, on + GOOD_FOR),
        note=old.note,
        replaces=old.number or "",
        roadmap_id=old.roadmap_id,
        made_by_id=by,
    )
    return _begin(session, quotation, by=by)


def drop_quotation(session: HouseSession, provider_id: UUID, quotation_id: UUID, *, by: UUID) -> None:
    """Throw a draft away; what is issued stays."""
    quotation = _hold_draft(session, provider_id, quotation_id)
    _record(session, "quotation.dropped", quotation, by=by)
    session.delete(quotation)


def tell_taken(session: HouseSession, tenant_id: UUID, quotation_id: UUID, kind: str, *, by: UUID) -> None:
    """A file of it left the house: the provider's, or the firm's."""
    subject = f"quotation:{quotation_id}"
    record_event(session, "quotation.fetched", by=by, tenant_id=tenant_id, subject=subject, form=kind)


def forget_drafts(session: HouseSession, provider_id: UUID) -> int:
    """Drafts say what a firm's roadmap says: they go when its consent does. What was issued stays."""
    gone = delete(Quotation).where(
        Quotation.tenant_id == provider_id,
        Quotation.issued_at.is_(None),
        Quotation.firm_id.not_in(live_firm_ids(provider_id)),
    )
    result = session.execute(gone, execution_options={"synchronize_session": False})
    number: int = getattr(result, "rowcount", 0)
    if number:
        subject = f"organisation:{provider_id}"
        record_event(session, "quotations.forgotten", by=None, tenant_id=provider_id, subject=subject, drafts=number)
    return number


def receive_quotation(session: HouseSession, tenant_id: UUID, provider_id: UUID, quotation: Quotation) -> bool:
    """Keep the firm's copy of an issued quotation; False when it has it. The session is bound to the firm."""
    if quotation.paper is None or find_received(session, tenant_id, quotation.id):
        return False
    row = {
        "provider_id": provider_id,
        "quotation_id": quotation.id,
        "number": quotation.paper.number,
        "issued_on": quotation.paper.issued_on,
        "valid_until": quotation.paper.valid_until,
        "paper": quotation.paper,
    }
    session.add(ReceivedQuotation(tenant_id=tenant_id, **row))
    session.flush()
    subject = f"quotation:{quotation.id}"
    record_event(session, "quotation.received", by=None, tenant_id=tenant_id, subject=subject)
    return True
