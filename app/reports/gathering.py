"""From kept rows to the case a report is assembled from."""

from dataclasses import replace
from datetime import date

from app.assessments.models import Assessment
from app.assessments.queries import get_filling
from app.benchmarks.queries import find_standing
from app.companies.queries import get_company, get_inventory
from app.content.catalogue import MAIN, Catalogue
from app.content.modules import Part
from app.kit.db import HouseSession
from app.planning.dispositions import advise
from app.planning.ladder import place
from app.reports.cases import Reading, ReportCase, library_of
from app.reports.sides import find_former
from app.results.queries import list_scorecards
from app.roadmaps.models import Roadmap


def gather_case(
    session: HouseSession, assessment: Assessment, *, roadmap: Roadmap | None, catalogue: Catalogue, as_of: date
) -> ReportCase:
    """Everything one report speaks of. Pains weighed in the plan; the score shown is untuned."""
    tenant_id = assessment.tenant_id
    filling = get_filling(session, assessment)
    company, inventory = get_company(session, tenant_id), get_inventory(session, tenant_id)
    kept = list_scorecards(session, tenant_id, assessment.id)
    stood = find_standing(session, tenant_id, assessment.id)
    scored = {id: catalogue.instrument(one.card.instrument, one.card.instrument_version) for id, one in kept.items()}
    readings = {
        id: Reading(lens=catalogue.lens_for(scored[id], id, one.lens_edition), card=one.card)
        for id, one in kept.items()
    }
    modules = [filling.of(one) for one in {one.id: one for one in scored.values()}.values() if one.module]
    main = readings.pop(MAIN)
    return ReportCase(
        company=company,
        inventory=inventory,
        instrument=filling.instrument,
        sheet=filling.sheet,
        modules=tuple(Part(instrument=one.instrument, sheet=one.sheet) for one in modules),
        asked=tuple(question.id for question in filling.asked),
        readiness=replace(main, standing=stood.standing if stood else None),
        others=tuple(readings.values()),
        plan=roadmap.plan if roadmap else None,
        means=roadmap.means if roadmap else None,
        advice=advise(inventory, catalogue.dispositions),
        rungs=place(inventory, catalogue.ladder),
        contradictions=tuple(hint for part in (filling, *modules) for hint in part.contradictions),
        former=find_former(session, assessment, catalogue),
        library=library_of(catalogue, company.industry, roadmap.means.edits if roadmap else ()),
        as_of=as_of,
    )
