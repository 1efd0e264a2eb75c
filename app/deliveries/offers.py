"""Subsidies and duties of a firm as they stand on a day, whatever day the plan was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.content.answers import AnswerSheet
from app.content.lenses import OFFICIAL
from app.content.library import Policy
from app.content.schema import Instrument
from app.deliveries.projects import Project
from app.planning.eligibility import Prospect, judge
from app.planning.grounds import Applicant, Ground, grounds_of
from app.planning.values import Offer, Plan
from app.scoring.values import Scorecard

FIRST = ("overdue", "due", "applies", "check", "too_late", "not_eligible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What a firm said and how it reads today."""

    instrument: Instrument
    sheet: AnswerSheet
    cards: tuple[Scorecard, ...]

    @property
    def level(self) -> int:
        """The official level held (an estimate), 0 without one."""
        return max((card.level for card in self.cards if card.lens.startswith(OFFICIAL)), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One policy, what it comes to today, its conditions, and the days left (negative: overdue)."""

    policy: Policy
    offer: Offer
    grounds: tuple[Ground, ...]
    days_left: int | None

    @property
    def open(self) -> tuple[Ground, ...]:
        """What does not hold, or is not known."""
        return tuple(one for one in self.grounds if one.state != "met")

    @property
    def missing(self) -> tuple[Ground, ...]:
        """What does not hold."""
        return tuple(one for one in self.grounds if one.state == "not_met")


def prospect_of(plan: Plan, footing: Footing, today: date) -> Prospect:
    """What the plan adds: each official level above the one held is reached once its stage's last work ends, but not
    before today: a level the plan wanted by now and the firm has not reached is still ahead."""
    held = footing.level
    reached: dict[int, date] = {}
    for stage in plan.stages:
        days = [item.ends_on for item in plan.items if item.stage <= stage.number]
        for level in range(held + 1, (stage.miit_level_after or 0) + 1):
            reached.setdefault(level, max([*days, today]))
    return Prospect(instrument=footing.instrument, reached=reached, finishes=tuple(item.ends_on for item in plan.items))


def judge_today(project: Project, footing: Footing, policies: Mapping[str, Policy], today: date) -> tuple[Offer, ...]:
    """Every policy as of today. What has ended is not among them, whatever the plan still says."""
    prospect = prospect_of(project.plan, footing, today)
    return judge(policies.values(), project.company, footing.cards, today, footing.sheet, prospect=prospect)


def standings_of(
    project: Project, footing: Footing, policies: Mapping[str, Policy], today: date
) -> tuple[Standing, ...]:
    """The same with every condition spelt out; policies for other trades are nobody's business here."""
    prospect = prospect_of(project.plan, footing, today)
    applicant = Applicant(company=project.company, sheet=footing.sheet, level=footing.level)
    found = []
    for offer in judge_today(project, footing, policies, today):
        policy = policies[offer.policy]
        if policy.industries and project.company.industry not in policy.industries:
            continue
        grounds = grounds_of(policy, applicant, today, prospect=prospect)
        left = (offer.due_on - today).days if offer.due_on else None
        found.append(Standing(policy=policy, offer=offer, grounds=grounds, days_left=left))
    return tuple(sorted(found, key=lambda one: (FIRST.index(one.offer.status), one.offer.due_on or date.max)))
