"""What the stand-in remembers: tables of objects, its clock, the events it made, and the errors it answers."""

import copy
import itertools
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, Any]

API_VERSION = "2026-10-28.endive"
DAY = 86_400

PREFIXES = {
    "customer": "cus_",
    "product": "prod_",
    "price": "price_",
    "coupon": "",
    "promotion_code": "promo_",
    "discount": "di_",
    "checkout.session": "cs_test_",
    "subscription": "sub_",
    "subscription_item": "si_",
    "invoice": "in_",
    "line_item": "il_",
    "invoiceitem": "ii_",
    "invoice_payment": "inpay_",
    "payment_method": "pm_",
    "payment_intent": "pi_",
    "charge": "ch_",
    "refund": "re_",
    "tax_id": "txi_",
    "billing_portal.session": "bps_",
    "billing_portal.configuration": "bpc_",
    "event": "evt_",
    "webhook_endpoint": "we_",
    "item": "li_",
}
TURN = itertools.count(time.time_ns() // 1000)
# Longest first: "price_" must not be taken for another kind's shorter prefix.
KINDS = sorted(((prefix, kind) for kind, prefix in PREFIXES.items() if prefix), key=lambda pair: -len(pair[0]))


class Problem(Exception):
    """An error answer in Stripe's shape. `error` are further keys of it, e.g. decline_code."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
        **error: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept  # whether an idempotency key replays this answer: not when the request was never begun
        self.error: Thing = {"type": kind, "message": message, **error}
        if code:
            self.error |= {"code": code, "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}"}
        if param:
            self.error["param"] = param


def missing(kind: str, id_: str, param: str = "id") -> Problem:
    """What Stripe says about an unknown id: 404 in the path, 400 in a parameter."""
    name = kind.replace("checkout.session", "checkout.session").replace("_", " ").replace("invoiceitem", "invoice item")
    name = kind if kind in ("checkout.session", "payment_intent") else name
    status = 404 if param == "id" else 400
    return Problem(f"No such {name}: '{id_}'", status=status, code="resource_missing", param=param)


class Clock:
    """The stand-in's own time, in whole seconds: it stands until told (tests), or ticks (people)."""

    def __init__(self, *, ticking: bool = False) -> None:
        self.ticking = ticking
        self.shift = 0
        self.stands_at = int(time.time())

    def now(self) -> int:
        """Seconds since 1970."""
        return (int(time.time()) if self.ticking else self.stands_at) + self.shift

    def set(self, at: int) -> None:
        """Move to a moment."""
        self.shift += at - self.now()


@dataclass
class Account:
    """How this Stripe account is set up: what people set in the dashboard."""

    version: str = API_VERSION  # the account's default API version: of endpoints that pin none
    retry_days: tuple[int, ...] = (3, 5, 7)  # days from one attempt at a card to the next
    after_retries: str = "cancel"  # cancel | pause | unpaid | past_due, when the last attempt failed
    overdue_days: int = 30  # the same for an invoice sent, counted from its due date
    draft_seconds: int = 3600  # how long a renewal's invoice stays a draft
    portal_sets_cancel_at: bool = False  # flexible billing: the portal leaves cancel_at_period_end false
    methods: tuple[str, ...] = ("card", "alipay", "wechat_pay")  # switched on in the dashboard
    name: str = "Jianyun"
    country: str = "HK"


@dataclass
class Store:
    """All objects by kind and id, oldest first. Keys that begin with an underscore are the stand-in's own."""

    base: str = ""
    clock: Clock = field(default_factory=Clock)
    account: Account = field(default_factory=Account)
    tables: dict[str, dict[str, Thing]] = field(default_factory=dict)
    heard: Callable[[Thing], None] = lambda event: None
    lock: threading.RLock = field(default_factory=threading.RLock)
    request: Thing = field(default_factory=dict)  # of the call being answered: id, idempotency_key
    rehearsing: bool = False

    def now(self) -> int:
        """The stand-in's time."""
        return self.clock.now()

    def table(self, kind: str) -> dict[str, Thing]:
        """Objects of one kind."""
        return self.tables.setdefault(kind, {})

    def new_id(self, kind: str) -> str:
        """A fresh id, never used twice; as at Stripe, what was made later sorts later."""
        return f"{PREFIXES[kind]}{next(TURN):014x}{secrets.token_hex(5)}"

    def add(self, thing: Thing) -> Thing:
        """Keep a new object; gives it an id when it has none."""
        thing["id"] = thing.get("id") or self.new_id(thing["object"])
        self.table(thing["object"])[thing["id"]] = thing
        return thing

    def get(self, kind: str, id_: str, param: str = "id") -> Thing:
        """The object, or Stripe's complaint that there is none."""
        found = self.table(kind).get(id_)
        if found is None:
            raise missing(kind, id_, param)
        return found

    def living(self, kind: str, id_: str, param: str = "id") -> Thing:
        """The same, refusing one that was deleted."""
        found = self.get(kind, id_, param)
        if found.get("deleted"):
            raise missing(kind, id_, param)
        return found

    def find(self, kind: str, /, **wanted: Any) -> Iterator[Thing]:
        """Objects of a kind with these values, oldest first."""
        for thing in list(self.table(kind).values()):
            if all(thing.get(key) == value for key, value in wanted.items()):
                yield thing

    def by_id(self, id_: str) -> Thing | None:
        """The object an id belongs to, whatever its kind."""
        for prefix, kind in KINDS:
            if id_.startswith(prefix) and id_ in self.table(kind):
                return self.table(kind)[id_]
        return self.table("coupon").get(id_)

    def emit(self, name: str, thing: Thing, before: Thing | None = None) -> Thing | None:
        """Make an event about the object as it is now; `before` are earlier values of what changed."""
        if self.rehearsing:
            return None
        data: Thing = {"object": public(thing)}
        if before is not None:
            data["previous_attributes"] = public(before)
        event = {
            "id": self.new_id("event"),
            "object": "event",
            "api_version": self.account.version,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self.request.get("id"), "idempotency_key": self.request.get("idempotency_key")},
            "type": name,
        }
        self.add(event)
        self.heard(event)
        return event

    def change(self, thing: Thing, event: str | None = None, /, **values: Any) -> Thing:
        """Set values and tell of it in an event with the earlier ones, if anything became different."""
        before = {key: copy.deepcopy(thing.get(key)) for key, value in values.items() if thing.get(key) != value}
        thing.update(values)
        if before and event:
            self.emit(event, thing, before)
        return thing

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """What happens inside leaves no trace: for previews and for updates that may fail."""
        kept, self.rehearsing = self.tables, True
        self.tables = copy.deepcopy({kind: table for kind, table in kept.items() if kind != "event"})
        try:
            yield
        finally:
            self.tables, self.rehearsing = kept, False


def public(thing: Any) -> Any:
    """A deep copy without the stand-in's own keys."""
    if isinstance(thing, dict):
        return {key: public(value) for key, value in thing.items() if not key.startswith("_")}
    if isinstance(thing, list):
        return [public(value) for value in thing]
    return thing


def listing(url: str, things: list[Thing], *, more: bool = False) -> Thing:
    """A list object."""
    return {"object": "list", "data": things, "has_more": more, "url": url}


def filled(base: Thing, given: Thing | None) -> Thing:
    """What was given, completed by defaults at every depth."""
    merged = dict(base)
    for key, value in (given or {}).items():
        old = merged.get(key)
        merged[key] = filled(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
