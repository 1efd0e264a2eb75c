"""What the page of a plan shaped by hand shows, put together from values alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kit.text import Text
from app.planning.quarters import spans
from app.planning.values import Edit, MoneyRange, Plan
from app.reports import wording
from app.roadmaps.means import HALF, LONGEST
from app.roadmaps.models import Roadmap, RoadmapEdit
from app.shapings.wording import COSTS, COSTS_YEARLY, OWN, SET_TO
from app.tryouts.telling import Titles, title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One initiative of the plan that stands, or work added since. number: its stage, 0 while it has none."""

    id: str
    title: Text
    note: Text
    number: int
    edits: tuple["Told", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One edit in words. counts: whether the plan that stands was made with it."""

    id: UUID
    kind: str
    title: Text
    says: Text
    side: str
    reason: str
    by: str
    made_at: datetime
    ended_at: datetime | None
    ended_by: str
    counts: bool


def tell(row: RoadmapEdit, standing: Roadmap, titles: Titles, named: Mapping[UUID, str]) -> Told:
    """A row in words."""
    edit = row.edit
    return Told(
        id=row.id,
        kind=row.kind,
        title=title_of(row.initiative, titles),
        says=say_edit(edit),
        side=edit.side,
        reason=edit.reason,
        by=named.get(row.made_by_id, "") if row.made_by_id else "",
        made_at=row.created_at,
        ended_at=row.ended_at,
        ended_by=named.get(row.ended_by_id, "") if row.ended_by_id else "",
        counts=any(one.id == str(row.id) for one in standing.means.edits),
    )


def say_edit(edit: Edit) -> Text:
    """What an edit sets, without about what."""
    if edit.kind == "place":
        return _window(edit)
    once = span_of(edit.once) if edit.once else wording.NONE
    costs = COSTS.format(once=once)
    if edit.yearly is not None and (edit.kind == "cost" or edit.yearly.high):
        costs = COSTS_YEARLY.format(costs=costs, yearly=span_of(edit.yearly))
    return OWN.format(costs=costs) if edit.kind == "own" else costs


def _window(edit: Edit) -> Text:
    first, last = (wording.period(day - HALF) if day else None for day in (edit.earliest, edit.latest))
    if first is not None and last is not None:
        same = edit.earliest == edit.latest
        return SET_TO["fixed" if same else "between"].format(first=first, last=last)
    if first is not None:
        return SET_TO["not_before"].format(first=first)
    return SET_TO["not_after"].format(last=last or wording.NONE)


def span_of(money: MoneyRange) -> Text:
    """Typical, with low and high."""
    typical, around = wording.money(money.typical), wording.money_span(money.low, money.high)
    if money.low == money.high:
        return typical
    return Text(zh=f"{typical.zh}（{around.zh}）", en=f"{typical.en} ({around.en})")


def lines(plan: Plan, told: tuple[Told, ...], rows: list[RoadmapEdit], titles: Titles) -> tuple[Line, ...]:
    """The work of a plan by start, then work set by hand that it does not hold."""
    by_id = {row.id: row.initiative for row in rows}
    live = [one for one in told if one.ended_at is None]

    def line(id: str, note: Text, number: int) -> Line:
        mine = tuple(one for one in live if by_id[one.id] == id)
        return Line(id=id, title=title_of(id, titles), note=note, number=number, edits=mine)

    out = []
    for item in plan.items:
        when, cost = wording.months(item.starts_on, item.ends_on), span_of(item.cost)
        note = Text(zh=f"{when.zh}，{cost.zh}", en=f"{when.en}, {cost.en}")
        out.append(line(item.initiative, note, item.stage))
    known = {item.initiative for item in plan.items}
    fresh = dict.fromkeys(by_id[one.id] for one in live if by_id[one.id] not in known)
    return (*out, *(line(id, Text(zh="现行方案里还没有。", en="Not in the plan that stands yet."), 0) for id in fresh))


def quarter_now(standing: Roadmap, id: str, start: date) -> int:
    """The quarter, counted from a plan that begins on `start`, in which the plan that stands has something begin."""
    item = next((one for one in standing.plan.items if one.initiative == id), None) if standing.plan else None
    if item is None:
        return 0
    middle = spans(standing.means.start, item.first_quarter + 1)[-1].starts_on + HALF
    return next((one.index for one in spans(start, LONGEST) if middle <= one.ends_on), LONGEST - 1)
