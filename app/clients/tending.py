"""Looking after clients: who does, what comes next, what was said. The caller commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from app.clients.models import BookSetting, Client, ClientNote
from app.clients.queries import get_client
from app.clients.wording import NEEDS_WORDS, NO_NOTE, NOT_A_COLLEAGUE, NOTHING_CHOSEN, TOO_MANY
from app.events.operations import record_event
from app.kit.db import HouseSession, upsert
from app.kit.errors import Invalid, NotFound
from app.kit.words import canonical
from app.tenants.models import Role
from app.tenants.queries import list_members

MOST_AT_ONCE = 1000
TENDED_BY = {"account_manager_id": Role.ACCOUNT_MANAGER, "consultant_id": Role.CONSULTANT}
"""Column of a client -> the role its people have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to talk to: the provider's own knowledge."""

    contact_name: str
    contact: str
    note: str


def assign_clients(
    session: HouseSession, provider_id: UUID, chosen: Collection[UUID], *, to: dict[str, UUID | None], by: UUID
) -> int:
    """Give clients to a colleague (column of `TENDED_BY` -> person, None: nobody); how many. Invalid for a stranger."""
    members = list_members(session, provider_id)
    for column, person in to.items():
        if person is not None and not any(one.user_id == person and TENDED_BY[column] in one.roles for one in members):
            raise Invalid(NOT_A_COLLEAGUE)
    return _change(session, provider_id, chosen, to, tag="clients.assigned", by=by)


def plan_next(
    session: HouseSession, provider_id: UUID, chosen: Collection[UUID], *, act: tuple[str, date | None], by: UUID
) -> int:
    """Set what comes next and when, for one client or many; empty words take it away. How many were changed."""
    words, day = " ".join(canonical(act[0], limit=200).split()), act[1]
    values = {"next_action": words, "next_on": day if words else None}
    return _change(session, provider_id, chosen, values, tag="clients.planned", by=by)


def _change(  # noqa: PLR0913 (whose, which, what, and who did it)
    session: HouseSession, provider_id: UUID, chosen: Collection[UUID], values: dict[str, Any], *, tag: str, by: UUID
) -> int:
    if not chosen:
        raise Invalid(NOTHING_CHOSEN)
    if len(chosen) > MOST_AT_ONCE:
        raise Invalid(TOO_MANY.format(most=MOST_AT_ONCE))
    ours = select(Client.id).where(Client.tenant_id == provider_id, Client.id.in_(chosen))
    found = sorted(session.scalars(ours))
    if not found:
        raise Invalid(NOTHING_CHOSEN)
    changed = update(Client).where(Client.tenant_id == provider_id, Client.id.in_(found)).values(**values)
    session.execute(changed, execution_options={"synchronize_session": False})
    record_event(
        session,
        tag,
        by=by,
        tenant_id=provider_id,
        subject=f"organisation:{provider_id}",
        clients=[str(i) for i in found],
    )
    return len(found)


def keep_contact(session: HouseSession, provider_id: UUID, client_id: UUID, contact: Contact, *, by: UUID) -> Client:
    """Whom to talk to at a client."""
    client = get_client(session, provider_id, client_id)
    client.contact_name = " ".join(canonical(contact.contact_name, limit=80).split())
    client.contact = " ".join(canonical(contact.contact, limit=254).split())
    client.note = canonical(contact.note, limit=2000).strip()
    record_event(session, "client.contact_kept", by=by, tenant_id=provider_id, subject=f"client:{client_id}")
    return client


def write_note(session: HouseSession, provider_id: UUID, client_id: UUID, body: str, *, by: UUID) -> ClientNote:
    """Keep what was said with a client; Invalid when nothing was written."""
    client = get_client(session, provider_id, client_id)
    words = canonical(body, limit=2000).strip()
    if not words:
        raise Invalid(NEEDS_WORDS)
    row = ClientNote(tenant_id=provider_id, client_id=client.id, body=words, by_id=by)
    session.add(row)
    session.flush()
    record_event(session, "client.note_kept", by=by, tenant_id=provider_id, subject=f"client_note:{row.id}")
    return row


def drop_note(session: HouseSession, provider_id: UUID, named: tuple[UUID, UUID], *, by: UUID) -> None:
    """Take back a note of one's own, named by client and note; NotFound for a colleague's."""
    client_id, note_id = named
    gone = delete(ClientNote).where(
        ClientNote.tenant_id == provider_id,
        ClientNote.client_id == client_id,
        ClientNote.id == note_id,
        ClientNote.by_id == by,
    )
    if not session.scalars(gone.returning(ClientNote.id)).all():
        raise NotFound(NO_NOTE)
    record_event(session, "client.note_dropped", by=by, tenant_id=provider_id, subject=f"client_note:{note_id}")


def set_stalled_days(session: HouseSession, provider_id: UUID, days: int, *, by: UUID) -> None:
    """After how many quiet days a client counts as stalled."""
    upsert(session, BookSetting, {"tenant_id": provider_id}, on=("tenant_id",), change=())
    session.execute(update(BookSetting).where(BookSetting.tenant_id == provider_id).values(stalled_days=days))
    record_event(session, "book.set", by=by, tenant_id=provider_id, subject=f"organisation:{provider_id}", days=days)


def tell_export(session: HouseSession, provider_id: UUID, form: str, *, query: str, by: UUID) -> None:
    """The book left the house: in which form and with which filter."""
    told = {"form": form, "query": query[:300]}
    record_event(
        session, "clients.exported", by=by, tenant_id=provider_id, subject=f"organisation:{provider_id}", **told
    )


def list_notes(session: HouseSession, provider_id: UUID, client_id: UUID) -> Sequence[ClientNote]:
    """What was said with a client, newest first."""
    asked = select(ClientNote).where(ClientNote.tenant_id == provider_id, ClientNote.client_id == client_id)
    return session.scalars(asked.order_by(ClientNote.created_at.desc(), ClientNote.id.desc())).all()
