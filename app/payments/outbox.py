"""How something is asked of Stripe: written down with its key, sent outside any transaction, its outcome kept.

Asked again after a crash or a lost answer, the same key asks for the same object. Stripe remembers a key for a day, and
with it the answer it gave, even a fault of its own; such a key proves nothing any more, so the object is looked for by
the mark of the call that it carries, and only when there is none a new key is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.events.operations import record_event
from app.kit import clock, ids, log
from app.kit.db import Database, HouseSession, Scope
from app.payments.acts import ACTS, EITHER, Act, Way
from app.payments.faults import GatewayAway, GatewayFault, GatewayRefused
from app.payments.gateway import gateway
from app.payments.models import PERSONAL, CallState, StripeCall
from app.payments.queries import get_call, list_open_calls
from app.tenants.changes import hold_tenant

TRUSTED = timedelta(hours=23)
"""How long a key is relied upon; Stripe promises a day."""
ENOUGH = 60
"""Attempts after which a stubborn act is given up, and the daily comparison with Stripe has to find out."""
TAGS = {
    Act.CUSTOMER: "customer.registered",
    Act.CHECKOUT: "checkout.begun",
    Act.EXPIRE: "checkout.closed",
    Act.YEARLY: "invoice.asked",
    Act.FINALIZE: "invoice.sent",
    Act.SEATS: "subscription.seats_changed",
    Act.PROLONG: "subscription.prolonged",
    Act.STOP: "subscription.stopped",
    Act.RESUME: "subscription.resumed",
    Act.END: "subscription.duplicate_ended",
    Act.VOID: "invoice.voided",
    Act.REFUND: "payment.refunded",
}
"""How an act is called in the record of acts."""
CIRCUMSTANCES = PERSONAL | {"expires_at", "preferred_locales"}
_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be asked."""

    act: Act
    subject: str
    params: Mapping[str, Any]
    target: str | None = None
    by: UUID | None = None


class Overtaken(Exception):
    """Something newer was asked while this was under way; `made` is what came of it, for the caller to undo."""

    def __init__(self, made: Any) -> None:
        super().__init__("something newer was asked meanwhile")
        self.made = made


Check = Callable[[HouseSession], None]


def send(database: Database, tenant_id: UUID, wanted: Wanted, *, check: Check | None = None) -> Any:
    """Ask it, or ask it again; what Stripe has then. GatewayAway: perhaps done, ask again. GatewayRefused: not done.

    `check` runs under the tenant's lock before anything is written down, and may raise."""
    with database.begin(Scope.tenant(tenant_id)) as session:
        hold_tenant(session, tenant_id)
        if check is not None:
            check(session)
        row, again = _claim(session, tenant_id, wanted, at=clock.now())
        session.flush()
        session.expunge(row)
    return _carry_out(database, row, wanted.params if again else None)


def _claim(session: HouseSession, tenant_id: UUID, wanted: Wanted, *, at: datetime) -> tuple[StripeCall, bool]:
    """The call that asks for this, and whether it was tried before. What it replaces is dropped."""
    for row in list_open_calls(session, tenant_id):
        if (row.act, row.subject) == (wanted.act, wanted.subject) and _is_same(row, wanted):
            row.attempts, row.tried_at = row.attempts + 1, at
            return row, True
        if row.subject == wanted.subject and _replaces(wanted.act, Act(row.act)):
            row.close(CallState.DROPPED, at=None)
    id_ = ids.new_id()
    row = StripeCall(
        id=id_,
        tenant_id=tenant_id,
        act=wanted.act,
        subject=wanted.subject,
        target=wanted.target,
        parameters=_marked(wanted.params, id_),
        idempotency_key=f"{wanted.act}:{id_}:1",
        keyed_at=at,
        burnt=False,
        state=CallState.OPEN,
        attempts=1,
        tried_at=at,
        made_by_id=wanted.by,
    )
    session.add(row)
    record_event(session, TAGS[wanted.act], by=wanted.by, tenant_id=tenant_id, subject=wanted.subject)
    return row, False


def _replaces(newer: Act, older: Act) -> bool:
    return newer == older or any({newer, older} <= acts for acts in EITHER)


def _marked(params: Mapping[str, Any], id_: UUID) -> dict[str, Any]:
    """The parameters with the mark by which the object is found again."""
    if "metadata" not in params:
        return dict(params)
    return {**params, "metadata": {**params["metadata"], "call": str(id_)}}


def _is_same(row: StripeCall, wanted: Wanted) -> bool:
    """Whether it asks for the same thing; until when it may be paid, and who asks for it, is no part of that."""

    def core(params: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in _marked(params, row.id).items() if key not in CIRCUMSTANCES}

    return row.target == wanted.target and core(row.parameters) == core(wanted.params)


def _carry_out(database: Database, row: StripeCall, anew: Mapping[str, Any] | None) -> Any:
    """Send it. With `anew`, parameters for a new key, it was tried before and may have been done."""
    way = ACTS[Act(row.act)]
    try:
        made = way.find(gateway, row) if anew is not None else None
        if made is None:
            if anew is not None:
                _rekey_stale(database, row, anew)
            made = _ask(way, row)
    except GatewayFault as fault:
        _note_fault(database, row, fault)
        raise
    return _keep(database, row, made)


def _ask(way: Way, row: StripeCall) -> Any:
    try:
        return way.read(gateway.act(way.service, row.target, row.parameters, key=row.idempotency_key))
    except GatewayRefused:
        # What changes an object is refused once it was done: then its state says so.
        made = way.find(gateway, row) if row.target is not None else None
        if made is None:
            raise
        return made


def _rekey_stale(database: Database, row: StripeCall, anew: Mapping[str, Any]) -> None:
    """Nothing came of the key that is too old, or burnt: another one, which may go with other parameters."""
    at = clock.now()
    if not row.burnt and at - row.keyed_at < TRUSTED:
        return
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        held = get_call(session, row.tenant_id, row.id)
        count = int(held.idempotency_key.rpartition(":")[2]) + 1
        held.idempotency_key = f"{held.act}:{held.id}:{count}"
        held.keyed_at, held.burnt = at, False
        held.parameters = _marked(anew, row.id)
        row.idempotency_key, row.parameters = held.idempotency_key, held.parameters


def _note_fault(database: Database, row: StripeCall, fault: GatewayFault) -> None:
    _log.warning("stripe call", act=row.act, call=str(row.id), said=str(fault))
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        held = get_call(session, row.tenant_id, row.id)
        held.error = str(fault)[:300]
        if isinstance(fault, GatewayAway) and fault.answered:
            held.burnt = True
        if isinstance(fault, GatewayRefused) and held.state == CallState.OPEN:
            held.close(CallState.REFUSED, at=clock.now())


def _keep(database: Database, row: StripeCall, made: Any) -> Any:
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        hold_tenant(session, row.tenant_id)
        held, at = get_call(session, row.tenant_id, row.id), clock.now()
        overtaken = held.state == CallState.DROPPED
        if held.state == CallState.OPEN:
            held.close(CallState.DONE, at=at)
            held.result_id, held.error = made.id, None
            ACTS[Act(held.act)].keep(session, held, made, at)
        elif overtaken:
            held.result_id, held.done_at = made.id, at
    if overtaken:
        raise Overtaken(made)
    return made


def _look(way: Way, row: StripeCall) -> Any:
    try:
        return way.find(gateway, row)
    except GatewayRefused:
        return None


def finish(database: Database, tenant_id: UUID, call_id: UUID) -> None:
    """A call that was left hanging: what came of it is kept; what nobody waits for and never happened is dropped."""
    with database.begin(Scope.tenant(tenant_id)) as session:
        row = get_call(session, tenant_id, call_id)
        if row.state != CallState.OPEN:
            return
        row.attempts, row.tried_at = row.attempts + 1, clock.now()
        session.flush()
        session.expunge(row)
    way = ACTS[Act(row.act)]
    if way.stubborn and row.attempts < ENOUGH:
        _carry_out(database, row, row.parameters)
        return
    made = _look(way, row)
    if made is not None:
        _keep(database, row, made)
        return
    with database.begin(Scope.tenant(tenant_id)) as session:
        held = get_call(session, tenant_id, call_id)
        if held.state == CallState.OPEN:
            held.close(CallState.DROPPED, at=clock.now())
    _log.warning("stripe call dropped", act=row.act, call=str(call_id))
