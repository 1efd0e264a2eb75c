"""Differences of means and plans as sentences in both languages. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from app.kit.text import Text
from app.planning.clashes import role_name
from app.planning.difference import PlanChange
from app.planning.values import Clash, Means, Plan
from app.reports import wording
from app.reports.handmade import WHAT, say_against, say_without

Titles = Mapping[str, Text]
MANY = 4
"""Moves told one by one; more are counted."""
Told = dict[str, Text | str | int]
GOALS: Mapping[str, Text] = {
    "improvement": Text(zh="提升最多", en="most improvement"),
    "level": Text(zh="按期达到等级、花钱最少", en="a level by a date for the least money"),
    "payback": Text(zh="省回的钱最多", en="most money back"),
}
SAME = Text(zh="举措和季度都没有变化。", en="The same work in the same quarters.")
SAME_MEANS = Text(zh="条件没有变化。", en="The same means.")
RELAX: Mapping[str, Text] = {
    "budget": Text(zh="提高这一年的预算", en="Raise this year's budget"),
    "staff": Text(zh="多给些人天", en="Give more days"),
    "parallel": Text(zh="允许同时多做几项", en="Allow more at once"),
    "horizon": Text(zh="把规划期延长", en="Plan further ahead"),
    "must": Text(zh="不再要求一定做", en="No longer insist on it"),
    "must_not": Text(zh="不再排除", en="No longer rule it out"),
    "lock": Text(zh="不再固定季度", en="Let it begin in another quarter"),
    "place": Text(zh="改动或撤回这条设定", en="Change this, or take it back"),
    "own": Text(zh="改动或撤回这条设定", en="Change this, or take it back"),
    "cost": Text(zh="改动或撤回这条设定", en="Change this, or take it back"),
    "target": Text(zh="换一个等级或日期", en="Choose another level or date"),
}
"""What a person can do about one member of a clash; the other kinds cannot be given up."""
FIXED = Text(zh="这一条改不了，请放宽其他几条中的一条。", en="This cannot be changed: give way on one of the others.")


def signed_money(fen: int) -> Text:
    """+CNY 1,200 or −CNY 1,200; plain nothing for none."""
    if fen == 0:
        return Text(zh="不变", en="no change")
    amount, sign = wording.money(abs(fen)), "+" if fen > 0 else "−"
    return Text(zh=sign + amount.zh, en=sign + amount.en)


def signed(value: Fraction | int, unit: Text | None = None) -> Text:
    """+1.2, −3, or no change."""
    number = wording.decimal(abs(Fraction(value)))
    if number == "0":
        return Text(zh="不变", en="no change")
    sign = "+" if value > 0 else "−"
    zh, en = (f" {unit.zh}", f" {unit.en}") if unit else ("", "")
    return Text(zh=f"{sign}{number}{zh}", en=f"{sign}{number}{en}")


def names(ids: Iterable[str], titles: Titles) -> Text:
    """Initiatives by title, quoted."""
    return wording.listed([title_of(id, titles) for id in ids], quoted=True)


def title_of(id: str, titles: Titles) -> Text:
    """The title of an initiative; its id when the library no longer knows it."""
    return titles.get(id) or wording.plain(id)


def quarter(on: date) -> Text:
    """A quarter by the month it begins in."""
    return wording.period(on)


def say_change(change: PlanChange, titles: Titles) -> tuple[Text, ...]:
    """What a later plan does otherwise, one sentence each: work, then money and score."""
    out: list[Text] = [] if not change.is_none else [SAME]
    if change.came:
        out.append(_say("新增{names}。", "Added: {names}.", names=names(change.came, titles)))
    if change.went:
        gone = names([one.initiative for one in change.went], titles)
        out.append(_say("不再安排{names}。", "No longer planned: {names}.", names=gone))
    if len(change.moved) > MANY:
        out.append(
            _say("另有 {count} 项换了开始的季度。", "{count} begin in another quarter.", count=len(change.moved))
        )
        return (*out, *_worth(change))
    for one in change.moved:
        told: Told = {"title": title_of(one.initiative, titles)}
        told |= {"before": wording.month(one.before), "after": wording.month(one.after)}
        words = "“{title}” begins in {after} instead of {before}."
        out.append(_say("“{title}”由{before}改到{after}开始。", words, **told))
    return (*out, *_worth(change))


def _worth(change: PlanChange) -> list[Text]:
    out = []
    if change.cost_more:
        out.append(_say("总费用（通常值）{more}。", "Cost, typical: {more}.", more=signed_money(change.cost_more)))
    if signed(change.score_more).en != "no change":
        out.append(_say("规划期末得分{more}。", "Score at the end: {more}.", more=signed(change.score_more)))
    return out


def say_means(before: Means, after: Means, titles: Titles) -> tuple[Text, ...]:
    """What a person changed about the means, one sentence each."""
    out = [*_budgets(before, after), *_hands(before, after), *_time(before, after)]
    if before.goal != after.goal:
        out.append(_say("目标改为{goal}。", "Goal: {goal}.", goal=GOALS[after.goal]))
    wishes = (
        ("一定要做", "Must be in", before.must, after.must),
        ("一定不做", "Must not be in", before.must_not, after.must_not),
        ("已完成", "Done", before.done, after.done),
    )
    for zh, en, old, new in wishes:
        more, fewer = sorted(set(new) - set(old)), sorted(set(old) - set(new))
        if more:
            out.append(_say(zh + "：{names}。", en + ": {names}.", names=names(more, titles)))
        if fewer:
            out.append(
                _say(f"不再要求“{zh}”：{{names}}。", f"No longer “{en}”: {{names}}.", names=names(fewer, titles))
            )
    return (*out, *_locks(before, after, titles), *_by_hand(before, after, titles)) or (SAME_MEANS,)


def _budgets(before: Means, after: Means) -> list[Text]:
    rows = []
    for year in sorted({*before.budget_by_year, *after.budget_by_year}):
        old, new = before.budget_by_year.get(year), after.budget_by_year.get(year)
        if old is not None and new is not None and old != new:
            told: Told = {"year": year, "old": wording.money(old), "new": wording.money(new)}
            rows.append(_say("{year} 年预算：{old} → {new}。", "Budget {year}: {old} → {new}.", **told))
    return rows


def _hands(before: Means, after: Means) -> list[Text]:
    rows = []
    for role in dict.fromkeys((*before.staff_days, *after.staff_days)):
        old, new = before.staff_days.get(role, 0), after.staff_days.get(role, 0)
        if old != new:
            told: Told = {"role": role_name(role), "old": old, "new": new}
            rows.append(_say("{role}每季度 {old} → {new} 人天。", "Days a quarter, {role}: {old} → {new}.", **told))
    return rows


def _time(before: Means, after: Means) -> list[Text]:
    rows = []
    if before.horizon != after.horizon:
        told = {"old": before.horizon, "new": after.horizon}
        rows.append(_say("规划期：{old} → {new} 个季度。", "Quarters ahead: {old} → {new}.", **told))
    if before.parallel != after.parallel:
        told = {"old": before.parallel, "new": after.parallel}
        rows.append(_say("同时最多做：{old} → {new} 项。", "At most at once: {old} → {new}.", **told))
    return rows


def _locks(before: Means, after: Means, titles: Titles) -> list[Text]:
    rows = []
    for id in sorted({*before.locks, *after.locks}):
        at = after.locks.get(id)
        if at == before.locks.get(id):
            continue
        title = title_of(id, titles)
        if at is None:
            rows.append(_say("“{title}”不再固定季度。", "“{title}” is no longer tied to a quarter.", title=title))
        else:
            told: Told = {"title": title, "number": at + 1}
            rows.append(_say("“{title}”固定在第 {number} 季度。", "“{title}” is tied to quarter {number}.", **told))
    return rows


def _by_hand(before: Means, after: Means, titles: Titles) -> list[Text]:
    """What was set by hand, and what no longer is."""
    old, new = {one.id: one for one in before.edits}, {one.id: one for one in after.edits}
    rows = []
    for id in (*(id for id in new if id not in old), *(id for id in old if id not in new)):
        edit = new.get(id) or old[id]
        told: Told = {"title": title_of(edit.initiative, titles), "what": WHAT[edit.kind].format(side=edit.side)}
        if id in new:
            rows.append(_say("“{title}”：{what}。", "“{title}”: {what}.", **told))
        else:
            rows.append(_say("“{title}”：不再{what}。", "“{title}”: no longer {what}.", **told))
    return rows


DEAREST = Text(zh="代价最大的一条是“{title}”：{what}。", en="What costs most is “{title}”: {what}.")
ALL_FREE = Text(zh="每一条单独撤回都不会让规划更好。", en="Taking back any one of them makes the plan no better.")


def say_shaping(plan: Plan, means: Means, titles: Titles) -> tuple[Text, ...]:
    """What everything set by hand costs against the best plan without, and which of it costs most."""
    told = plan.shaping
    if told is None:
        return ()
    dearest = next((one for one in means.edits if one.id == told.dearest), None)
    spared = next((one.worth for one in told.without if one.edit == told.dearest), None)
    if dearest is None or spared is None:
        return (say_against(told), ALL_FREE) if told.without else (say_against(told),)
    title, what = title_of(dearest.initiative, titles), WHAT[dearest.kind].format(side=dearest.side)
    return say_against(told), DEAREST.format(title=title, what=what), say_without(told.edited, spared)


def say_relief(clash: Clash) -> Text | None:
    """What a person can do about it; None where nothing can."""
    return RELAX.get(clash.constraint.partition(":")[0])


def _say(zh: str, en: str, **values: Text | str | int) -> Text:
    return Text(zh=zh, en=en).format(**values)
