"""Going through the firms of a programme, each in a session opened for it alone."""

from uuid import UUID

from app.kit import clock
from app.kit.db import Scope
from app.kit.jobs import Job
from app.programmes.operations import keep_edition
from app.programmes.queries import get_programme, list_live
from app.programmes.reading import read_participant
from app.programmes.targets import remind_of_targets
from app.tenants.queries import list_provider_ids


def count_programme(job: Job) -> None:
    """Draw the next cohort report, as far as nobody could be told apart by it."""
    programme_id = UUID(job.payload["programme_id"])
    with job.begin() as session:
        programme = get_programme(session, job.tenant, programme_id)
        firms = [one.tenant_id for one in list_live(session, programme)]
    found = [read_participant(job.database, programme, firm_id) for firm_id in firms]
    with job.begin() as session:
        programme = get_programme(session, job.tenant, programme_id)
        counted = [one for one in found if one is not None]
        keep_edition(session, programme, counted, joined=len(list_live(session, programme)), at=clock.now())


def remind_of_overdue(job: Job) -> None:
    """Targets past their day, each provider in a transaction of its own."""
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            remind_of_targets(session, provider_id, today=clock.today())
