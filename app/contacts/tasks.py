"""Background work about codes."""

from app.contacts.operations import purge_codes
from app.kit import clock
from app.kit.jobs import Job


def purge_old_codes(job: Job) -> None:
    """Numbers and addresses of people who never came back are not kept."""
    with job.database.begin() as session:
        purge_codes(session, before=clock.now())
