"""What paid, failed and overdue invoices do to their subscription, and how a subscription ends."""

from tests.standins.stripe.state import DAY, Store, Thing

LIVE = ("trialing", "active", "past_due", "unpaid", "paused", "incomplete")
NO_REASON = {"comment": None, "feedback": None, "feedback_option": None, "reason": None}


def subscription_of(store: Store, invoice: Thing) -> Thing | None:
    """The subscription an invoice belongs to."""
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    return store.table("subscription").get(details.get("subscription", ""))


def end(store: Store, sub: Thing, reason: str | None = None, status: str = "canceled") -> None:
    """The subscription is over now. Open invoices stay open and are collected no more."""
    sub["cancellation_details"] = sub["cancellation_details"] | {
        "reason": reason or sub["cancellation_details"]["reason"]
    }
    at = sub["canceled_at"] or store.now()
    sub.update(status=status, ended_at=store.now(), canceled_at=at)
    for invoice in store.table("invoice").values():
        if subscription_of(store, invoice) is sub and invoice["status"] in ("draft", "open"):
            invoice.update(auto_advance=False, next_payment_attempt=None, automatically_finalizes_at=None)
    name = "customer.subscription.updated" if status == "incomplete_expired" else "customer.subscription.deleted"
    store.emit(name, sub)


def move(store: Store, sub: Thing, status: str) -> None:
    """Another status, told in an event."""
    store.change(sub, "customer.subscription.updated", status=status)


def on_paid(store: Store, invoice: Thing) -> None:
    """A paid invoice brings its subscription back to life when it is the latest one."""
    customer = store.get("customer", invoice["customer"])
    if customer.get("deleted"):
        return
    customer["delinquent"] = False
    sub = subscription_of(store, invoice)
    if sub and sub["status"] in ("incomplete", "past_due", "unpaid") and sub["latest_invoice"] == invoice["id"]:
        move(store, sub, "active")


def on_failed(store: Store, invoice: Thing) -> None:
    """After a declined attempt: plan the next one, or do what the account does when there is none left."""
    store.get("customer", invoice["customer"])["delinquent"] = True
    sub = subscription_of(store, invoice)
    if invoice["billing_reason"] == "subscription_create" and sub and sub["status"] == "incomplete":
        invoice.update(next_payment_attempt=None, auto_advance=False)
        return
    retries = store.account.retry_days
    last = invoice["attempt_count"] > len(retries)
    wait = 0 if last else retries[invoice["attempt_count"] - 1]
    invoice["next_payment_attempt"] = None if last or not invoice["auto_advance"] else store.now() + wait * DAY


def after_failed(store: Store, invoice: Thing) -> None:
    """The subscription's side of a declined attempt."""
    sub = subscription_of(store, invoice)
    if sub is None or sub["status"] not in ("active", "past_due", "trialing"):
        return
    if invoice["next_payment_attempt"] is None and invoice["attempt_count"] > len(store.account.retry_days):
        give_up(store, sub)
    else:
        move(store, sub, "past_due")


def on_overdue(store: Store, invoice: Thing) -> None:
    """An invoice that was sent is due and unpaid."""
    invoice["_overdue"] = True
    store.emit("invoice.overdue", invoice)
    sub = subscription_of(store, invoice)
    if sub and sub["status"] == "active":
        move(store, sub, "past_due")


def pause(store: Store, sub: Thing, why: str) -> None:
    """No more periods and invoices until it is resumed; what is open stays open."""
    before = {"status": sub["status"], "status_details": sub["status_details"]}
    details = {"subscription": {"type": why}, "transitioned_at": store.now(), "type": "subscription"}
    sub.update(status="paused", status_details={"paused": details})
    store.emit("customer.subscription.paused", sub)
    store.emit("customer.subscription.updated", sub, before)


def give_up(store: Store, sub: Thing) -> None:
    """Nothing more will be tried: cancel, pause, mark unpaid, or leave past due, as the account is set up."""
    if store.account.after_retries == "cancel":
        end(store, sub, "payment_failed")
    elif store.account.after_retries == "pause":
        pause(store, sub, "final_payment_failure")
    else:
        move(store, sub, store.account.after_retries)
