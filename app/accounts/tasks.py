"""Background work about accounts."""

from app.accounts.operations import purge_sessions
from app.kit.jobs import Job


def purge_expired_sessions(job: Job) -> None:
    """Remove sessions nobody can use any more."""
    with job.database.begin() as session:
        purge_sessions(session)
