"""The timeline of a plan beside another's: the same drawing as in the report, with a word for what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.kit.text import Lang, Text
from app.kit.timeline import Frame, Span, timeline
from app.planning.difference import PlanChange
from app.planning.values import Means, Plan
from app.reports import wording
from app.tryouts.telling import Titles, title_of

WIDTH = 312
"""Pixels, as on a phone; a wider column draws the same larger."""
ONLY_HERE = Text(zh="［仅此方案］{title}", en="[only here] {title}")
MOVED = Text(zh="［改期］{title}", en="[moved] {title}")
NAMES = (
    Text(zh="小试点", en="small pilot"),
    Text(zh="阶段关口", en="gate"),
    Text(zh="不上线的时段", en="quiet time"),
)
STAGE = Text(zh="第 {number} 阶段", en="Stage {number}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan to draw, and the words of its rows."""

    plan: Plan
    means: Means
    labels: Mapping[str, Text]


def draw_pair(one: Drawn, other: Drawn, lang: Lang, titles: tuple[str, str]) -> tuple[Markup, Markup]:
    """Both as SVG. titles: their text alternatives."""
    first, second = (_draw(drawn, lang, title) for drawn, title in zip((one, other), titles, strict=True))
    return Markup(first), Markup(second)  # noqa: S704  drawn by us, text escaped by the canvas


def _draw(drawn: Drawn, lang: Lang, title: str) -> str:
    plan = drawn.plan
    spans = tuple(
        Span(
            label=drawn.labels[item.initiative].get(lang),
            start=_where(plan, item.starts_on),
            end=_where(plan, item.ends_on),
            stage=item.stage,
            pilot=item.is_pilot,
        )
        for item in plan.items
    )
    quiet = [(_where(plan, first), _where(plan, last)) for first, last in drawn.means.blackouts]
    frame = Frame(
        quarters=tuple(wording.period(one.starts_on, broken=True).get(lang) for one in plan.quarters),
        stages=tuple((_where(plan, one.ends_on), STAGE.format(number=one.number).get(lang)) for one in plan.stages),
        quiet=tuple(pair for pair in quiet if pair[1] > pair[0]),
    )
    pilot, gate, pause = (name.get(lang) for name in NAMES)
    return timeline(spans, frame, names=(pilot, gate, pause), title=title, width=WIDTH)


def marked(plan: Plan, change: PlanChange, titles: Titles) -> dict[str, Text]:
    """The titles of a plan's work, with a word before those the other plan lacks or has in another quarter."""
    only = {*change.came, *(one.initiative for one in change.went)}
    moved = {one.initiative for one in change.moved}
    out = {}
    for item in plan.items:
        id = item.initiative
        words = ONLY_HERE if id in only else MOVED if id in moved else None
        out[id] = words.format(title=title_of(id, titles)) if words else title_of(id, titles)
    return out


def _where(plan: Plan, on: date) -> float:
    """A date in quarters from the plan's first, kept inside the plan."""
    for index, quarter in enumerate(plan.quarters):
        if on <= quarter.ends_on:
            length = (quarter.ends_on - quarter.starts_on).days + 1
            return index + max((on - quarter.starts_on).days, 0) / length
    return float(len(plan.quarters))
