"""The first step of a roadmap by itself: what a firm sees of its plan whatever it bought, and how much lies beyond."""

from dataclasses import dataclass
from datetime import date

from app.assessments.models import Assessment
from app.content.catalogue import Catalogue
from app.kit.db import HouseSession
from app.kit.text import Text
from app.planning.values import MoneyRange, Plan, PlannedItem
from app.reports.brief import Brief
from app.reports.chapters.initiatives import tell_why
from app.reports.gathering import gather_plan
from app.roadmaps.models import Roadmap


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """One initiative: what it is, why this firm, for how much (CNY fen, within the plan), who (days), how long."""

    title: Text
    what: Text
    why: tuple[Text, ...]
    cost: MoneyRange
    staff: tuple[tuple[Text, int], ...]
    weeks: int
    starts_on: date
    ends_on: date
    is_pilot: bool
    finished_when: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """How much the whole plan holds, without saying what."""

    steps: int
    """Besides the first."""
    level_before: Text
    level_after: Text
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first step with what lies beyond; or why there is no plan (`clashes`), or that nothing is to be done."""

    first: FirstStep | None
    beyond: Beyond | None
    clashes: tuple[Text, ...] = ()


def find_first_step(
    session: HouseSession, assessment: Assessment, roadmap: Roadmap, *, catalogue: Catalogue
) -> Opening:
    """Of one version of the plan."""
    if roadmap.plan is None or not roadmap.plan.items:
        clashes = roadmap.plan.clashes if roadmap.plan is not None else ()
        return Opening(first=None, beyond=None, clashes=tuple(one.message for one in clashes))
    brief = Brief(gather_plan(session, assessment, roadmap, catalogue=catalogue))
    item = first_of(roadmap.plan)
    return Opening(first=_told(brief, item), beyond=_beyond(brief, roadmap.plan))


def first_of(plan: Plan) -> PlannedItem:
    """What is begun first; of several the pilot."""
    return min(plan.items, key=lambda one: (one.stage, one.starts_on, not one.is_pilot, one.ends_on, one.initiative))


def _told(brief: Brief, item: PlannedItem) -> FirstStep:
    known = brief.initiative(item.initiative)
    return FirstStep(
        title=known.title,
        what=known.what,
        why=tell_why(brief, item),
        cost=item.cost,
        staff=tuple((brief.say(f"word.role.{role}"), days) for role, days in item.staff_days.items() if days),
        weeks=known.weeks,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        is_pilot=item.is_pilot,
        finished_when=known.exit_criterion,
    )


def _beyond(brief: Brief, plan: Plan) -> Beyond:
    return Beyond(
        steps=len(plan.items) - 1,
        level_before=brief.level_name(plan.level_before),
        level_after=brief.level_name(plan.level_after),
        ends_on=max(one.ends_on for one in plan.items),
    )
