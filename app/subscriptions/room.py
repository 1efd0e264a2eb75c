"""Whether a provider's plan has room for one more firm: asked when a firm is invited, and when it agrees to be seen."""

from uuid import UUID

from app.kit.db import HouseSession, Scope
from app.kit.errors import Conflict
from app.subscriptions.plans import Feature, Limit
from app.subscriptions.queries import limit_of
from app.subscriptions.values import CLIENTS_FULL, NO_ROOM, BeyondPlan
from app.tenants.queries import list_engaged


def check_invited(session: HouseSession, provider_id: UUID, others: int) -> None:
    """BeyondPlan when the plan holds no more firms than those there are and those invited (`others`)."""
    most = limit_of(session, provider_id, Limit.CLIENTS)
    if most is not None and others >= most:
        raise BeyondPlan(Feature.PORTFOLIO, provider_id, message=CLIENTS_FULL.format(most=str(most)))


def check_agreeing(session: HouseSession, provider_id: UUID) -> None:
    """Conflict, in the firm's words, when the provider it is about to agree to has no room. Firms it has stay."""
    with session.info["database"].reading(Scope.provider(provider_id)) as theirs:
        most = limit_of(theirs, provider_id, Limit.CLIENTS)
        if most is not None and len(list_engaged(theirs, provider_id)) >= most:
            raise Conflict(NO_ROOM)
