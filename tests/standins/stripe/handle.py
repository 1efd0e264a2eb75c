"""The stand-in as tests hold it: start it, point the app at `base`, and make things happen."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import stripe

from tests.standins.stripe import checkout, control, paying, people, portal, timeline
from tests.standins.stripe import subscriptions as subs
from tests.standins.stripe.desk import Call, Desk, Fault
from tests.standins.stripe.hooks import Delivered, Delivery, Hooks, Mode, Post
from tests.standins.stripe.hosted import success_url
from tests.standins.stripe.others import create_endpoint
from tests.standins.stripe.server import Server, build
from tests.standins.stripe.state import API_VERSION, DAY, Account, Clock, Store, Thing, public

KEY = "sk_test_standin"
SECRET = "whsec_of_the_stand_in"
SECONDS = {"days": DAY, "hours": 3600, "minutes": 60, "seconds": 1}


class StandIn:
    """A running stand-in. Its clock stands still until `advance`, unless it ticks."""

    key, secret = KEY, SECRET

    def __init__(self, *, port: int = 0, ticking: bool = False) -> None:
        self.store = Store(clock=Clock(ticking=ticking))
        self.hooks = Hooks(self.store)
        self.desk = Desk(self.store)
        self._server = Server(port)
        self.store.heard = self.hooks.heard

    # -- life ---------------------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """What goes into STRIPE_API_BASE."""
        return self.store.base

    def start(self) -> "StandIn":
        """Serve on a free port of loopback."""
        app = build(self.store, self.desk)
        control.add_controls(app, self)
        self.store.base = f"http://127.0.0.1:{self._server.listen(app)}"
        self.hooks.start()
        return self

    def stop(self) -> None:
        """End; what it remembered is lost with the object."""
        self.hooks.stop()
        self._server.close()

    def __enter__(self) -> "StandIn":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reset(self) -> None:
        """Forget everything, as if newly started; address and keys stay."""
        with self.store.lock:
            self.hooks.clear()
            self.store.tables.clear()
            self.store.account = Account()
            self.store.clock = Clock(ticking=self.store.clock.ticking)
            self.desk.faults.clear()
            self.desk.calls.clear()
            self.desk.memories.clear()

    def client(self, retries: int = 0) -> stripe.StripeClient:
        """The real library, pointed here."""
        return stripe.StripeClient(KEY, base_addresses={"api": self.base}, max_network_retries=retries)

    # -- webhooks -----------------------------------------------------------------------------------------------------

    def listen(self, url: str, *, secret: str = SECRET, version: str | None = API_VERSION) -> Thing:
        """Send events to an address, signed with this secret."""
        with self.store.lock:
            made = create_endpoint(self.store, {"url": url, "enabled_events": ["*"], "api_version": version})
            self.store.table("webhook_endpoint")[made["id"]]["_secret"] = secret
        return public(made)

    def hold(self) -> None:
        """Keep events until `flush`."""
        self.hooks.mode.held = True

    def misbehave(self, **mode: Any) -> None:
        """Set values of `hooks.Mode`: copies, delay, shuffle, truncate, secret, skew, unknown, retries, held."""
        known = {field.name for field in fields(Mode)}
        for key, value in mode.items():
            if key not in known:
                raise TypeError(f"webhooks have no mode {key}")
            setattr(self.hooks.mode, key, value)
        with self.hooks._state:
            self.hooks._state.notify_all()

    def behave(self) -> None:
        """Deliver at once and in order again; what was held goes out."""
        self.hooks.mode = Mode()
        with self.hooks._state:
            self.hooks._state.notify_all()

    def flush(self, *, shuffle: bool = False, copies: int = 1, via: Post | None = None) -> list[Delivered]:
        """Deliver what is held. `via(body, headers) -> status` replaces HTTP, e.g. by a test client."""
        return self.hooks.flush(shuffle=shuffle, copies=copies, via=via)

    def held(self) -> list[Delivery]:
        """What waits to be delivered."""
        return self.hooks.waiting()

    def deliver(self, event_id: str, *, copies: int = 1, via: Post | None = None, **mode: Any) -> list[Delivered]:
        """Deliver one event (again); `copies` go out at the same moment."""
        return self.hooks.deliver(event_id, copies=copies, via=via, **mode)

    def signed(self, event: Thing, *, secret: str = SECRET, **mode: Any) -> tuple[bytes, dict[str, str]]:
        """Body and headers of an event for a test that posts them itself; `mode` as in `misbehave`."""
        endpoint = {"api_version": API_VERSION, "_secret": secret}
        return self.hooks.signed(event, endpoint, Mode(**mode))

    def settle(self) -> None:
        """Wait until every event that may go out is delivered."""
        self.hooks.settle()

    @property
    def deliveries(self) -> list[Delivered]:
        """Every delivery with its answer."""
        return self.hooks.record

    # -- looking ------------------------------------------------------------------------------------------------------

    def events(self, name: str = "") -> list[Thing]:
        """Events so far, oldest first, whose type begins like this."""
        with self.store.lock:
            return [public(one) for one in self.store.table("event").values() if one["type"].startswith(name)]

    def requests(self, path: str = "", method: str = "") -> list[Call]:
        """Calls so far whose path holds this expression."""
        return [one for one in self.desk.calls if re.search(path, one.path) and method in ("", one.method)]

    def objects(self, kind: str, **wanted: Any) -> list[Thing]:
        """Objects of a kind (`subscription`, `invoice`, `checkout.session`) with these values, oldest first."""
        with self.store.lock:
            return [public(one) for one in self.store.find(kind, **wanted)]

    @property
    def now(self) -> datetime:
        """The stand-in's time."""
        return datetime.fromtimestamp(self.store.now(), UTC)

    # -- making things happen -----------------------------------------------------------------------------------------

    def fail(self, kind: str, times: int = 1, **which: Any) -> None:
        """The next calls go wrong: see `desk.Fault` for kinds; `path`, `method`, `seconds`, `retry_after`."""
        self.desk.faults.append(Fault(kind, times, **which))

    def recover(self) -> None:
        """Nothing goes wrong any more."""
        self.desk.faults.clear()

    def advance(self, **amount: float) -> datetime:
        """Let time pass: days, hours, minutes, seconds; whatever is due happens in its order."""
        seconds = sum(int(SECONDS[unit] * value) for unit, value in amount.items())
        with self.store.lock:
            timeline.advance(self.store, self.store.now() + seconds)
        return self.now

    def advance_to(self, moment: datetime) -> datetime:
        """Let time pass until a moment."""
        with self.store.lock:
            timeline.advance(self.store, int(moment.timestamp()))
        return self.now

    def set_now(self, moment: datetime) -> None:
        """Set the clock without anything happening in between."""
        self.store.clock.set(int(moment.timestamp()))

    def pay(self, session_id: str, method: str = "card", number: str = paying.GOOD) -> str:
        """The customer pays on the checkout page; returns where the browser goes next."""
        with self.store.lock:
            session = checkout.open_session(self.store, session_id)
            if not checkout.complete(self.store, session, method, number):
                raise AssertionError("the card was declined")
            return success_url(session)

    def decline(self, session_id: str) -> None:
        """The customer tries a card that is declined; the session stays open."""
        with self.store.lock:
            session = checkout.open_session(self.store, session_id)
            checkout.complete(self.store, session, "card", "4000000000000002")

    def expire(self, session_id: str) -> None:
        """The session's time is over."""
        with self.store.lock:
            checkout.expire(self.store, checkout.open_session(self.store, session_id))

    def pay_invoice(self, invoice_id: str, method: str = "card", number: str = paying.GOOD) -> Thing:
        """The customer pays on the invoice's page."""
        with self.store.lock:
            return public(portal.pay_invoice(self.store, invoice_id, method, number))

    def portal_cancel(self, subscription_id: str, mode: str = "at_period_end") -> Thing:
        """The customer cancels in the portal."""
        with self.store.lock:
            return public(portal.cancel(self.store, subscription_id, mode))

    def portal_resume(self, subscription_id: str) -> Thing:
        """The customer takes the cancellation back in the portal."""
        with self.store.lock:
            return public(portal.resume(self.store, subscription_id))

    def portal_card(self, customer_id: str, number: str = paying.GOOD) -> Thing:
        """The customer changes the card in the portal."""
        with self.store.lock:
            return public(portal.update_card(self.store, customer_id, number))

    def cards_fail(self, customer_id: str, code: str = "generic_decline") -> None:
        """From now on the bank declines every card this customer has."""
        with self.store.lock:
            for method in self.store.find("payment_method", customer=customer_id):
                method["_declines"] = code

    def cards_work(self, customer_id: str) -> None:
        """The bank pays again."""
        self.cards_fail(customer_id, "")

    def delete_customer(self, customer_id: str) -> None:
        """Somebody deletes the customer in the dashboard."""
        with self.store.lock:
            people.delete_customer(self.store, {}, customer_id)

    def set_quantity(self, subscription_id: str, quantity: int) -> Thing:
        """Somebody changes the seats in the dashboard, without proration."""
        with self.store.lock:
            sub = self.store.get("subscription", subscription_id)
            item = {"id": subs.items_of(sub)[0]["id"], "quantity": quantity}
            return public(subs.update(self.store, sub, {"items": [item], "proration_behavior": "none"}))

    @property
    def account(self) -> Account:
        """What is set up in the dashboard: retry days, what follows the last attempt, payment methods."""
        return self.store.account
