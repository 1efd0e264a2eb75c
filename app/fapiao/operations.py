"""Asking for fapiao and making them out. The caller commits, in a session of the one organisation."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import choice
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.emails import alert_person
from app.events.operations import record_event
from app.fapiao import wording
from app.fapiao.models import Fapiao, FapiaoDetails, FapiaoLine, FapiaoState, file_key
from app.fapiao.queries import Payment, find_details, get_fapiao, is_file_used, list_payments
from app.fapiao.values import Buyer
from app.kit.clock import today
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid, Unavailable
from app.kit.intake.values import Clean
from app.kit.jobs import enqueue_for
from app.kit.storage import Storage, StorageFull
from app.orders.operations import LETTERS, say_money
from app.tenants.changes import hold_tenant
from app.tenants.models import Kind, Organisation

SWEEP = "fapiao.sweep"
GRACE = timedelta(hours=1)
"""Longer than any upload lives between its file and its row."""
NUMBER = re.compile(r"[0-9]{8,20}")
WAITING = (FapiaoState.REQUESTED, FapiaoState.EXPORTED)
MADE = (FapiaoState.ISSUED, FapiaoState.DELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something, and when."""

    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """The issued file as it came, under the name it goes by."""

    name: str
    clean: Clean

    @property
    def sha256(self) -> str:
        """The hash it is kept under."""
        return sha256(self.clean.content).hexdigest()


def keep_details(session: HouseSession, tenant_id: UUID, buyer: Buyer, act: Act) -> FapiaoDetails:
    """What the organisation says about itself as a buyer; what was asked for before stays as it was asked."""
    hold_tenant(session, tenant_id)
    row = find_details(session, tenant_id) or FapiaoDetails()
    for name, value in asdict(buyer).items():
        setattr(row, name, value)
    row.changed_at, row.changed_by_id = act.at, act.by
    session.add(row)
    session.flush()
    record_event(session, "fapiao_details.kept", by=act.by, tenant_id=tenant_id, subject=f"organisation:{tenant_id}")
    return row


def ask_fapiao(session: HouseSession, tenant_id: UUID, keys: Iterable[str], act: Act) -> Fapiao:
    """One fapiao over these payments. Conflict when one of them is taken, paid back, or not in yuan."""
    hold_tenant(session, tenant_id)
    details = find_details(session, tenant_id)
    if details is None:
        raise Invalid(wording.NO_DETAILS)
    chosen = _choose(list_payments(session, tenant_id), set(keys))
    total = sum(one.amount.minor for one in chosen)
    reference = "FP" + "".join(choice(LETTERS) for _ in range(8))
    row = Fapiao(**asdict(details.buyer), reference=reference, amount_minor=total, currency="CNY", created_at=act.at)
    row.state, row.asked_by_id = FapiaoState.REQUESTED, act.by
    session.add(row)
    session.flush()
    session.add_all(_line(row, one) for one in chosen)
    _record(session, "fapiao.asked", row, act)
    return row


def _choose(payments: list[Payment], keys: set[str]) -> list[Payment]:
    if not keys:
        raise Invalid(wording.NONE_CHOSEN)
    chosen = [one for one in payments if one.key in keys and one.is_free]
    if len(chosen) != len(keys):
        raise Conflict(wording.NOT_FREE)
    return chosen


def _line(row: Fapiao, payment: Payment) -> FapiaoLine:
    of = {f"{payment.kind}_id": payment.id}
    return FapiaoLine(fapiao_id=row.id, amount_minor=payment.amount.minor, said=payment.said, **of)


def withdraw_fapiao(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, act: Act) -> Fapiao:
    """It is not wanted any more, while nobody works on it."""
    row = get_fapiao(session, tenant_id, fapiao_id, hold=True)
    if row.state != FapiaoState.REQUESTED:
        raise Conflict(wording.TOO_LATE)
    row.state = FapiaoState.WITHDRAWN
    _release(session, row, act)
    _record(session, "fapiao.withdrawn", row, act)
    return row


def mark_exported(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, act: Act) -> Fapiao | None:
    """It goes on the accountant's list; None when somebody else put it on another first."""
    row = get_fapiao(session, tenant_id, fapiao_id, hold=True)
    if row.state != FapiaoState.REQUESTED:
        return None
    row.state, row.exported_at, row.decided_by_id = FapiaoState.EXPORTED, act.at, act.by
    session.flush()
    _record(session, "fapiao.exported", row, act)
    return row


def issue_fapiao(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, of: tuple[str, date], act: Act) -> Fapiao:
    """It was made out under this number on this day. The number may be corrected until its file is here."""
    row = _hold(session, tenant_id, fapiao_id, *WAITING, FapiaoState.ISSUED)
    number, day = of
    if not NUMBER.fullmatch(number):
        raise Invalid(wording.WRONG_NUMBER)
    if not today() - timedelta(days=366) <= day <= today():
        raise Invalid(wording.WRONG_DAY)
    row.number, row.issued_on, row.state = number, day, FapiaoState.ISSUED
    _decide(session, row, act)
    _record(session, "fapiao.issued", row, act)
    return row


def decline_fapiao(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, reason: str, act: Act) -> Fapiao:
    """It cannot be made out; the payments are free for another."""
    row = _hold(session, tenant_id, fapiao_id, *WAITING)
    _check_reason(reason)
    row.state, row.reason = FapiaoState.DECLINED, reason
    _release(session, row, act)
    _decide(session, row, act)
    _record(session, "fapiao.declined", row, act)
    _tell(session, row, "fapiao-declined", reason=reason)
    return row


def reverse_fapiao(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, of: tuple[str, str], act: Act) -> Fapiao:
    """A red-letter fapiao of this number takes it back; what is still paid is free for another."""
    row = _hold(session, tenant_id, fapiao_id, *MADE)
    number, reason = of
    if not NUMBER.fullmatch(number):
        raise Invalid(wording.WRONG_NUMBER)
    _check_reason(reason)
    row.state, row.red_number, row.reason = FapiaoState.REVERSED, number, reason
    _release(session, row, act)
    _decide(session, row, act)
    _record(session, "fapiao.reversed", row, act)
    _tell(session, row, "fapiao-reversed", reason=reason)
    return row


# -- the issued file --------------------------------------------------------------------------------------------------


def expect_file(session: Session, tenant_id: UUID, paper: Paper, *, at: datetime) -> None:
    """Say that a file is about to be written; commit this first. If no row ever names it, it is swept away."""
    swept = {"sha256": paper.sha256, "kind": paper.clean.kind.value}
    enqueue_for(session, SWEEP, swept, tenant_id=tenant_id, at=at + GRACE)


def store_file(storage: Storage, tenant_id: UUID, paper: Paper) -> None:
    """Write it as it came. Unavailable when there is no room; nothing is left then."""
    key = file_key(tenant_id, paper.sha256, paper.clean.kind.value)
    try:
        if not storage.has(key):
            storage.put(key, paper.clean.content)
    except StorageFull as error:
        raise Unavailable(wording.STORE_FULL) from error


def deliver_fapiao(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, paper: Paper, act: Act) -> Fapiao:
    """Its file is here: whoever asked is told. A better copy takes the place of the last one."""
    row = _hold(session, tenant_id, fapiao_id, *MADE)
    row.file_name, row.file_kind, row.file_sha256 = paper.name, paper.clean.kind.value, paper.sha256
    first = row.delivered_at is None
    row.state, row.delivered_at = FapiaoState.DELIVERED, act.at
    _decide(session, row, act)
    _record(session, "fapiao.delivered", row, act)
    if first:
        _tell(session, row, "fapiao-issued", fapiao=row.number or "")
    return row


def sweep_file(session: HouseSession, storage: Storage, tenant_id: UUID, sha: str, kind: str) -> bool:
    """Delete a file that no row names; True when it was deleted."""
    hold_tenant(session, tenant_id)
    if is_file_used(session, tenant_id, sha):
        return False
    storage.delete(file_key(tenant_id, sha, kind))
    return True


# -- what they share --------------------------------------------------------------------------------------------------


def _hold(session: HouseSession, tenant_id: UUID, fapiao_id: UUID, *states: FapiaoState) -> Fapiao:
    hold_tenant(session, tenant_id)
    row = get_fapiao(session, tenant_id, fapiao_id, hold=True)
    if row.state not in states:
        raise Conflict(wording.NOT_NOW)
    return row


def _check_reason(reason: str) -> None:
    if not 2 <= len(reason) <= 300:
        raise Invalid(wording.NEEDS_REASON)


def _release(session: HouseSession, row: Fapiao, act: Act) -> None:
    mine = (FapiaoLine.tenant_id == row.tenant_id, FapiaoLine.fapiao_id == row.id)
    session.execute(update(FapiaoLine).where(*mine).values(released_at=act.at))


def _decide(session: HouseSession, row: Fapiao, act: Act) -> None:
    row.decided_by_id = act.by
    session.flush()


def _record(session: HouseSession, tag: str, row: Fapiao, act: Act) -> None:
    record_event(session, tag, by=act.by, tenant_id=row.tenant_id, subject=f"fapiao:{row.id}")


def _tell(session: HouseSession, row: Fapiao, notice: str, **context: str) -> None:
    if row.asked_by_id is None:
        return
    side = "firm" if session.get_one(Organisation, row.tenant_id).kind == Kind.SME else "provider"
    told = {"amount": say_money(row.amount), "title": row.title, **context}
    alert_person(session, row.asked_by_id, notice, path=f"/{side}/fapiao", **told)
