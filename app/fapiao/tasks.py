"""Work in the background: issued files that nothing names any more."""

from app.fapiao.operations import sweep_file
from app.kit.jobs import Job
from app.kit.storage import Storage


def sweep(job: Job, storage: Storage) -> None:
    """Delete one file unless a fapiao names it."""
    with job.begin() as session:
        sweep_file(session, storage, job.tenant, job.payload["sha256"], job.payload["kind"])
