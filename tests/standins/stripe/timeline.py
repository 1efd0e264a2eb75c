"""What happens by itself as time goes by: trials end, periods renew, invoices are collected, retried, overdue."""

from collections.abc import Callable, Iterator

from tests.standins.stripe import checkout, dunning, invoices
from tests.standins.stripe import subscriptions as subs
from tests.standins.stripe.state import DAY, Store, Thing

Due = tuple[int, Callable[[], object]]
WARNING = 3 * DAY
UPCOMING = 7 * DAY


def advance(store: Store, until: int) -> None:
    """Let everything happen that is due until then, in its order, and move the clock there."""
    for _ in range(10_000):
        due = min(_due(store, until), key=lambda pair: pair[0], default=None)
        if due is None:
            break
        store.clock.set(max(store.now(), due[0]))
        due[1]()
    else:
        raise RuntimeError("the stand-in's time does not come to rest")
    store.clock.set(max(store.now(), until))


def _due(store: Store, until: int) -> Iterator[Due]:
    for sub in store.table("subscription").values():
        yield from (due for due in _of_subscription(store, sub) if due[0] <= until)
    for invoice in store.table("invoice").values():
        yield from (due for due in _of_invoice(store, invoice) if due[0] <= until)
    for session in store.find("checkout.session", status="open"):
        if session["expires_at"] <= until:
            yield session["expires_at"], lambda session=session: checkout.expire(store, session)


def _of_subscription(store: Store, sub: Thing) -> Iterator[Due]:
    status = sub["status"]
    if status == "incomplete":
        yield sub["created"] + 23 * 3600, lambda: _expire(store, sub)
    if status not in ("trialing", "active", "past_due", "unpaid"):
        return
    end = subs.period_of(sub)[1]
    if sub["cancel_at"] and sub["cancel_at"] <= end:
        yield sub["cancel_at"], lambda: dunning.end(store, sub)
        return
    if status == "trialing":
        if sub.get("_warned") != sub["trial_end"]:
            yield sub["trial_end"] - WARNING, lambda: _warn(store, sub, "trial_will_end")
        yield sub["trial_end"], lambda: subs.end_trial(store, sub)
        return
    if sub.get("_upcoming") != end:
        yield end - UPCOMING, lambda: _upcoming(store, sub, end)
    yield end, lambda: subs.renew(store, sub)


def _of_invoice(store: Store, invoice: Thing) -> Iterator[Due]:
    if invoice["status"] == "draft" and invoice["auto_advance"] and invoice["automatically_finalizes_at"]:
        yield invoice["automatically_finalizes_at"], lambda: collect(store, invoice)
    if invoice["status"] != "open":
        return
    if invoice["next_payment_attempt"]:
        yield invoice["next_payment_attempt"], lambda: invoices.collect(store, invoice)
    if invoice["collection_method"] == "send_invoice" and invoice["due_date"]:
        if not invoice.get("_overdue"):
            yield invoice["due_date"], lambda: dunning.on_overdue(store, invoice)
        elif not invoice.get("_given_up"):
            yield invoice["due_date"] + store.account.overdue_days * DAY, lambda: _give_up(store, invoice)


def collect(store: Store, invoice: Thing) -> None:
    """A draft's hour is over: open it, then take the money or send it."""
    invoices.finalize(store, invoice)
    if invoice["collection_method"] == "send_invoice":
        store.emit("invoice.sent", invoice)
    elif invoice["status"] == "open":
        invoices.collect(store, invoice)


def _warn(store: Store, sub: Thing, what: str) -> None:
    sub["_warned"] = sub["trial_end"]
    store.emit(f"customer.subscription.{what}", sub)


def _upcoming(store: Store, sub: Thing, end: int) -> None:
    sub["_upcoming"] = end
    with store.rehearsal():
        copy = store.get("subscription", sub["id"])
        subs.renew(store, copy)
        preview = store.get("invoice", copy["latest_invoice"])
    preview["id"] = f"upcoming_{preview['id']}"
    store.emit("invoice.upcoming", preview)


def _expire(store: Store, sub: Thing) -> None:
    newest = store.get("invoice", sub["latest_invoice"])
    if newest["status"] == "open":
        invoices.shut(store, newest, "void")
    dunning.end(store, sub, status="incomplete_expired")


def _give_up(store: Store, invoice: Thing) -> None:
    invoice["_given_up"] = True
    sub = dunning.subscription_of(store, invoice)
    if sub and sub["status"] == "past_due":
        dunning.give_up(store, sub)
