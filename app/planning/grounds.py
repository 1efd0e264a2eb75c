"""Why a policy concerns a firm or not, condition by condition, and what to do about those that are open. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.content.answers import AnswerSheet
from app.content.conditions import Condition
from app.content.firm import Company
from app.content.library import Policy
from app.content.path import Facts, facts_of, truth
from app.content.schema import Instrument
from app.kit.text import Text
from app.planning.eligibility import TRUSTED, Prospect
from app.planning.quarters import said_day
from app.planning.unmet import described, unmet

State = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One condition of a policy. todo: how to meet it, or how to find out; None where nothing can be done."""

    state: State
    text: Text
    todo: Text | None = None


PLACE = Text(zh="地区：{places}", en="Area: {places}")
TRADE = Text(zh="面向本行业", en="Meant for your trade")
SIZE_LEAST = Text(zh="人数不少于 {n} 人（您的企业 {have} 人）", en="At least {n} people (you have {have})")
SIZE_MOST = Text(zh="人数不超过 {n} 人（您的企业 {have} 人）", en="At most {n} people (you have {have})")
SCALE = Text(zh="规模以上企业：年主营收入 2000 万元及以上", en="Yearly revenue of CNY 20 million or more")
LEVEL = Text(zh="达到官方 {need} 级（目前估算 {have} 级）", en="Official level {need} reached (estimated now: {have})")
LEVEL_BY = Text(zh="按路线图，最迟 {day} 达到。", en="By your roadmap it is reached by {day} at the latest.")
LEVEL_NEVER = Text(
    zh="现在的路线图达不到；可以在“调整预算、人手或时间”里把它设为目标。",
    en="Your roadmap does not reach it; set it as the goal under “Change budget, hands or time”.",
)
CASE = Text(zh="符合它的适用情形", en="Its own conditions hold for you")
ASK_ANSWER = Text(zh="补答相关问题，就能判断。", en="Answer that question, and it can be judged.")
OPEN_NOW = Text(zh="已在受理期内", en="Open for applications")
OPENS = Text(zh="{day} 起受理", en="Opens on {day}")
ENDS = Text(zh="{day} 前办理", en="Ends on {day}")
NO_END = Text(zh="没有公布截止日期", en="No end date published")
ASK_END = Text(zh="向主管部门问清截止日期。", en="Ask the authority for the last day.")
SOURCE = Text(zh="来源可靠", en="The source is reliable")
ASK_SOURCE = Text(
    zh="我们没有找到官方原文，请向当地主管部门核实后再作安排。",
    en="We found no official text: check with the local authority before you plan on it.",
)
CALL = Text(zh="当年申报通知已发布，并列入您的企业", en="This year’s call is out and includes your firm")
ASK_CALL = Text(
    zh="关注市工信局的申报通知；通知没出来以前，不要把这笔钱算进预算。",
    en="Watch for your city industry bureau’s call; until then, do not count the money.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The firm a policy is held against. level: the official level held (estimate), 0 without one."""

    company: Company
    sheet: AnswerSheet
    level: int


def grounds_of(policy: Policy, applicant: Applicant, as_of: date, *, prospect: Prospect) -> tuple[Ground, ...]:
    """Every condition of a policy on a day."""
    return (
        *_place(policy, applicant.company),
        *_size(policy, applicant.company),
        *_level(policy, applicant.level, prospect),
        *_case(policy, applicant, prospect.instrument),
        *_days(policy, as_of),
        *_certainty(policy),
    )


def _place(policy: Policy, company: Company) -> Iterator[Ground]:
    if policy.cities or policy.towns:
        cities = {company.city, *(site.city for site in company.sites if site.city)}
        towns = {town for town in (company.town, *(site.town for site in company.sites)) if town}
        fits = (not policy.cities or cities & set(policy.cities)) and (not policy.towns or towns & set(policy.towns))
        places = policy.province or Text(zh="指定城市", en="named cities")
        named = Text(zh=f"{places.zh}指定的城市或镇街", en=f"cities or towns named in {places.en}")
        yield Ground(state="met" if fits else "not_met", text=PLACE.format(places=named))
    if policy.industries:
        yield Ground(state="met" if company.industry in policy.industries else "not_met", text=TRADE)


def _size(policy: Policy, company: Company) -> Iterator[Ground]:
    have = company.headcount
    for bound, words, holds in (
        (policy.min_headcount, SIZE_LEAST, have >= (policy.min_headcount or 0)),
        (policy.max_headcount, SIZE_MOST, have <= (policy.max_headcount or have)),
    ):
        if bound is not None:
            yield Ground(state="met" if holds else "not_met", text=words.format(n=bound, have=have))
    if policy.above_scale_only:
        yield Ground(state="met" if company.above_scale else "not_met", text=SCALE)


def _level(policy: Policy, level: int, prospect: Prospect) -> Iterator[Ground]:
    need = policy.min_level or min((cap.level for cap in policy.caps), default=0)
    if not need:
        return
    text = LEVEL.format(need=need, have=level)
    if level >= need:
        yield Ground(state="met", text=text)
        return
    day = min((day for got, day in prospect.reached.items() if got >= need), default=None)
    yield Ground(state="not_met", text=text, todo=LEVEL_BY.format(day=said_day(day)) if day else LEVEL_NEVER)


def _case(policy: Policy, applicant: Applicant, instrument: Instrument | None) -> Iterator[Ground]:
    if policy.when is None or instrument is None:
        return
    facts, _ = facts_of(instrument, applicant.sheet, applicant.company)
    for part in policy.when.all or (policy.when,):
        yield _judged(part, facts, instrument)


def _judged(part: Condition, facts: Facts, instrument: Instrument) -> Ground:
    holds = truth(part, facts)
    if holds is True:
        return Ground(state="met", text=described(part, instrument) or CASE)
    why = unmet(part, facts, instrument) or CASE
    return Ground(state="unknown", text=why, todo=ASK_ANSWER) if holds is None else Ground(state="not_met", text=why)


def _days(policy: Policy, as_of: date) -> Iterator[Ground]:
    if policy.kind == "duty":
        return
    if policy.valid_from is not None and policy.valid_from > as_of:
        yield Ground(state="not_met", text=OPENS.format(day=said_day(policy.valid_from)))
    elif policy.valid_from is not None:
        yield Ground(state="met", text=OPEN_NOW)
    if policy.valid_to is not None:
        yield Ground(state="met", text=ENDS.format(day=said_day(policy.valid_to)))
    elif policy.kind == "subsidy":
        yield Ground(state="unknown", text=NO_END, todo=ASK_END)


def _certainty(policy: Policy) -> Iterator[Ground]:
    if policy.source.confidence in TRUSTED:
        yield Ground(state="met", text=SOURCE)
    else:
        yield Ground(state="unknown", text=SOURCE, todo=ASK_SOURCE)
    if policy.kind == "subsidy":
        yield Ground(state="unknown", text=CALL, todo=ASK_CALL)
