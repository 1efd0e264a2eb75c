"""Which subsidies, duties and certificates concern a firm on a day, and which come too late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.content.answers import AnswerSheet
from app.content.firm import Company
from app.content.lenses import OFFICIAL
from app.content.library import Policy
from app.content.path import facts_of
from app.content.schema import Instrument
from app.kit.text import Text
from app.planning.problem import PlanningProblem
from app.planning.quarters import months_after, said_day
from app.planning.unmet import NOT_CASE, unmet
from app.planning.values import Offer
from app.scoring.values import Scorecard

TRUSTED = ("A", "B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a plan adds to today: the day each official level is reached, and the instrument conditions are about.

    finishes: the days planned work goes live; None when there is no plan to go by.
    """

    instrument: Instrument | None = None
    reached: Mapping[int, date] = field(default_factory=dict)
    finishes: tuple[date, ...] | None = None


NOT_HERE = Text(zh="适用地区不含贵公司所在地。", en="It does not cover your area.")
NOT_TRADE = Text(zh="不面向本行业。", en="It is not for your trade.")
NOT_SIZE = Text(zh="企业人数不在支持范围内。", en="Your headcount is outside its range.")
BELOW_SCALE = Text(
    zh="只面向规模以上企业（年主营业务收入2000万元及以上）。",
    en="Only for firms with CNY 20 million of yearly revenue or more.",
)
CHECK = Text(
    zh="来源可信度不足，请向当地主管部门核实后再作安排。",
    en="The source is not certain enough; check with the local authority first.",
)
TOO_LATE = Text(
    zh="{valid_to}到期，而达到要求的工作要到{reached}才能完成。",
    en="It ends on {valid_to}; the work it asks for is finished only on {reached}.",
)
OUT_OF_REACH = Text(
    zh="要求达到{level}级，按本规划在{valid_to}之前达不到。",
    en="It asks for level {level}; this plan does not reach it by {valid_to}.",
)
REACH_FIRST = Text(
    zh="先要达到{level}级；目前{now}级，本规划期内达不到。",
    en="Reach level {level} first: you are at {now}, and this plan does not get there.",
)
HELD_ALREADY = Text(
    zh="已达到它要求的{level}级。补助看的是改造后的提升，已做完的改造算不算，请先向当地工信部门核实。",
    en="You hold level {level} already. The money is for what a conversion changes: ask your local industry bureau"
    " first whether finished work still counts.",
)
NOTHING_IN_TIME = Text(
    zh="{valid_to}到期，在此之前没有新的改造能完成。",
    en="It ends on {valid_to}, and no new work is finished before that.",
)
NOT_YET = Text(zh="{valid_from}才开始受理。", en="It opens on {valid_from}.")
APPLIES = Text(zh="条件符合，以当年申报通知为准。", en="The conditions hold; the yearly call for applications decides.")
APPLIES_TO = Text(
    zh="条件符合，有效期至{valid_to}，以申报通知为准。",
    en="The conditions hold until {valid_to}; the call for applications decides.",
)
OVERDUE = Text(zh="应在{due}前完成，已经逾期。", en="It was due on {due} and is overdue.")
DUE = Text(zh="应在{due}前完成。", en="It is due by {due}.")
STANDING = Text(zh="长期有效的法定义务。", en="A standing legal duty.")


def judge(  # noqa: PLR0913
    policies: Iterable[Policy],
    company: Company,
    scorecards: Sequence[Scorecard],
    as_of: date,
    sheet: AnswerSheet | None = None,
    *,
    prospect: Prospect = Prospect(),
) -> tuple[Offer, ...]:
    """Every policy worth a word, in order of id; no offers past their end, no duties of others.

    scorecards: those with official levels; the official one counts for `min_level`.
    """
    level = max((card.level for card in scorecards if card.lens.startswith(OFFICIAL)), default=0)
    out = []
    for policy in sorted(policies, key=lambda one: one.id):
        misfit = _misfit(policy, company, sheet, prospect)
        if policy.kind == "duty":
            if misfit is None:
                out.append(_duty(policy, as_of))
        elif policy.valid_to is None or policy.valid_to >= as_of:
            out.append(_refused(policy, misfit) if misfit else _offer(policy, level, as_of, prospect))
    return tuple(out)


def judge_duties(policies: Iterable[Policy], problem: PlanningProblem) -> Mapping[str, Offer]:
    """Duties that surely concern the firm, by policy id."""
    duties = [policy for policy in policies if policy.kind == "duty"]
    prospect = Prospect(instrument=problem.instrument)
    judged = judge(duties, problem.company, (), problem.as_of, problem.sheet, prospect=prospect)
    return {offer.policy: offer for offer in judged if offer.status in ("due", "overdue")}


def _misfit(policy: Policy, company: Company, sheet: AnswerSheet | None, prospect: Prospect) -> Text | None:
    """Why a policy does not concern this firm; None when it does."""
    cities = {company.city, *(site.city for site in company.sites if site.city)}
    towns = {town for town in (company.town, *(site.town for site in company.sites)) if town}
    if policy.cities and not cities & set(policy.cities):
        return NOT_HERE
    if policy.towns and not towns & set(policy.towns):
        return NOT_HERE
    if policy.industries and company.industry not in policy.industries:
        return NOT_TRADE
    least, most = policy.min_headcount, policy.max_headcount
    if (least is not None and company.headcount < least) or (most is not None and company.headcount > most):
        return NOT_SIZE
    if policy.above_scale_only and not company.above_scale:
        return BELOW_SCALE
    if policy.when is not None:
        empty = AnswerSheet(instrument="", version="", answers={})
        instrument = prospect.instrument
        if instrument is None:
            return NOT_CASE
        facts, _ = facts_of(instrument, sheet or empty, company)
        return unmet(policy.when, facts, instrument)
    return None


def _refused(policy: Policy, why: Text) -> Offer:
    return Offer(policy=policy.id, status="not_eligible", due_on=None, amount=None, reason=why)


def _duty(policy: Policy, as_of: date) -> Offer:
    due = due_on(policy, as_of)
    if policy.source.confidence not in TRUSTED:
        return Offer(policy=policy.id, status="check", due_on=due, amount=None, reason=CHECK)
    if due is None:
        return Offer(policy=policy.id, status="due", due_on=None, amount=None, reason=STANDING)
    status, reason = ("overdue", OVERDUE) if due < as_of else ("due", DUE)
    return Offer(policy=policy.id, status=status, due_on=due, amount=None, reason=reason.format(due=said_day(due)))  # type: ignore[arg-type]


def due_on(policy: Policy, as_of: date) -> date | None:
    """The next day a duty falls due: recurring ones roll on to the end of their month, dated ones never vanish."""
    if policy.recurs_month is not None:
        month = date(as_of.year, policy.recurs_month, 1)
        end = date.fromordinal(months_after(month, 1).toordinal() - 1)
        if end < as_of:
            end = date.fromordinal(months_after(date(as_of.year + 1, policy.recurs_month, 1), 1).toordinal() - 1)
        return max(end, policy.deadline) if policy.deadline else end
    return policy.deadline


def _offer(policy: Policy, level: int, as_of: date, prospect: Prospect) -> Offer:
    amount = _amount(policy, level, prospect)
    need = policy.min_level or min((cap.level for cap in policy.caps), default=0)
    if level < need and policy.valid_to is None and _reached(need, prospect) is None:
        return _refused(policy, REACH_FIRST.format(level=need, now=level))
    if policy.source.confidence not in TRUSTED:
        return Offer(policy=policy.id, status="check", due_on=policy.valid_to, amount=amount, reason=CHECK)
    late = _too_late(policy, need, level, prospect)
    if late is not None:
        return Offer(policy=policy.id, status="too_late", due_on=policy.valid_to, amount=None, reason=late)
    if policy.kind == "subsidy" and 0 < need <= level and not _pays_more(policy, level, amount):
        held = HELD_ALREADY.format(level=need)
        return Offer(policy=policy.id, status="check", due_on=policy.valid_to, amount=amount, reason=held)
    if policy.valid_from and policy.valid_from > as_of:
        reason = NOT_YET.format(valid_from=said_day(policy.valid_from))
    elif policy.valid_to:
        reason = APPLIES_TO.format(valid_to=said_day(policy.valid_to))
    else:
        reason = APPLIES
    return Offer(policy=policy.id, status="applies", due_on=policy.valid_to, amount=amount, reason=reason)


def _too_late(policy: Policy, need: int, level: int, prospect: Prospect) -> Text | None:
    """Why it cannot be had before its end: the level comes later or never, or no new work is finished by then."""
    end = policy.valid_to
    if end is None:
        return None
    reached = _reached(need, prospect) if level < need else None
    if level < need and reached is None:
        return OUT_OF_REACH.format(level=need, valid_to=said_day(end))
    if reached is not None and reached > end:
        return TOO_LATE.format(valid_to=said_day(end), reached=said_day(reached))
    if policy.kind == "subsidy" and prospect.finishes is not None and not any(day <= end for day in prospect.finishes):
        return NOTHING_IN_TIME.format(valid_to=said_day(end))
    return None


def _pays_more(policy: Policy, level: int, amount: int | None) -> bool:
    """Whether the plan reaches a level that earns more than the one held."""
    return (amount or 0) > max((cap.cap_cny * 100 for cap in policy.caps if cap.level <= level), default=0)


def _reached(level: int, prospect: Prospect) -> date | None:
    return min((day for got, day in prospect.reached.items() if got >= level), default=None)


def _amount(policy: Policy, level: int, prospect: Prospect) -> int | None:
    """The most it pays at the highest level held or reached before its end, in fen."""
    levels = [got for got, day in prospect.reached.items() if policy.valid_to is None or day <= policy.valid_to]
    best = max([level, *levels])
    caps = [cap.cap_cny * 100 for cap in policy.caps if cap.level <= best]
    return max(caps, default=None)
