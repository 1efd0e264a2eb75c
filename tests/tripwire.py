"""In every test: a request that changes rows leaves an act on record, or is a known exception.

`tests/house/test_record_of_acts.py` names the exceptions and proves the same of routes that no test presses.
"""

from collections.abc import Iterator
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.events.models import Event
from app.kit.db import HouseSession

BELOW = frozenset({"sessions", "codes", "jobs", "notices", "share_views", "attempts"})
"""Tables without acts of their own: who is signed in, codes that were sent, what waits to be done, what was told, and
the logs of links (which leave robots out of the record) and of what was tried at accounts."""

UNRECORDED = {
    "accounts.passkey_options": "it asks a device a question",
    "accounts.second_factor": "a proof that lives in the session",
    "assessments.elsewhere": "it mails the person the address they are at",
    "assessments.restore": "the answer's own history keeps who said what and when",
    "assessments.save": "the answer's own history keeps who said what and when",
    "assessments.undo": "the answer's own history keeps who said what and when",
    "batches.choose": "it shows what would be taken",
    "contacts.again": "it sends a code; what the code does is on record",
    "contacts.change_mail": "it sends a code; what the code does is on record",
    "contacts.change_phone": "it sends a code; what the code does is on record",
    "contacts.enter": "it sends a code; what the code does is on record",
    "contacts.resend": "it sends a code; what the code does is on record",
    "credits.choose": "it shows who would be given one",
    "guests.another_device": "it makes a code; whom the code lets in is on record",
    "guests.save": "the answer's own history keeps who said what and when",
    "guests.send_code": "it makes a code; whom the code lets in is on record",
    "imports.marked": "it hands a file back, marked",
    "imports.upload": "it shows what would be kept",
    "interviews.save": "the answer's own history keeps who said what and when",
    "notices.read_all": "what somebody has read is nobody else's business",
    "notices.show": "what somebody has read is nobody else's business",
    "notices.try_group": "it posts a fixed sentence",
    "onboarding.upload": "it shows what would be kept",
    "programmes.begin": "a stranger's scan is counted and not known",
    "programmes.decline": "a no is not kept",
    "purchases.quiet": "a banner that was put away lives in a cookie",
    "purchases.returned": "it asks for news of a payment; what the news says is on record",
    "reports.draw": "it draws a file of what is on record",
    "scans.keep": "a stranger's answers stay on their device",
    "security.forgot_password": "it sends a mail; what its link does is on record",
    "security.send_confirmation": "it sends a mail; what its link does is on record",
    "security.tf_select": "a door of the library that is shut",
    "security.two_factor_rescue": "a door of the library that is shut",
    "security.verify": "a proof that lives in the session",
    "shares.ask_picture": "it draws a file of what is on record",
    "shares.unlock": "a password that was right lives in the session; what is then looked at is on record",
    "takeovers.upload": "it shows what would be kept",
    "webhooks.receive": "the ledger keeps what came; what it changes is on record",
    "workbooks.marked": "it hands a file back, marked",
    "workbooks.upload": "it shows what would be kept",
    "tenants.switch": "where somebody works at present lives in the session",
}
"""Changing endpoints that put nothing on record, and why."""


def _watched() -> bool:
    return has_request_context() and g.get("watched", False)


def _note(session: Session, tables: set[str]) -> None:
    if _watched():
        session.info.setdefault("touched", set()).update(tables)


@event.listens_for(HouseSession, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    changed = [*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))]
    _note(session, {one.__tablename__ for one in changed})


@event.listens_for(HouseSession, "do_orm_execute")
def _executed(state: Any) -> Any:
    if not (state.is_insert or state.is_update or state.is_delete) or not _watched():
        return None
    result = state.invoke_statement()
    if getattr(result, "rowcount", 1):  # with RETURNING there is no count
        _note(state.session, {state.statement.table.name})
    return result


@event.listens_for(HouseSession, "after_commit")
def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    touched = session.info.pop("touched", set())
    if _watched():
        g.setdefault("touched", set()).update(touched)


@event.listens_for(HouseSession, "after_rollback")
def _rolled_back(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("touched", None)


def watched(app: Flask) -> Iterator[Flask]:
    """The app, every request of it watched; at the end AssertionError with what was changed without a word."""
    faults: list[str] = []
    app.extensions["tripwire"] = faults

    @app.before_request
    def watch() -> None:
        g.watched = True

    @app.teardown_request
    def look(_error: BaseException | None) -> None:
        tables = g.pop("touched", set()) - BELOW
        if tables and Event.__tablename__ not in tables and request.endpoint not in UNRECORDED:
            faults.append(f"{request.method} {request.endpoint}: {', '.join(sorted(tables))}")

    yield app
    app.extensions["db"].dispose()
    assert not faults, f"changed without an act on record, see tests/tripwire.py: {faults}"
