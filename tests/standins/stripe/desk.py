"""What surrounds every API call: keys, versions, idempotency, faults, errors in Stripe's shape."""

import json
import re
import secrets
import threading
import traceback
from dataclasses import dataclass, field
from typing import Any

from tests.standins.stripe import billing, catalogue, others, people  # noqa: F401  (they declare the endpoints)
from tests.standins.stripe.contract import Form, read
from tests.standins.stripe.routes import match, shown
from tests.standins.stripe.state import API_VERSION, DAY, Problem, Store, Thing

OURS = {"message": "An unknown error occurred", "type": "api_error"}


class Lost(Exception):
    """The connection breaks without an answer."""


@dataclass
class Fault:
    """What goes wrong, how often, and for which calls.

    kind: `down` (connection reset), `slow` (`seconds`, or until `gate` is set), `500` (before doing the work),
    `500_after` (after doing it), `lost` (the work is done, the answer never arrives), `429` (with `retry_after`).
    """

    kind: str
    times: int = 1
    path: str = ""  # a regular expression found in the path
    method: str = ""
    seconds: float = 1.0
    retry_after: int = 1
    gate: threading.Event | None = None


@dataclass
class Call:
    """A request as it arrived, and how it was answered (status 0: not at all)."""

    method: str
    path: str
    form: Form
    key: str | None = None
    version: str | None = None
    authorization: str = ""
    id: str = ""
    status: int = 0
    replayed: bool = False


@dataclass
class Memory:
    """What an idempotency key stands for."""

    fingerprint: str
    at: int = 0
    answer: tuple[int, str, str] | None = None  # status, body, request id


@dataclass
class Desk:
    """Takes calls and answers them."""

    store: Store
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    memories: dict[str, Memory] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers; `Lost` where the connection breaks."""
        call.id = f"req_{secrets.token_hex(7)}"
        self.calls.append(call)
        fault = self._fault(call)
        headers = {"Request-Id": call.id, "Stripe-Version": call.version or self.store.account.version}
        if call.key:
            headers["Idempotency-Key"] = call.key
        if fault and fault.kind == "down":
            raise Lost
        if fault and fault.kind == "429":
            limit = {"message": "Too many requests hit the API too quickly.", "type": "invalid_request_error"}
            call.status = 429
            headers |= {"Retry-After": str(fault.retry_after), "Stripe-Should-Retry": "true"}
            return 429, _body({"error": limit | {"code": "rate_limit"}}), headers
        try:
            self._admit(call)
            call.status, body = self._remembered(call, fault, headers)
        except Problem as problem:
            call.status, body = problem.status, self._told(problem, call)
        if fault and fault.kind == "lost":
            call.status = 0
            raise Lost
        return call.status, body, headers

    def _fault(self, call: Call) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.method in ("", call.method) and re.search(fault.path, call.path) and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def _admit(self, call: Call) -> None:
        key = call.authorization.removeprefix("Bearer ")
        if not key:
            raise Problem(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using "
                "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
                status=401,
            )
        if not re.fullmatch(r"(sk|rk)_(test|live)_\w+", key):
            raise Problem(f"Invalid API Key provided: {key[:4]}****", status=401)
        if call.version and call.version != API_VERSION:
            raise Problem(f"Invalid Stripe API version: {call.version} (the stand-in speaks {API_VERSION} only)")
        if call.key and len(call.key) > 255:
            raise Problem("Idempotency keys can be at most 255 characters long.", kind="idempotency_error")

    def _remembered(self, call: Call, fault: Fault | None, headers: dict[str, str]) -> tuple[int, str]:
        if not call.key or call.method != "POST":
            return self._work(call, fault)[:2]
        mine = Memory(json.dumps([call.path, sorted(call.form)]), self.store.now())
        with self._lock:
            old = self.memories.get(call.key)
            if old and old.at + DAY < mine.at:
                del self.memories[call.key]  # a key is kept for a day: after that the same call does its work anew
            known = self.memories.setdefault(call.key, mine)
        if known is not mine:
            return self._replay(call, known, mine, headers)
        try:
            status, body, kept = self._work(call, fault)
        except Problem:
            self.memories.pop(call.key, None)
            raise
        mine.answer = (status, body, call.id)
        if not kept:
            self.memories.pop(call.key, None)
        return status, body

    def _replay(self, call: Call, known: Memory, mine: Memory, headers: dict[str, str]) -> tuple[int, str]:
        if known.fingerprint != mine.fingerprint:
            raise Problem(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{call.key}' if you meant to execute a different request.",
                kind="idempotency_error",
            )
        if known.answer is None:
            headers["Stripe-Should-Retry"] = "true"
            raise Problem(
                "There is currently another in-progress request using this Idempotent Key (that probably means you "
                "submitted twice, and the other request is still going through): " + str(call.key),
                status=409,
                kind="idempotency_error",
                code="idempotency_key_in_use",
            )
        status, body, first = known.answer
        call.replayed = True
        headers |= {"Idempotent-Replayed": "true", "Original-Request": first}
        return status, body

    def _work(self, call: Call, fault: Fault | None) -> tuple[int, str, bool]:
        if fault and fault.kind == "slow":
            (fault.gate or threading.Event()).wait(fault.seconds)
        if fault and fault.kind == "500":
            return 500, _body({"error": OURS}), True
        with self.store.lock:
            self.store.request = {"id": call.id, "idempotency_key": call.key}
            try:
                status, body, kept = 200, _body(self._do(call)), True
            except Problem as problem:
                status, body, kept = problem.status, self._told(problem, call), problem.kept
            except Exception as fault_of_ours:
                traceback.print_exc()
                told = f"The stand-in itself failed: {fault_of_ours!r}"
                status, body, kept = 500, _body({"error": OURS | {"message": told}}), False
            finally:
                self.store.request = {}
        if fault and fault.kind == "500_after":
            return 500, _body({"error": OURS}), True
        return status, body, kept

    def _do(self, call: Call) -> Thing:
        route, ids = match(call.method, call.path)
        p = read(call.form, route.params)
        expand = p.pop("expand", None) or []
        answer = route.handler(self.store, p, *ids)
        if p.unseen:
            left = sorted(p.unseen)
            raise Problem(f"The stand-in for Stripe does not play {left} here.", code="standin_unplayed", param=left[0])
        return shown(self.store, answer, expand)

    def _told(self, problem: Problem, call: Call) -> str:
        error = dict(problem.error)
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{call.id}"
        return _body({"error": error})


def _body(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False, indent=2)
