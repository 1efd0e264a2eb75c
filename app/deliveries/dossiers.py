"""Everything one initiative's page says: what, why this firm, cost, people, proof, sources."""

from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from app.assessments.models import Assessment
from app.content.catalogue import Catalogue
from app.content.library import Case, Initiative, Source
from app.deliveries.projects import Project
from app.deliveries.wording import NO_WORK
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.kit.text import Text
from app.planning.values import Gain, MoneyRange, PlannedItem, Rejected
from app.reports import wording
from app.reports.brief import Brief
from app.reports.chapters.initiatives import tell_why
from app.reports.gathering import gather_case
from app.roadmaps.queries import get_roadmap


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """An answer an initiative comes from. points: of the score, once it is mended."""

    question_id: str
    question: Text
    answer: Text
    points: Fraction

    @property
    def worth(self) -> str:
        """The points as they are shown."""
        return wording.decimal(self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An initiative for one firm: in the plan (`item`), left out (`rejected`), or only remembered (neither)."""

    key: str
    title: Text
    initiative: Initiative | None
    item: PlannedItem | None
    rejected: Rejected | None
    refusal: Text | None
    why: tuple[Text, ...]
    roots: tuple[Root, ...]
    costs: tuple[tuple[str, MoneyRange], ...]
    """(once, yearly or total; CNY fen)."""
    staff: tuple[tuple[Text, int], ...]
    needs: tuple[tuple[str, Text], ...]
    serves: tuple[tuple[str, Text], ...]
    sites: tuple[str, ...]
    case: Case | None

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the figures lean on, and where the case is told."""
        told = (self.case.source,) if self.case else ()
        return (*(self.initiative.sources if self.initiative else ()), *told)


def open_dossier(
    session: HouseSession, project: Project, assessment: Assessment, key: str, *, catalogue: Catalogue
) -> Dossier:
    """One initiative's page. NotFound when neither plan nor people ever spoke of it."""
    item = project.item(key)
    rejected = next((one for one in project.plan.rejected if one.initiative == key), None)
    known = project.library.get(key)
    if item is None and rejected is None and not any(at[0] == key for at in project.progress):
        raise NotFound(NO_WORK)
    brief = _brief(session, project.roadmap_id, assessment, catalogue)
    gains = (*item.gains, *item.also) if item else ()
    return Dossier(
        key=key,
        title=project.title(key),
        initiative=known,
        item=item,
        rejected=rejected,
        refusal=brief.say(f"rejected.reason.{rejected.reason}") if rejected else None,
        why=tell_why(brief, replace(item, gains=())) if item and known else (),  # the answers have a list of their own
        roots=_roots(brief, gains),
        costs=(("once", item.once), ("yearly", item.yearly), ("total", item.cost)) if item else (),
        staff=_staff(brief, item, known),
        needs=tuple((one, project.title(one)) for one in _needs(item, known)),
        serves=tuple((one, project.title(one)) for one in (item.serves if item else ())),
        sites=tuple(project.site(site) for site in (item.sites if item else ())),
        case=next((catalogue.cases[one] for one in (known.cases if known else ()) if one in catalogue.cases), None),
    )


def _brief(session: HouseSession, roadmap_id: UUID, assessment: Assessment, catalogue: Catalogue) -> Brief:
    roadmap = get_roadmap(session, assessment.tenant_id, roadmap_id)
    case = gather_case(session, assessment, roadmap=roadmap, catalogue=catalogue, as_of=roadmap.as_of)
    return Brief(case)


def _needs(item: PlannedItem | None, known: Initiative | None) -> tuple[str, ...]:
    """What has to be done first: by the plan, else by the initiative itself."""
    if item is not None:
        return item.after
    return tuple(need.initiative for need in (known.requires if known else ()) if need.initiative)


def _staff(brief: Brief, item: PlannedItem | None, known: Initiative | None) -> tuple[tuple[Text, int], ...]:
    days: dict[str, int] = dict(item.staff_days) if item else {}
    if item is None and known is not None:
        days = {str(role): n for role, n in known.staff_for(brief.case.company.headcount).items()}
    return tuple((brief.say(f"word.role.{role}"), n) for role, n in days.items() if n)


def _roots(brief: Brief, gains: tuple[Gain, ...]) -> tuple[Root, ...]:
    worth: dict[str, Fraction] = {}
    for gain in gains:
        if gain.question in brief.questions:
            worth[gain.question] = worth.get(gain.question, Fraction(0)) + gain.points
    return tuple(
        Root(question_id=id, question=brief.questions[id].text, answer=brief.answer(id), points=points)
        for id, points in sorted(worth.items(), key=lambda pair: -pair[1])
    )
