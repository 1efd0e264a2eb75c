"""Webhooks: every event signed for real and sent over HTTP, in good order or as badly as it happens in life."""

import http.client
import json
import random
import threading
import time
import traceback
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from stripe import WebhookSignature

from tests.standins.stripe.state import Store, Thing
from tests.standins.stripe.versions import dressed

Post = Callable[[bytes, dict[str, str]], int]


@dataclass
class Mode:
    """How events are delivered. Can be changed at any time."""

    held: bool = False  # keep them until flush()
    copies: int = 1  # how often each is sent
    delay: float = 0.0  # seconds before each
    shuffle: bool = False  # those that wait go out in random order
    truncate: bool = False  # the body is cut after its signature was made
    secret: str | None = None  # sign with this instead of the endpoint's
    skew: int = 0  # seconds added to the signature's time: negative is old, positive is from the future
    unknown: bool = False  # the type is one nobody has heard of
    retries: int = 0  # how often an answer other than 2xx is tried again


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one endpoint."""

    event: Thing
    endpoint: Thing
    attempt: int = 1


@dataclass(frozen=True)
class Delivered:
    """What came of it; status 0 means that nobody answered."""

    event: str
    type: str
    url: str
    status: int
    answer: str
    attempt: int


@dataclass
class Hooks:
    """The queue of events to deliver and the thread that does it."""

    store: Store
    mode: Mode = field(default_factory=Mode)
    record: list[Delivered] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    _queue: deque[Delivery] = field(default_factory=deque)
    _state: threading.Condition = field(default_factory=threading.Condition)
    _busy: int = 0
    _going: bool = False

    def heard(self, event: Thing) -> None:
        """An event happened: line it up for every endpoint that wants it."""
        for endpoint in list(self.store.table("webhook_endpoint").values()):
            wanted = endpoint["enabled_events"]
            if endpoint["status"] == "enabled" and ("*" in wanted or event["type"] in wanted):
                event["pending_webhooks"] += 1
                with self._state:
                    self._queue.append(Delivery(event, endpoint))
                    self._state.notify_all()

    def start(self) -> None:
        """Begin to deliver."""
        self._going = True
        threading.Thread(target=self._run, daemon=True, name="stripe-hooks").start()

    def stop(self) -> None:
        """Deliver nothing more."""
        with self._state:
            self._going = False
            self._state.notify_all()

    def clear(self) -> None:
        """Forget what waits and what was delivered."""
        with self._state:
            self._queue.clear()
            self._state.wait_for(lambda: not self._busy, 5)
            self.record.clear()
            self.mode, self.dice = Mode(), random.Random(7)

    def waiting(self) -> list[Delivery]:
        """Deliveries not yet made."""
        return list(self._queue)

    def _ready(self) -> bool:
        return not self._going or (bool(self._queue) and not self.mode.held)

    def _run(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(self._ready)
                if not self._going:
                    return
                if self.mode.shuffle:
                    self.dice.shuffle(self._queue)
                delivery = self._queue.popleft()
                self._busy += 1
            try:
                self._send(delivery, self.mode)
            except Exception:
                traceback.print_exc()
            finally:
                with self._state:
                    self._busy -= 1
                    self._state.notify_all()

    def settle(self, seconds: float = 10.0) -> None:
        """Wait until everything that may go out is delivered."""
        with self._state:
            done = self._state.wait_for(lambda: not self._busy and (self.mode.held or not self._queue), seconds)
        if not done:
            raise TimeoutError("webhooks are still on their way")

    def flush(self, *, shuffle: bool = False, copies: int | None = None, via: Post | None = None) -> list[Delivered]:
        """Deliver now what is held, in order or shuffled, once or several times each; returns the answers."""
        before = len(self.record)
        with self._state:
            taken = list(self._queue) * (copies or 1)
            self._queue.clear()
        if shuffle:
            self.dice.shuffle(taken)
        for delivery in taken:
            self._send(delivery, replace(self.mode, delay=0), via)
        return self.record[before:]

    def deliver(self, event_id: str, *, copies: int = 1, via: Post | None = None, **mode: object) -> list[Delivered]:
        """Deliver one event again, `copies` at the same moment; `mode` are values of Mode for these alone."""
        event = self.store.get("event", event_id)
        changed = replace(self.mode, **{"copies": 1, "delay": 0.0, **mode})
        before = len(self.record)
        sent = [
            threading.Thread(target=self._send, args=(Delivery(event, endpoint), changed, via))
            for endpoint in list(self.store.table("webhook_endpoint").values())
            for _ in range(copies)
        ]
        for thread in sent:
            thread.start()
        for thread in sent:
            thread.join()
        return self.record[before:]

    def retry(self, via: Post | None = None) -> list[Delivered]:
        """Deliver every event again whose last answer was no 2xx."""
        last = {(done.event, done.url): done for done in self.record}
        failed = [done for done in last.values() if not 200 <= done.status < 300]
        before = len(self.record)
        for done in failed:
            event = self.store.get("event", done.event)
            for endpoint in self.store.find("webhook_endpoint", url=done.url):
                self._send(Delivery(event, endpoint, done.attempt + 1), replace(self.mode, copies=1, delay=0), via)
        return self.record[before:]

    def signed(self, event: Thing, endpoint: Thing | None, mode: Mode | None = None) -> tuple[bytes, dict[str, str]]:
        """Body and headers of one delivery."""
        mode = mode or self.mode
        shown = {key: value for key, value in event.items() if not key.startswith("_")}
        version = (endpoint or {}).get("api_version") or self.store.account.version
        shown |= {
            "api_version": version,
            "data": {**event["data"], "object": dressed(event["data"]["object"], version)},
        }
        if mode.unknown:
            shown["type"] = "jianyun.nobody_has_heard_of"
        body = json.dumps(shown, ensure_ascii=False, indent=2)
        secret = mode.secret or (endpoint or {}).get("_secret", "")
        header = WebhookSignature.generate_signature_header(body, secret, timestamp=int(time.time()) + mode.skew)
        raw = body.encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": header,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        return raw[: len(raw) // 2] if mode.truncate else raw, headers

    def _send(self, delivery: Delivery, mode: Mode, via: Post | None = None) -> None:
        for _ in range(mode.copies):
            if mode.delay:
                time.sleep(mode.delay)
            body, headers = self.signed(delivery.event, delivery.endpoint, mode)
            url = delivery.endpoint["url"]
            status, answer = (via(body, headers), "") if via else _post(url, body, headers)
            event = delivery.event
            self.record.append(Delivered(event["id"], event["type"], url, status, answer, delivery.attempt))
        if not 200 <= status < 300 and delivery.attempt <= mode.retries and via is None:
            with self._state:
                self._queue.append(replace(delivery, attempt=delivery.attempt + 1))


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read(400).decode(errors="replace")
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read(400).decode(errors="replace")
    except (OSError, http.client.HTTPException) as problem:
        return 0, str(problem)
