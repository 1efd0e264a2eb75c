"""The code a browser waits for: kept in its session, so that nobody else can use, replace or wear out this one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app, request, session
from flask_security import current_user

from app.contacts.models import Purpose
from app.contacts.operations import Outcome, Wish, issue_code, try_code
from app.kit import clock
from app.kit.db import database
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.throttle import Attempts, network_of

WAITING, PROVEN = "code", "proven"
PATIENCE = timedelta(minutes=30)
PER_NETWORK = Attempts("code-network", "20 per hour")
PER_CONTACT = Attempts("code-contact", "5 per hour")
PER_CONTACT_DAY = Attempts("code-contact-day", "10 per day")
TRIED = Attempts("code-tried", "50 per 5 minutes")


@dataclass(frozen=True, slots=True)
class Pending:
    """A code on its way: its id, what for, and where its owner wants to go afterwards."""

    code_id: UUID
    wish: Wish
    target: str


def ask_for_code(wish: Wish, target: str) -> None:
    """Send a code and remember that this browser waits for it. 429 when there were too many."""
    throttle, settings = current_app.extensions["throttle"], current_app.config["SETTINGS"]
    throttle.take(PER_NETWORK, network_of(request.remote_addr))
    for limit in (PER_CONTACT, PER_CONTACT_DAY):
        throttle.take(limit, wish.contact.casefold())
    if "@" not in wish.contact:
        throttle.take(Attempts("code-in-all", f"{settings.sms_per_day} per day"), "")
    code_id = issue_code(database().session, wish, lang=lang(), secret_key=settings.secret_key)
    session[WAITING] = {"id": str(code_id), "purpose": wish.purpose.value, "contact": wish.contact, "target": target}


def pending() -> Pending | None:
    """The code this browser waits for, if it is still for whoever sits there."""
    kept: dict[str, Any] = session.get(WAITING) or {}
    code_id = parse_id(kept.get("id"))
    if code_id is None:
        return None
    user_id = current_user.id if current_user.is_authenticated else None
    purpose = Purpose(kept["purpose"])
    if (purpose == Purpose.ENTER) != (user_id is None):
        return None
    return Pending(code_id, Wish(purpose=purpose, contact=kept["contact"], user_id=user_id), kept["target"])


def try_pending(waiting: Pending, digits: str) -> Outcome:
    """One try, counted whatever becomes of this request."""
    current_app.extensions["throttle"].take(TRIED, network_of(request.remote_addr))
    secret_key = current_app.config["SETTINGS"].secret_key
    with database().begin() as own:
        return try_code(own, waiting.code_id, waiting.wish, digits, secret_key=secret_key)


def forget_pending() -> None:
    """It was used, or will not be."""
    session.pop(WAITING, None)


def note_proven(number: str, target: str) -> None:
    """The number is this person's; what is missing for an account is their name and consent."""
    until = (clock.now() + PATIENCE).timestamp()
    session[PROVEN] = {"number": number, "target": target, "until": until}


def proven() -> tuple[str, str] | None:
    """(number, target) proven a short while ago."""
    kept: dict[str, Any] = session.get(PROVEN) or {}
    if not kept or kept["until"] < clock.now().timestamp():
        return None
    return kept["number"], kept["target"]


def forget_proven() -> None:
    """The account is there."""
    session.pop(PROVEN, None)
