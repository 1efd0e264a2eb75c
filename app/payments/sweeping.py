"""Calls that were left hanging: the process died, or Stripe did not answer."""

from datetime import timedelta

from app.kit import clock, log
from app.kit.db import Scope
from app.kit.jobs import Job
from app.payments.faults import GatewayAway, GatewayFault
from app.payments.gateway import gateway
from app.payments.outbox import Overtaken, finish
from app.payments.queries import find_hanging_calls

PATIENCE = timedelta(minutes=5)
"""Long enough for whoever sent it to be still at it, retries included."""
_log = log.get(__name__)


def sweep_calls(job: Job) -> None:
    """Find out what became of them. While Stripe is away nothing is lost: the next round asks again."""
    if not gateway.is_configured:
        return
    with job.database.reading(Scope.platform("finding calls to Stripe that were left hanging")) as session:
        hanging = find_hanging_calls(session, clock.now() - PATIENCE)
    for tenant_id, call_id in hanging:
        try:
            finish(job.database, tenant_id, call_id)
        except GatewayAway:
            return
        except (GatewayFault, Overtaken) as fault:
            _log.warning("stripe call still hanging", call=str(call_id), said=str(fault))
