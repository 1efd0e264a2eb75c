"""A firm agreed by its link: the provider's book learns of it."""

from datetime import datetime
from uuid import UUID

from app.kit.db import Scope
from app.kit.jobs import Job
from app.onboarding.operations import join_client


def join(job: Job) -> None:
    """{provider_id, invite_id, firm_id, at}: written in the provider's own transaction, however often it is tried."""
    told = job.payload
    provider_id = UUID(told["provider_id"])
    with job.database.begin(Scope.tenant(provider_id)) as session:
        at = datetime.fromisoformat(told["at"])
        join_client(session, provider_id, UUID(told["invite_id"]), UUID(told["firm_id"]), at=at)
