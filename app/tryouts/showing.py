"""What the pages of try-outs show, put together from values alone."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.content.library import Initiative
from app.kit.text import Text
from app.planning.clashes import role_name
from app.planning.difference import PlanChange, difference, staff_days
from app.planning.values import Clash, Means, MoneyRange, Plan
from app.reports import wording
from app.tryouts.telling import Titles, quarter, say_relief, signed, signed_money, title_of
from app.tryouts.wishes import FREE, Work, left_out, wish_of

TRIABLE = frozenset({"excluded", "prerequisite", "over_budget", "no_hands", "no_time", "lower_value"})
"""Reasons that other means or wishes could lift; the others are facts about the firm."""
NO_REASON = Text(zh="不在现行方案里。", en="Not in the plan that stands.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One initiative a person may decide upon."""

    id: str
    title: Text
    note: Text
    wish: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is planned, what could be, and how many others are out for good reason."""

    planned: tuple[Row, ...]
    rejected: tuple[Row, ...]
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of a comparison: the values of both plans and the difference in words."""

    label: Text
    before: Text
    after: Text
    change: Text


def titles_of(initiatives: tuple[Initiative, ...]) -> Titles:
    """Initiatives by title."""
    return {one.id: one.title for one in initiatives}


def choices(plan: Plan, means: Means, titles: Titles) -> Choices:
    """The initiatives of a plan, then those it left out and that could be tried, each with the wish in force.

    means: wishes by the quarters of the plan to come.
    """

    def row(id: str, note: Text) -> Row:
        return Row(id=id, title=title_of(id, titles), note=note, wish=wish_of(means, id))

    planned = [
        row(item.initiative, _when(plan, item.initiative)) for item in plan.items if item.initiative not in means.done
    ]
    wanted = [one for one in plan.rejected if one.reason in TRIABLE or wish_of(means, one.initiative) != FREE]
    rejected = [row(one.initiative, one.detail) for one in wanted if one.initiative not in means.done]
    shown = {one.id for one in (*planned, *rejected)}
    stray = sorted({*means.must, *means.must_not, *means.locks} - shown - set(means.done))
    rejected += [row(id, NO_REASON) for id in stray]
    return Choices(planned=tuple(planned), rejected=tuple(rejected), others=len(plan.rejected) - len(wanted))


def _when(plan: Plan, id: str) -> Text:
    item = next(one for one in plan.items if one.initiative == id)
    when, cost = wording.months(item.starts_on, item.ends_on), wording.money(item.cost.typical)
    return Text(zh=f"{when.zh}，{cost.zh}", en=f"{when.en}, {cost.en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a try-out brings against the plan that stands; with clashes there is no change to show."""

    change: PlanChange | None
    figures: tuple[Figure, ...] = ()
    cash: tuple[Figure, ...] = ()
    hands: tuple[Figure, ...] = ()
    clashes: tuple[tuple[Clash, Text | None], ...] = ()
    left_out: tuple[str, ...] = ()
    """Work under way that the try-out would no longer hold."""
    by_hand: tuple[Text, ...] = ()
    """What everything set by hand costs against the best plan without it."""


def result_of(standing: Plan, tried: Plan | None, work: Work, by_hand: tuple[Text, ...] = ()) -> Result:
    """Against the plan that stands. tried: None when the planner gave up."""
    if tried is None or tried.clashes:
        return Result(change=None, clashes=tuple((one, say_relief(one)) for one in (tried.clashes if tried else ())))
    change = difference(standing, tried)
    return Result(
        change=change,
        figures=figures(standing, tried, change),
        cash=cash(change),
        hands=hands(change),
        left_out=left_out(work, [item.initiative for item in tried.items]),
        by_hand=by_hand,
    )


def span_of(money: MoneyRange) -> Text:
    """Typical, with low and high."""
    typical, around = wording.money(money.typical), wording.money_span(money.low, money.high)
    if money.low == money.high:
        return typical
    return Text(zh=f"{typical.zh}（{around.zh}）", en=f"{typical.en} ({around.en})")


def figures(before: Plan, after: Plan, change: PlanChange) -> tuple[Figure, ...]:
    """Money, score and days of both plans."""
    days = _line("人天合计", "Staff-days in all", sum(staff_days(before).values()), sum(staff_days(after).values()))
    return (
        Figure(
            label=Text(zh="费用：通常（低–高）", en="Cost: typical (low to high)"),
            before=span_of(before.cost),
            after=span_of(after.cost),
            change=signed_money(change.cost_more),
        ),
        Figure(
            label=Text(zh="规划期末得分", en="Score at the end"),
            before=wording.plain(wording.decimal(change.score[0])),
            after=wording.plain(wording.decimal(change.score[1])),
            change=signed(change.score_more),
        ),
        _line("规划期末等级", "Level at the end", *change.level),
        _line("举措数", "Initiatives", len(before.items), len(after.items)),
        days,
    )


def hands(change: PlanChange) -> tuple[Figure, ...]:
    """Staff-days by role."""
    out = []
    for role, (old, new) in change.days.items():
        label = role_name(role)
        out.append(
            Figure(label=label, before=wording.plain(str(old)), after=wording.plain(str(new)), change=signed(new - old))
        )
    return tuple(out)


def cash(change: PlanChange) -> tuple[Figure, ...]:
    """Typical cash, quarter by quarter."""
    return tuple(
        Figure(
            label=quarter(row.starts_on),
            before=wording.NONE if row.before is None else wording.money(row.before),
            after=wording.NONE if row.after is None else wording.money(row.after),
            change=signed_money((row.after or 0) - (row.before or 0)),
        )
        for row in change.cash
    )


def stages(before: Plan, after: Plan) -> tuple[Figure, ...]:
    """Of each stage: the score once it is through, and when the gate behind it falls."""
    out = []
    for number in (1, 2, 3):
        scores = [
            next((one.score_after for one in plan.stages if one.number == number), None) for plan in (before, after)
        ]
        if scores != [None, None]:
            out.append(_scores(number, scores))
        days = [gate_day(plan, number) for plan in (before, after)]
        if days != [None, None]:
            out.append(_gates(number, days))
    return tuple(out)


def gate_day(plan: Plan, number: int) -> date | None:
    """When the gate behind a stage falls: with the last work whose exit criterion it asks for. The last has none."""
    stage = next((one for one in plan.stages[:-1] if one.number == number), None)
    ends = [item.ends_on for item in plan.items if stage and item.initiative in stage.gate]
    return max(ends, default=None)


def _scores(number: int, scores: list[Fraction | None]) -> Figure:
    old, new = scores
    before, after = (wording.NONE if score is None else wording.plain(wording.decimal(score)) for score in scores)
    change = wording.NONE if old is None or new is None else signed(new - old)
    label = Text(zh=f"第 {number} 阶段之后的得分", en=f"Score after stage {number}")
    return Figure(label=label, before=before, after=after, change=change)


def _gates(number: int, days: list[date | None]) -> Figure:
    old, new = days
    before, after = (wording.NONE if day is None else wording.day(day) for day in days)
    unit = Text(zh="天", en="days")
    change = wording.NONE if old is None or new is None else signed((new - old).days, unit)
    label = Text(zh=f"第 {number} 阶段的关口", en=f"Gate after stage {number}")
    return Figure(label=label, before=before, after=after, change=change)


def _line(zh: str, en: str, before: int, after: int) -> Figure:
    old, new = wording.plain(f"{before:,}"), wording.plain(f"{after:,}")
    return Figure(label=Text(zh=zh, en=en), before=old, after=new, change=signed(after - before))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two plans beside each other."""

    change: PlanChange
    figures: tuple[Figure, ...]
    stages: tuple[Figure, ...]
    cash: tuple[Figure, ...]
    hands: tuple[Figure, ...]


def sides(one: Plan, other: Plan) -> Sides:
    """From one plan to another, line by line."""
    change = difference(one, other)
    return Sides(
        change=change,
        figures=figures(one, other, change),
        stages=stages(one, other),
        cash=cash(change),
        hands=hands(change),
    )
