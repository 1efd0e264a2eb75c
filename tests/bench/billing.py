"""Target 23: Stripe's news through the real route and the real worker, read back from the stand-in over HTTP.

A thousand events of 110 firms, shuffled, a quarter of them sent twice. Counted is the time from the first
delivery until the last event is handled, of a served house (two web processes, one worker); the client and the stand-in
share the machine with it. SQLite with every write made safe, and PostgreSQL as the application's role.
"""

import http.client
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import requests

from tests.bench.answers import MEMORY, disk_wait
from tests.bench.measure import ROOT, Row, load, ms
from tests.services import free_port, running_postgres, start_server

FIRMS, EVENTS, TWICE, LINES = 110, 1000, 250, 4
SECRET = "whsec_of_the_bench"
KEY = "sk_test_standin"


@dataclass(frozen=True)
class Bought:
    """A firm, its subscription at the stand-in."""

    firm: UUID
    subscription: str


@contextmanager
def standin() -> Iterator[str]:
    """The stand-in as a process of its own; its address."""
    port = free_port()
    words = [sys.executable, "-m", "tests.standins.stripe", "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            time.sleep(0.05)
            try:
                requests.get(f"{base}/_control/state", timeout=1)
                break
            except requests.ConnectionError:
                continue
        yield base
    finally:
        process.terminate()
        process.wait(10)


def control(base: str, verb: str, **arguments: Any) -> Any:
    """One of the stand-in's levers."""
    answer = requests.post(f"{base}/_control/{verb}", json=arguments, timeout=20)
    answer.raise_for_status()
    return answer.json()


def settle(given: dict[str, Any], base: str) -> list[Bought]:
    """Firms with an order and a subscription each, to which a few things happen."""
    from app.config import Settings
    from app.factory import create_app
    from app.kit.db import db
    from app.payments.catalogue import compare_catalogue
    from app.payments.gateway import gateway
    from app.subscriptions.plans import shop

    app = create_app(Settings(environment="test", log_level="WARNING", billing="on", **given))
    gateway.set_up(KEY, base)
    with app.app_context():
        for step in compare_catalogue(shop.plans):
            step.act()
        bought = [subscribe(db, base, number) for number in range(FIRMS)]
    for number, one in enumerate(bought):
        for seats in (5, 2 + number % 3):
            control(base, "set_quantity", subscription_id=one.subscription, quantity=seats)
        for verb in ("portal_cancel", "portal_resume", *(["portal_cancel"] if number % 3 else [])):
            control(base, verb, subscription_id=one.subscription)
        if number % 5 == 0:
            control(base, "portal_cancel", subscription_id=one.subscription, mode="immediately")
    db.dispose()
    return bought


def subscribe(db: Any, base: str, number: int) -> Bought:
    """One firm: an order for a month by card, and the subscription that carries it out."""
    from app.kit import clock
    from app.kit.db import Scope
    from app.orders.models import Channel
    from app.orders.operations import Wish, place_order
    from app.payments.models import Customer
    from app.payments.values import lookup_key
    from tests.factories.people import make_firm, make_person

    owner = make_person(db)
    firm = make_firm(db, owner, f"佛山第{number}家具厂").id
    v1 = library(base)
    price = v1.prices.list({"lookup_keys": [lookup_key("standard", "month", "CNY")]}).data[0].id
    customer = v1.customers.create({"metadata": {"tenant": str(firm)}}).id
    wish = Wish(item="standard", interval="month", currency="CNY", channel=Channel.CHECKOUT)
    with db.begin(Scope.tenant(firm)) as session:
        order = place_order(session, firm, wish, by=owner.id, at=clock.now()).id
        session.add(Customer(stripe_id=customer))
    tags = {"tenant": str(firm), "order": str(order)}
    asked = {"customer": customer, "items": [{"price": price}], "trial_period_days": 14, "metadata": tags}
    return Bought(firm, v1.subscriptions.create(asked).id)


def library(base: str) -> Any:
    """stripe-python, pointed at the stand-in."""
    import stripe

    return stripe.StripeClient(KEY, base_addresses={"api": base}, max_network_retries=0).v1


def letter(event: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a delivery, signed now."""
    from stripe import WebhookSignature

    body = json.dumps(event)
    signature = WebhookSignature.generate_signature_header(body, SECRET, timestamp=int(time.time()))
    return body.encode(), {"Stripe-Signature": signature, "Content-Type": "application/json"}


def deliver(port: int, letters: list[tuple[bytes, dict[str, str]]], lines: int) -> Counter[int]:
    """Everything, on this many connections at once; how often which status was answered."""
    answers: Counter[int] = Counter()
    waiting, lock = list(reversed(letters)), threading.Lock()

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if not waiting:
                    return
                body, headers = waiting.pop()
            connection.request("POST", "/webhooks/stripe", body, headers)
            answer = connection.getresponse()
            answer.read()
            with lock:
                answers[answer.status] += 1

    threads = [threading.Thread(target=send) for _ in range(lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@dataclass(frozen=True)
class Round:
    """What one database came to."""

    seconds: float
    taken: float
    """Until the last delivery was answered."""
    effects: int
    wrong: list[str]


def measure(given: dict[str, Any], environment: dict[str, str], folder: Path) -> Round:
    """Serve, settle, deliver, wait, compare. The daily comparison of a house that starts finds nothing yet."""
    with standin() as base:
        stripe = {"STRIPE_KEY": KEY, "STRIPE_HOOK_SECRET": SECRET, "STRIPE_API_BASE": base, "BILLING": "on"}
        common = {"DATA_DIR": str(folder), "JIANYUN_ENV": "development", "DEMO": "0", "LOG_LEVEL": "WARNING"}
        server = start_server(["jianyun", "serve"], common | stripe | environment, folder)
        try:
            server.wait_until_ready("/health", 120)
            books = Books(given)
            books.wait_for_rest()
            return _run(books, base, settle(given, base), server.port)
        finally:
            server.stop()


def _run(books: "Books", base: str, bought: list[Bought], port: int) -> Round:
    from app.payments.ledger import about

    wanted = [
        one
        for one in control(base, "events")
        if about(one["type"], one["data"]["object"]["object"], one["data"]["object"].get("id") or "")
    ]
    begins = "customer.subscription.created", bought[1].subscription  # of a firm that is still subscribed
    first = next(one for one in wanted if (one["type"], one["data"]["object"]["id"]) == begins)
    answers = deliver(port, [letter(first)] * 10, 10)
    books.wait(1)
    effects = books.count_effects(bought, first)
    rest = [one for one in wanted if one["id"] != first["id"]][:EVENTS]
    if len(rest) < EVENTS:
        raise RuntimeError(f"only {len(rest)} events happened")
    dice = random.Random(23)
    letters = [letter(one) for one in (*rest, *dice.sample(rest, TWICE))]
    dice.shuffle(letters)
    began = time.time()
    answers += deliver(port, letters, LINES)
    taken = time.time() - began
    last = books.wait(EVENTS + 1)
    wrong = [f"{count} answers {status}" for status, count in answers.items() if status != 200]
    return Round(last - began, taken, effects, wrong + books.compare(base, bought))


class Books:
    """What the house wrote down, read beside it."""

    def __init__(self, given: dict[str, Any]) -> None:
        from app.kit.db import Database

        self.database = Database()
        url = given.get("database_url") or f"sqlite:///{given['data_dir'] / 'jianyun.db'}"
        self.database.open(url, platform_url=given.get("platform_database_url"))

    def wait_for_rest(self, seconds: float = 60) -> None:
        """Until the worker has nothing to do."""
        from sqlalchemy import select

        from app.kit import clock
        from app.kit.jobs import JobRow

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.5)
            with self.database.reading() as session:
                names = session.scalars(select(JobRow.name).where(JobRow.finished_at.is_not(None))).all()
                due = (JobRow.finished_at.is_(None), JobRow.run_at <= clock.now())
                if "stripe.reconcile" in names and not session.scalars(select(JobRow.id).where(*due)).all():
                    return
        raise RuntimeError("the worker does not come to rest")

    def wait(self, count: int, seconds: float = 120) -> float:
        """Until so many events are handled; when the last one was."""
        from sqlalchemy import func, select

        from app.payments.models import EventState, StripeEvent

        until = time.monotonic() + seconds
        asked = select(func.count(), func.max(StripeEvent.handled_at)).where(StripeEvent.state != EventState.STORED)
        while time.monotonic() < until:
            with self.database.reading() as session:
                done, last = session.execute(asked).one()
            if done >= count:
                return float(last.timestamp())
            time.sleep(0.1)
        raise RuntimeError(f"{done} of {count} events are handled after {seconds} s")

    def count_effects(self, bought: list[Bought], event: dict[str, Any]) -> int:
        """How often the plan of this event's subscription was opened or its row made."""
        from sqlalchemy import func, select

        from app.events.models import Event
        from app.kit.db import Scope

        firm = next(one.firm for one in bought if one.subscription == event["data"]["object"]["id"])
        with self.database.reading(Scope.tenant(firm)) as session:
            asked = select(func.count()).select_from(Event).where(Event.tenant_id == firm)
            return session.scalars(asked.where(Event.tag.in_(("subscription.opened", "order.paid")))).one() // 2

    def compare(self, base: str, bought: list[Bought]) -> list[str]:
        """What is otherwise here than at the stand-in, and what failed."""
        from sqlalchemy import select

        from app.kit.db import Scope
        from app.payments.models import EventState, StripeEvent
        from app.payments.readings import read_subscription
        from app.subscriptions.queries import list_subscriptions

        with self.database.reading() as session:
            failed = session.scalars(select(StripeEvent.fault).where(StripeEvent.state != EventState.HANDLED)).all()
        wrong = [f"event: {fault}" for fault in failed]
        theirs = {one["id"]: read_subscription(one) for one in control(base, "objects", kind="subscription")}
        for one in bought:
            with self.database.reading(Scope.tenant(one.firm)) as session:
                rows = list_subscriptions(session, one.firm)
            read = theirs[one.subscription]
            said = (read.status, read.quantity, read.period_end_at, read.cancel_at, read.ended_at)
            if [(row.state, row.seats, row.period_end_at, row.cancel_at, row.ended_at) for row in rows] != [said]:
                wrong.append(f"subscription {one.subscription}")
        return wrong


def run() -> list[Row]:
    """Both databases."""
    from app.kit import migrate

    rounds: dict[str, Round] = {}
    before, wait = load(), 0.0
    for where, name in ((None, "SQLite"), (MEMORY, "SQLite on a disk that need not wait")):
        with tempfile.TemporaryDirectory(prefix="jianyun-bench-", dir=where) as place:
            folder = Path(place)
            migrate.upgrade(f"sqlite:///{folder / 'jianyun.db'}")
            wait = wait if where else disk_wait(folder)
            rounds[name] = measure({"data_dir": folder}, {}, folder)
    with tempfile.TemporaryDirectory(prefix="jianyun-bench-") as name, running_postgres() as cluster:
        folder, database = Path(name), cluster.create_database("bench")
        migrate.upgrade(database.owner_url)
        given = {"database_url": database.app_url, "platform_database_url": database.platform_url}
        given["owner_database_url"] = database.owner_url
        environment = {key.upper(): value for key, value in given.items()}
        rounds["PostgreSQL"] = measure({"data_dir": folder, **given}, environment, folder)
    return [_row(rounds, f"{before} before; this disk took {ms(wait)} to make a write safe")]


def _row(rounds: dict[str, Round], before: str) -> Row:
    speeds = {name: EVENTS / one.seconds for name, one in rounds.items()}
    said = [
        f"{name}: {one.effects} effect; {EVENTS} events and {TWICE} copies taken in within {one.taken:.2f} s, handled "
        f"within {one.seconds:.2f} s, {speeds[name]:.0f} "
        f"events/s, {len(one.wrong)} errors, " + ("state equal" if not one.wrong else "; ".join(one.wrong[:3]))
        for name, one in rounds.items()
    ]
    fine = all(one.effects == 1 and not one.wrong for one in rounds.values()) and min(speeds.values()) >= 150
    return Row(
        number=23,
        what="one event delivered 10 times at once; 1,000 mixed events of 110 firms, shuffled, a quarter sent twice: "
        "from the first delivery to the last event handled, served house, 4 connections",
        target="1 effect; final state = Stripe's, 0 errors; >= 150 events/s",
        figure=f"{'; '.join(said)} ({before})",
        met=fine,
    )
