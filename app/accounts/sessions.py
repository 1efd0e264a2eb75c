"""Server-side sessions: an opaque id in the cookie, its hash in our table, the person loaded in the same statement.

Built on Flask-Session's base class; only storage is ours (docs/decisions, "sessions").
"""

import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, g, request
from flask_session.base import ServerSideSession, ServerSideSessionInterface
from sqlalchemy import bindparam, delete, inspect, select, update
from sqlalchemy.orm import make_transient_to_detached

from app.accounts.devices import name_device
from app.accounts.models import SignedSession, User
from app.kit import clock
from app.kit.db import Database, upsert

ANONYMOUS_LIFETIME = timedelta(hours=12)
PERSON_KEY = "_user_id"
"""Where Flask-Login keeps `users.fs_uniquifier`."""

PERSON_COLUMNS = ("id", *(column.key for column in inspect(User).column_attrs if column.key != "id"))
OPENED = (
    select(
        SignedSession.data,
        SignedSession.person,
        SignedSession.expires_at,
        SignedSession.seen_on,
        *(getattr(User, name) for name in PERSON_COLUMNS),
    )
    .outerjoin(User, User.fs_uniquifier == SignedSession.person)
    .where(SignedSession.id == bindparam("key"))
)


def _revive(values: dict[str, Any]) -> User:
    """The person as a detached object: readable at once, and a session may take it up to change it."""
    person = User(**values)
    make_transient_to_detached(person)
    return person


def key_of(sid: str) -> str:
    """The key of the row that belongs to a session's id."""
    return hashlib.sha256(sid.encode("utf-8", "replace")).hexdigest()


class DatabaseSessions(ServerSideSessionInterface):
    """Sessions in the `sessions` table. Nothing is written unless something changed,
    half the lifetime is over, or it is the person's first visit of the day."""

    ttl = True

    def __init__(self, app: Flask, database: Database) -> None:
        super().__init__(app, key_prefix="", sid_length=32)
        self.database = database
        self.lifetime: timedelta = app.permanent_session_lifetime

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        front = g.db_front = self.database.glance()
        found = front.execute(OPENED, {"key": key_of(store_id)}).one_or_none()
        if found is None:
            return None
        data, person, expires_at, seen_on, *columns = found
        left = expires_at - clock.now()
        if left <= timedelta(0):
            return None
        g.found_sid = store_id
        if columns[0] is not None:
            g.person = _revive(dict(zip(PERSON_COLUMNS, columns, strict=True)))
        is_new_day = person is not None and seen_on != clock.today()
        g.session_is_ageing = is_new_day or left < self._lifetime(person) / 2
        return dict(data)

    def _lifetime(self, person: str | None) -> timedelta:
        return self.lifetime if person is not None else ANONYMOUS_LIFETIME

    def _delete_session(self, store_id: str) -> None:
        self.database.rollback()
        with self.database.begin() as session:
            session.execute(delete(SignedSession).where(SignedSession.id == key_of(store_id)))

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        person = session.get(PERSON_KEY)
        row = {
            "id": key_of(store_id),
            "person": person,
            "data": {key: _plain(value) for key, value in session.items()},
            "expires_at": clock.now() + self._lifetime(person),
            "device": name_device(request.user_agent.string) if person is not None else None,
            "seen_on": clock.today() if person is not None else None,
        }
        # The request is over: free its locks, or SQLite would make us wait for ourselves.
        self.database.rollback()
        replaced = g.pop("replaced_sid", None)
        with self.database.begin() as writing:
            if replaced is not None:
                writing.execute(delete(SignedSession).where(SignedSession.id == key_of(replaced)))
            if getattr(session, "found_sid", None) == store_id:  # ended while this request ran: it stays ended
                writing.execute(update(SignedSession).where(SignedSession.id == row.pop("id")).values(row))
                return
            upsert(writing, SignedSession, row, on=["id"], change=["person", "data", "expires_at", "device", "seen_on"])

    def regenerate(self, session: ServerSideSession) -> None:
        """A new id for this browser; the old row goes when the new one is written."""
        g.replaced_sid = session.sid
        session.sid = self._generate_sid(self.sid_length)
        session.modified = True

    def open_session(self, app: Flask, request: Any) -> ServerSideSession:
        """As in the base class; an ageing session is marked for renewal."""
        g.found_sid = None
        session = super().open_session(app, request)
        session.found_sid = g.pop("found_sid")
        if g.get("session_is_ageing"):
            session.modified = True
        return session


def _plain(value: Any) -> Any:
    """What JSON can carry; lazy strings become text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float | None) else str(value)
