"""What Stripe sent and what the daily comparison found, for the desk to look through. A session of the platform."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.text import Text
from app.payments.models import Drift, EventState
from app.tenants.models import Organisation

MOST = 200
EVENT_STATES = {
    EventState.STORED: Text(zh="待处理", en="To be handled"),
    EventState.HANDLED: Text(zh="已处理", en="Handled"),
    EventState.FAILED: Text(zh="处理失败", en="Failed"),
    EventState.IGNORED: Text(zh="无需处理", en="Ignored"),
}


def list_drifts(session: Session) -> Sequence[tuple[Drift, str | None]]:
    """What somebody has to decide first, then what was put right, the newest first; with whose it is."""
    asked = (
        select(Drift, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Drift.organisation_id)
        .order_by(Drift.mended_at.is_not(None), Drift.seen_at.desc(), Drift.id.desc())
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in session.execute(asked)]
