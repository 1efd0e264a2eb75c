"""Reading what a pack is made of: which files a firm is offered today, and everything one of them says."""

from collections.abc import Iterable
from datetime import date

from app.assessments.models import Assessment
from app.assessments.queries import get_assessment, get_filling, list_modules
from app.content.catalogue import Catalogue
from app.content.library import Policy
from app.content.packs import PackRecipe
from app.deliveries import offers
from app.deliveries.footings import find_footing
from app.deliveries.offers import Footing, prospect_of, standings_of
from app.deliveries.projects import Project, find_project
from app.evidence.queries import list_evidence
from app.kit.db import HouseSession
from app.kit.text import Text
from app.packs.models import Pack, Proofs
from app.packs.values import Exhibit, Fit, Offered, PackCase
from app.planning.eligibility import judge
from app.planning.grounds import Applicant, grounds_of
from app.reports.models import Report
from app.reports.pages import has_data
from app.reports.queries import dressed
from app.reports.values import Edition
from app.verifications.models import Standing
from app.verifications.queries import find_verification

FITS: dict[str, Fit] = {"applies": "open", "check": "check", "too_late": "late"}
TAKEN_BACK = Text(
    zh="这份报告已经撤回，不能再用来申报。请用新出具的报告。",
    en="This report was taken back and must not be handed in. Use the one issued since.",
)
NO_DATA = Text(
    zh="这份报告出具时还没有附带数据，无法据此预填表格。请重新规划一次路线图，新的报告就可以。",
    en="This report was issued before it carried its data, so no forms can be filled from it. Work out the roadmap "
    "once more; the new report can.",
)
ENDED = Text(
    zh="已于 {day} 截止。只供留档或补交材料，不能再作为可申请的政策。", en="It ended on {day}. For the record only."
)


def refusal_of(session: HouseSession, report: Report) -> Text | None:
    """Why no file can be made from a report: it was taken back, or is of a time before reports carried their data."""
    entry = find_verification(session, report.code)
    if entry is not None and entry.standing in (Standing.RETRACTED, Standing.WITHDRAWN):
        return TAKEN_BACK
    return None if has_data(report) else NO_DATA


def list_offered(
    session: HouseSession, assessment: Assessment, *, catalogue: Catalogue, today: date
) -> tuple[Offered, ...]:
    """Files this firm can have made: those with a policy first, as they stand today; what does not fit is left out."""
    by_policy = {id: recipe for recipe in catalogue.packs.values() for id in recipe.policies}
    project = find_project(session, assessment.tenant_id, assessment.id, catalogue=catalogue)
    found: list[Offered] = []
    if project is not None:
        footing = find_footing(session, assessment, catalogue=catalogue)
        asked = {id: catalogue.policies[id] for id in by_policy}
        for one in standings_of(project, footing, asked, today):
            if one.offer.status in FITS:
                found.append(_offered(one, by_policy[one.policy.id]))
        for policy in asked.values():
            found += _past(policy, by_policy[policy.id], project, footing, today)
    plain = [Offered(recipe=one, policy=None, fit="none") for one in catalogue.packs.values() if not one.policies]
    return (*found, *plain)


def _offered(standing: offers.Standing, recipe: PackRecipe) -> Offered:
    return Offered(
        recipe=recipe,
        policy=standing.policy,
        fit=FITS[standing.offer.status],
        reason=standing.offer.reason,
        grounds=standing.grounds,
    )


def _past(policy: Policy, recipe: PackRecipe, project: Project, footing: Footing, today: date) -> Iterable[Offered]:
    """A policy that has ended and would have been this firm's; never more than past."""
    if policy.valid_to is None or policy.valid_to >= today:
        return
    prospect = prospect_of(project.plan, footing, policy.valid_to)
    last = policy.valid_to
    (offer,) = judge((policy,), project.company, footing.cards, last, footing.sheet, prospect=prospect)
    if offer.status == "not_eligible":
        return
    applicant = Applicant(company=project.company, sheet=footing.sheet, level=footing.level)
    day = Text(zh=f"{last.year} 年 {last.month} 月 {last.day} 日", en=f"{last.day} {last:%B} {last.year}")
    yield Offered(
        recipe=recipe,
        policy=policy,
        fit="past",
        reason=ENDED.format(day=day),
        grounds=grounds_of(policy, applicant, today, prospect=prospect),
    )


def find_offered(offered: Iterable[Offered], key: str) -> Offered | None:
    """The one of them that was chosen."""
    return next((one for one in offered if one.key == key), None)


def list_exhibits(session: HouseSession, assessment: Assessment) -> tuple[Exhibit, ...]:
    """The evidence of an assessment in the order of the questionnaire, numbered."""
    filling = get_filling(session, assessment)
    files = list_evidence(session, assessment.tenant_id, assessment.id)
    rows = []
    for part in (filling, *list_modules(filling)):
        for question in part.instrument.questions:
            sites = {} if question.per == "firm" else part.site_names(question)
            rows += [
                (question, sites.get(file.site_key, ""), file) for file in files if file.question_key == question.id
            ]
    return tuple(
        Exhibit(
            number=number,
            name=file.name,
            question_id=question.id,
            question=question.text,
            site=site,
            size=file.size,
            sha256=file.sha256,
            storage_key=file.key,
        )
        for number, (question, site, file) in enumerate(rows, 1)
    )


def gather_pack(
    session: HouseSession, pack: Pack, report: Report, *, catalogue: Catalogue, today: date
) -> PackCase | None:
    """Everything a pack says; None when the policy does not concern the firm any more, or the report was taken back."""
    if refusal_of(session, report) is not None:
        return None
    assessment = get_assessment(session, report.assessment_id)
    known = list_offered(session, assessment, catalogue=catalogue, today=today)
    offered = find_offered(known, pack.policy_key or pack.recipe_key)
    if offered is None:
        return None
    edition: Edition = "share" if pack.edition == "share" else "full"
    return PackCase(
        offered=offered,
        document=dressed(session, report),
        edition=edition,
        exhibits=None if pack.proofs == Proofs.NONE else list_exhibits(session, assessment),
        with_files=pack.proofs == Proofs.FILES,
        today=today,
    )
