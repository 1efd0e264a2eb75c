"""From kept rows to the case a report is assembled from."""

from dataclasses import replace
from datetime import date

from app.assessments.filling import Filling
from app.assessments.models import Assessment, AssessmentState
from app.assessments.queries import get_filling
from app.benchmarks.queries import find_standing
from app.companies.queries import get_company, get_inventory
from app.content.catalogue import MAIN, Catalogue
from app.content.firm import Inventory
from app.content.modules import Part
from app.kit.clock import HOUSE_ZONE
from app.kit.db import HouseSession
from app.planning.dispositions import advise
from app.planning.ladder import place
from app.quotations.disclosing import find_interests
from app.reports.cases import Reading, ReportCase, Review, library_of
from app.reports.passports import Passport
from app.reports.sides import find_former
from app.results.changes import with_changes
from app.results.differing import differences
from app.results.models import ReviewedSheet
from app.results.queries import find_reviewed, get_reviewed, list_cards_of
from app.roadmaps.models import Roadmap
from app.scoring.values import Scorecard


def gather_case(
    session: HouseSession, assessment: Assessment, *, roadmap: Roadmap | None, catalogue: Catalogue, as_of: date
) -> ReportCase:
    """Everything one report speaks of. Pains weighed in the plan; the score shown is untuned."""
    tenant_id = assessment.tenant_id
    own = get_filling(session, assessment)
    company, inventory = get_company(session, tenant_id), get_inventory(session, tenant_id)
    reviewed = _basis(session, assessment, roadmap)
    filling = with_changes(own, reviewed.changes) if reviewed else own
    kept = list_cards_of(session, tenant_id, assessment.id, reviewed)
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
        review=_word_on(assessment, reviewed),
        reviewer=reviewed.reviewer_name if reviewed else None,
        passport=_passport(session, own, main.card, reviewed) if reviewed else None,
        interests=find_interests(session, roadmap),
    )


def gather_plan(session: HouseSession, assessment: Assessment, roadmap: Roadmap, *, catalogue: Catalogue) -> ReportCase:
    """Only what it takes to say why something is in the plan: three statements."""
    own, reviewed = get_filling(session, assessment), _basis(session, assessment, roadmap)
    filling = with_changes(own, reviewed.changes) if reviewed else own
    kept = list_cards_of(session, assessment.tenant_id, assessment.id, reviewed)
    main = kept[MAIN]
    read = catalogue.instrument(main.card.instrument, main.card.instrument_version)
    modules = (
        filling.of(catalogue.instrument(one.card.instrument, one.card.instrument_version)) for one in kept.values()
    )
    return ReportCase(
        company=filling.company,
        inventory=Inventory(),
        instrument=filling.instrument,
        sheet=filling.sheet,
        modules=tuple(Part(instrument=one.instrument, sheet=one.sheet) for one in modules if one.instrument.module),
        asked=tuple(question.id for question in filling.asked),
        readiness=Reading(lens=catalogue.lens_for(read, MAIN, main.lens_edition), card=main.card),
        plan=roadmap.plan,
        means=roadmap.means,
        library=library_of(catalogue, filling.company.industry, roadmap.means.edits),
        as_of=roadmap.as_of,
    )


def _basis(session: HouseSession, assessment: Assessment, roadmap: Roadmap | None) -> ReviewedSheet | None:
    """The review a report rests on: the one its roadmap was planned from; without a roadmap, the one that stands."""
    if roadmap is not None:
        return get_reviewed(session, assessment.tenant_id, roadmap.reviewed_id)
    return find_reviewed(session, assessment.tenant_id, assessment.id)


def _word_on(assessment: Assessment, reviewed: ReviewedSheet | None) -> Review:
    if reviewed is not None and reviewed.ended_at is None:
        return "signed_off"
    return "in_review" if assessment.state == AssessmentState.IN_REVIEW else "self_declared"


def _passport(session: HouseSession, filling: Filling, card: Scorecard, reviewed: ReviewedSheet) -> Passport:
    own = list_cards_of(session, reviewed.tenant_id, reviewed.assessment_id, None)[MAIN].card
    return Passport(
        reviewer=reviewed.reviewer_name,
        provider=reviewed.provider_name,
        signed_on=reviewed.signed_at.astimezone(HOUSE_ZONE).date(),
        adjustments=len(reviewed.changes),
        own=own,
        own_sheet=filling.sheet,
        differences=differences(own, card, reviewed.changes),
        summary=reviewed.summary,
    )
