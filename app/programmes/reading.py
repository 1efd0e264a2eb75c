"""What is counted of one firm, read in a session opened for it alone, after looking at its consent."""

from dataclasses import dataclass
from uuid import UUID

from app.assessments.models import Assessment, AssessmentState
from app.assessments.queries import list_assessments
from app.benchmarking.cohorts import Move, Participant, Price
from app.benchmarking.pooling import scores_of
from app.companies.queries import find_company
from app.content.catalogue import MAIN
from app.kit.db import Database, HouseSession, Scope
from app.programmes.models import Joining, Programme
from app.programmes.queries import find_joining
from app.results.queries import list_scorecards
from app.roadmaps.queries import find_standing
from app.scoring.values import Scorecard

BEGUN = 2
"""The level of a capability below which it counts as a gap."""
SIGNED = (AssessmentState.SIGNED_OFF, AssessmentState.ARCHIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A firm that agreed to be shown by name: what of it the officer sees, and no more."""

    name: str
    level: int | None
    is_signed_off: bool
    since: Joining


def read_participant(database: Database, programme: Programme, firm_id: UUID) -> Participant | None:
    """What is counted of a firm; None when its consent lives no longer or it has no result."""
    with database.reading(Scope.tenant(firm_id)) as session:
        if find_joining(session, firm_id, programme.id) is None:
            return None
        cards = _cards(session, firm_id)
        if not cards:
            return None
        (assessment, card), earlier = cards[0], cards[1][1] if len(cards) > 1 else None
        return Participant(
            firm=str(firm_id),
            level=card.level,
            move=_move(card, earlier),
            is_signed_off=assessment.state in SIGNED,
            scores=scores_of(card),
            gaps=_gaps(card),
            plans=_plans(session, assessment),
        )


def read_named(database: Database, programme: Programme, firm_id: UUID) -> Named | None:
    """A firm by name; None when it did not agree to that, or does no longer."""
    with database.reading(Scope.tenant(firm_id)) as session:
        joining = find_joining(session, firm_id, programme.id)
        company = find_company(session, firm_id)
        if joining is None or not joining.is_named or company is None:
            return None
        cards = _cards(session, firm_id)
        return Named(
            name=company.name,
            level=cards[0][1].level if cards else None,
            is_signed_off=bool(cards) and cards[0][0].state in SIGNED,
            since=joining,
        )


def _cards(session: HouseSession, firm_id: UUID) -> list[tuple[Assessment, Scorecard]]:
    """The two newest results."""
    found = []
    for one in list_assessments(session, firm_id):
        kept = list_scorecards(session, firm_id, one.id).get(MAIN) if one.submitted_at else None
        if kept is not None and kept.card.overall.score is not None:
            found.append((one, kept.card))
        if len(found) == 2:
            break
    return found


def _move(card: Scorecard, earlier: Scorecard | None) -> Move:
    now, then = card.overall.score, earlier.overall.score if earlier else None
    if now is None or then is None:
        return "first"
    return "up" if now > then else "down" if now < then else "same"


def _gaps(card: Scorecard) -> frozenset[str]:
    return frozenset(
        one.id
        for dimension in card.dimensions
        for one in dimension.capabilities
        if one.mark.score is not None and one.mark.level < BEGUN
    )


def _plans(session: HouseSession, assessment: Assessment) -> dict[str, Price]:
    standing = find_standing(session, assessment.tenant_id, assessment.id)
    items = standing.plan.items if standing is not None and standing.plan is not None else ()
    return {item.initiative: Price(low=item.cost.low, high=item.cost.high) for item in items}
