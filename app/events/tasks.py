"""The hourly seal on the audit trail."""

from app.events.sealing import seal_events
from app.kit.db import Scope
from app.kit.jobs import Job


def seal(job: Job) -> None:
    """Nothing is added when nothing happened."""
    with job.database.begin(Scope.platform("seal the record of acts")) as session:
        seal_events(session)
