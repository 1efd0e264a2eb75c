"""A firm's roadmap as a provider may read it to quote from it: only while the firm lets its results be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.assessments.queries import list_assessments
from app.companies.queries import find_company
from app.content.loader import served_catalogue
from app.kit.db import Database, HouseSession, Scope
from app.kit.text import Text
from app.planning.edits import own_initiatives
from app.results.queries import get_reviewed
from app.roadmaps.models import Roadmap
from app.roadmaps.queries import find_standing
from app.tenants.models import Share
from app.tenants.queries import get_organisation, is_shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """One initiative of the plan; cost: typical, in CNY fen, as the plan estimates it."""

    initiative: str
    title: Text
    stage: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmPlan:
    """What of a firm a quotation needs. is_reviewed: whether the provider reviewed the answers the plan rests on."""

    firm_id: UUID
    firm: str
    roadmap_id: UUID | None = None
    items: tuple[Advised, ...] = ()
    is_reviewed: bool = False


def read_plan(database: Database, provider_id: UUID, firm_id: UUID | None) -> FirmPlan | None:
    """The plan that stands, of the newest assessment that has one; None where the firm does not share its results."""
    if firm_id is None:
        return None
    with database.reading(Scope.provider(provider_id)) as session:
        if not is_shared(session, provider_id, firm_id, Share.RESULTS):
            return None
        company = find_company(session, firm_id)
        name = company.name if company else get_organisation(session, firm_id).name
        found = _find_standing(session, firm_id)
        if found is None or found.plan is None:
            return FirmPlan(firm_id=firm_id, firm=name)
        reviewed = get_reviewed(session, firm_id, found.reviewed_id)
        titles = titles_of(found, company.industry_key if company else "")
        return FirmPlan(
            firm_id=firm_id,
            firm=name,
            roadmap_id=found.id,
            items=tuple(
                Advised(
                    initiative=one.initiative,
                    title=titles.get(one.initiative, Text(zh=one.initiative, en=one.initiative)),
                    stage=one.stage,
                    cost=one.cost.typical,
                )
                for one in sorted(found.plan.items, key=lambda one: (one.stage, one.starts_on, one.initiative))
            ),
            is_reviewed=reviewed is not None and reviewed.provider_id == provider_id,
        )


def _find_standing(session: HouseSession, firm_id: UUID) -> Roadmap | None:
    submitted = (one for one in list_assessments(session, firm_id) if one.submitted_at is not None)
    plans = (find_standing(session, firm_id, one.id) for one in submitted)
    return next((one for one in plans if one is not None), None)


def titles_of(roadmap: Roadmap, trade: str) -> Mapping[str, Text]:
    """Initiative -> title in the words of a trade, work of the firm's own included."""
    known = {**served_catalogue().worded(trade), **own_initiatives(roadmap.means.edits, trade)}
    return {id: one.title for id, one in known.items()}


def titles_sold() -> Mapping[str, Text]:
    """Initiative -> title, of everything a price book can be keyed to."""
    return {id: one.title for id, one in served_catalogue().initiatives.items()}
