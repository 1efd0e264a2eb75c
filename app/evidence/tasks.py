"""Work in the background: content that nothing names any more."""

from app.evidence.operations import sweep_content
from app.kit.jobs import Job
from app.kit.storage import Storage


def sweep(job: Job, storage: Storage) -> None:
    """Delete one content unless a row names it."""
    with job.begin() as session:
        sweep_content(session, storage, job.tenant, job.payload["sha256"], job.payload["kind"])
