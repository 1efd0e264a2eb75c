"""Keeping a book true between notes: what has lapsed goes, activity is followed, names are found by ear."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from app.clients.models import WITH_CONSENT, Client, ClientNote, Stage
from app.clients.operations import Facts, write_known
from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.pinyin import search_key
from app.tenants.queries import live_firm_ids

AT_ONCE = 500


def forget_lapsed(session: HouseSession, provider_id: UUID) -> int:
    """Take the facts out of rows whose consent ran out or whose firm was erased; how many.

    An erased firm that the provider had not noted itself leaves no row: its name came from the firm.
    """
    gone = select(Client).where(
        Client.tenant_id == provider_id,
        Client.stage.in_([str(stage) for stage in WITH_CONSENT]),
        or_(Client.firm_id.is_(None), Client.firm_id.not_in(live_firm_ids(provider_id))),
    )
    rows = session.scalars(gone.limit(10 * AT_ONCE)).all()
    for row in rows:
        if row.firm_id is None and row.noted_at is None and not _has_notes(session, row):
            session.delete(row)
        else:
            write_known(row, Facts(name=row.name, stage=Stage.ENDED))
            row.steps = [step for step in row.steps if step["stage"] not in WITH_CONSENT]
        record_event(session, "client.lapsed", by=None, tenant_id=provider_id, subject=f"client:{row.id}")
    session.flush()
    return len(rows)


def _has_notes(session: HouseSession, row: Client) -> bool:
    asked = select(ClientNote.id).where(ClientNote.tenant_id == row.tenant_id, ClientNote.client_id == row.id)
    return session.scalars(asked.limit(1)).first() is not None


def note_activity(session: HouseSession, provider_id: UUID, answered: Mapping[UUID, datetime]) -> None:
    """Firm -> when it last answered: the later moment stands."""
    for firm_id, at in answered.items():
        later = update(Client).where(
            Client.tenant_id == provider_id,
            Client.firm_id == firm_id,
            Client.stage.in_([str(stage) for stage in WITH_CONSENT]),
            or_(Client.last_active_at.is_(None), Client.last_active_at < at),
        )
        session.execute(later.values(last_active_at=at), execution_options={"synchronize_session": False})


def name_by_ear(session: HouseSession, provider_id: UUID) -> int:
    """Give rows from before names could be searched by pinyin their key; how many."""
    rows = session.scalars(select(Client).where(Client.tenant_id == provider_id, Client.name_key == "")).all()
    for row in rows:
        row.name_key = search_key(row.name)
    session.flush()
    return len(rows)
