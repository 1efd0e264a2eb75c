"""From kept rows to the planner's problem."""

from datetime import date

from app.assessments.models import Assessment
from app.assessments.queries import get_assessment, get_filling
from app.companies.queries import get_company, get_inventory
from app.content.catalogue import MAIN, Catalogue
from app.content.lenses import Lens
from app.kit.db import HouseSession
from app.planning.problem import PlanningProblem
from app.planning.quarters import spans
from app.results.changes import with_changes
from app.results.queries import get_reviewed, list_cards_of, list_scorecards
from app.roadmaps.means import HALF
from app.roadmaps.models import Roadmap
from app.roadmaps.queries import find_standing
from app.scoring import score


def find_official(session: HouseSession, assessment: Assessment, *, catalogue: Catalogue) -> tuple[Lens | None, int]:
    """The official lens an assessment was read by, and the level it holds; (None, 0) when there is none."""
    instrument = catalogue.instrument(assessment.instrument_key, assessment.instrument_edition)
    for id, one in list_scorecards(session, assessment.tenant_id, assessment.id).items():
        if one.card.instrument == instrument.id:
            lens = catalogue.lens_for(instrument, id, one.lens_edition)
            if lens.official:
                return lens, one.card.level
    return None, 0


def read_problem(session: HouseSession, roadmap: Roadmap, *, catalogue: Catalogue) -> PlanningProblem:
    """Everything the planner needs, in the editions the scorecards were made with; scored with the stated pains."""
    tenant_id = roadmap.tenant_id
    assessment = get_assessment(session, roadmap.assessment_id)
    reviewed = get_reviewed(session, tenant_id, roadmap.reviewed_id)
    filling = get_filling(session, assessment)
    sheet = (with_changes(filling, reviewed.changes) if reviewed else filling).sheet
    company = get_company(session, tenant_id)
    instrument = catalogue.instrument(sheet.instrument, sheet.version)
    kept = list_cards_of(session, tenant_id, roadmap.assessment_id, reviewed)
    lenses = {
        id: catalogue.lens_for(instrument, id, one.lens_edition)
        for id, one in kept.items()
        if one.card.instrument == instrument.id
    }
    official = next((one for one in lenses.values() if one.official), None)
    return PlanningProblem(
        instrument=instrument,
        sheet=sheet,
        company=company,
        inventory=get_inventory(session, tenant_id),
        readiness_lens=lenses[MAIN],
        readiness=score(lenses[MAIN], instrument, sheet, company, pains=roadmap.means.pains),
        miit_lens=official,
        miit=kept[official.id].card if official else None,
        initiatives=catalogue.initiatives_for(company.industry),
        policies=tuple(catalogue.policies.values()),
        means=roadmap.means,
        as_of=roadmap.as_of,
        previous=_begun(find_standing(session, tenant_id, roadmap.assessment_id)),
    )


def _begun(before: Roadmap | None) -> dict[str, date]:
    """When each piece of work is to begin by the plan that stands, so that a new one moves nothing without cause."""
    if before is None or before.plan is None:
        return {}
    quarters = spans(before.means.start, before.means.horizon)  # a plan begun days later means the same quarter
    return {item.initiative: quarters[item.first_quarter].starts_on + HALF for item in before.plan.items}
