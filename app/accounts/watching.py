"""The log of attempts: after every try at an account, in a transaction of its own, one row without any address.

The same is done whether the account is known or not: neither time nor answer tells them apart.
"""

import hmac
from collections.abc import Callable
from uuid import UUID

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.queries import find_by_contact, find_by_mark
from app.accounts.sessions import PERSON_KEY
from app.events.operations import note_attempt
from app.kit import log
from app.kit.db import Database
from app.kit.edge import UncleanRequest
from app.kit.throttle import network_of

_log = log.get(__name__)
IN, CODE, AGAIN = "sign_in.failed", "second_factor.failed", "step_up.failed"
PROVEN = "step_up.passed"
DOORS: dict[str, tuple[str, str]] = {
    "security.login": ("", IN),
    "accounts.enter_by_passkey": ("", IN),
    "contacts.code": ("", IN),
    "signons.back": ("", IN),
    "security.two_factor_token_validation": ("", CODE),
    "security.mf_recovery": ("", CODE),
    "accounts.second_factor": ("second_factor.shown", CODE),
    "security.verify": (PROVEN, AGAIN),
    "security.forgot_password": ("reset.asked", ""),
}
"""Endpoint -> what a try that succeeded and one that failed are called; empty where an act says it already."""
TRIED_BY_GET = frozenset({"signons.back"})


def note_passed() -> None:
    """This request has shown who the person is, by a way that leaves no other trace."""
    g.attempt_passed = True


def _tag(endpoint: str, response: Response) -> str:
    passed, failed = DOORS[endpoint]
    if 300 <= response.status_code < 400 or (response.is_json and response.status_code == 200):
        return PROVEN if g.get("attempt_passed") else passed
    if endpoint == "security.forgot_password":
        return passed if response.status_code == 200 else ""
    return failed if response.status_code in (200, 400, 401, 422) else ""


def hashed(app: Flask, text: str) -> str:
    """What the log keeps of an address: without the key nobody can try addresses against it."""
    return hmac.digest(app.secret_key.encode(), b"attempt " + text.encode("utf-8", "replace"), "sha256").hex()[:32]  # type: ignore[union-attr]


def init_app(app: Flask, database: Database, claimed_contact: Callable[[], str]) -> None:
    """Watch the doors. `claimed_contact`: the address or number a sign-in form of this request claims."""

    def watch(response: Response) -> Response:
        endpoint = request.endpoint or ""
        tried = request.method == "POST" or endpoint in TRIED_BY_GET
        tag = _tag(endpoint, response) if tried and endpoint in DOORS else ""
        if tag:
            try:
                claims = claimed_contact() if endpoint in ("security.login", "security.forgot_password") else ""
                _write(database, tag, claims)
            except UncleanRequest:  # what is no form tries no account
                return response
            except SQLAlchemyError:
                _log.exception("an attempt was not put on record", tag=tag)
        return response

    app.after_request(watch)


def _write(database: Database, tag: str, claims: str) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    mark = str(session.get("tf_user_id") or session.get(PERSON_KEY) or "")
    database.rollback()
    with database.begin() as writing:
        person = find_by_contact(writing, claims) if claims else find_by_mark(writing, mark)
        known: UUID | None = person.id if person is not None else None
        stranger = hashed(app, claims) if claims and known is None else None
        network = hashed(app, network_of(request.remote_addr))
        note_attempt(writing, tag, person_id=known, claimed=stranger, network=network)
