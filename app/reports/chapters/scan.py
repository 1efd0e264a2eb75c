"""The two pages after a quick scan."""

from collections.abc import Iterable

from app.benchmarking.values import FigurePlace
from app.content.answers import AnswerState
from app.content.schema import Instrument
from app.kit.text import Text
from app.planning.firsts import FirstStep
from app.reports import wording
from app.reports.brief import Brief
from app.reports.chapters.frame import levels
from app.reports.chapters.profile import figures_table
from app.reports.chapters.summary import gaps, headline, strengths
from app.reports.drawings import Bar, Bars
from app.reports.values import (
    Block,
    Bullets,
    Chapter,
    Column,
    Figure,
    Paragraph,
    Point,
    Points,
    Reference,
    References,
    Row,
    Spread,
    Table,
)
from app.scoring.values import DimensionScore

MOST_FIGURES = 4


def where(brief: Brief) -> Chapter:
    """Level, dials, strengths, gaps, and every area."""
    say = brief.say
    head = headline(brief).model_copy(update={"level_label": say("quick.level_label")})
    won = strengths(brief).model_copy(update={"empty": say("quick.no_strengths")})
    blocks: tuple[Block, ...] = (head, Spread(left=won, right=gaps(brief)), _areas(brief), levels(brief))
    return Chapter(id="scan", number="1", title=say("quick.scan"), blocks=blocks)


def _areas(brief: Brief) -> Figure:
    say, rows = brief.say, brief.dimensions
    spoken = wording.joined(
        (say("quick.area_row", name=one.title, own=brief.score(one.mark)) for one in rows), zh="，", en=", "
    )
    columns = (
        Column(title=say("quick.column_area"), width=70),
        Column(title=say("quick.column_score"), width=30, align="end"),
    )
    cells = tuple(Row(cells=(one.title, brief.score(one.mark))) for one in rows)
    bars = tuple(_bar(brief, one) for one in rows)
    is_open = any(one.compare is not None for one in bars)
    return Figure(
        id="areas",
        caption=say("quick.areas"),
        alt=say("quick.areas_alt", rows=spoken),
        spec=Bars(rows=bars, own=say("quick.areas_own"), other=say("quick.areas_most") if is_open else None),
        table=Table(id="areas-table", columns=columns, rows=cells),
    )


def _bar(brief: Brief, one: DimensionScore) -> Bar:
    low, high = float(one.mark.at_least), float(one.mark.at_most)
    known = one.mark.score is not None
    return Bar(
        label=one.title,
        value=low if known else 0.0,
        value_label=brief.score(one.mark),
        compare=high if high != low else None,
    )


def steps(brief: Brief, found: Iterable[FirstStep], *, is_known: bool) -> Chapter:
    """What to begin with, and what its first year costs."""
    say = brief.say
    items = tuple(_step(brief, one) for one in found)
    blocks: list[Block] = [
        Points(title=say("quick.steps_title"), tone="accent", items=items, empty=say("quick.no_steps"))
    ]
    if items:
        key = "quick.prices_own" if is_known else "quick.prices"
        blocks.append(Paragraph(text=say(key, people=f"{brief.case.company.headcount:,}"), tone="small"))
    lead = say("quick.steps_lead") if items else None
    return Chapter(id="steps", number="2", title=say("quick.steps"), lead=lead, blocks=tuple(blocks))


def _step(brief: Brief, step: FirstStep) -> Point:
    one, cost = step
    weeks = wording.count(one.weeks, "周", "week")
    if not cost.high:
        text = brief.say("quick.step_free", why=one.why, weeks=weeks)
        return Point(title=one.title, text=text, figure=brief.say("quick.free"))
    span = wording.money_span(cost.low, cost.high)
    text = brief.say("quick.step", why=one.why, weeks=weeks, span=span)
    return Point(title=one.title, text=text, figure=wording.money(cost.typical))


def beside(brief: Brief) -> Chapter:
    """What can honestly be compared, and why there is no rank."""
    say, found = brief.say, _comparable(brief)
    if not found:
        blocks: tuple[Block, ...] = (Paragraph(text=say("quick.beside_none")),)
        return Chapter(id="beside", number="3", title=say("quick.beside"), blocks=blocks)
    rows: list[Block] = [Paragraph(text=say("quick.beside_lead")), figures_table(brief, found)]
    if any(one.pins.kind == "estimate" for one in found):
        rows.append(Paragraph(text=say("quick.beside_prior"), tone="small"))
    return Chapter(id="beside", number="3", title=say("quick.beside"), blocks=tuple(rows))


def _comparable(brief: Brief) -> tuple[FigurePlace, ...]:
    standing = brief.reading.standing
    figures = standing.figures if standing else ()
    return tuple(one for one in figures if one.own is not None)[:MOST_FIGURES]


def more(brief: Brief, full: Instrument) -> Chapter:
    """What the full assessment gives besides."""
    minutes = sum(one.minutes for one in full.questions)
    first, *rest = brief.say.all("quick.more_items")
    first = first.format(title=full.title, questions=len(full.questions), minutes=wording.decimal(minutes, 0))
    blocks: tuple[Block, ...] = (Bullets(items=(first, *rest)),)
    return Chapter(id="more", number="4", title=brief.say("quick.more"), blocks=blocks)


def limits(brief: Brief, *, is_known: bool, address: str | None) -> Chapter:
    """How far the result can be trusted, what to find out, and the way back to it."""
    say = brief.say
    *items, kept = say.all("quick.limit_items")
    items.append(say("quick.limit_own") if is_known else kept)
    for key, state in (("quick.unknown", AnswerState.DONT_KNOW), ("quick.open", AnswerState.UNANSWERED)):
        names = _names(brief, state)
        if names:
            items.append(say(key, names=wording.listed(names)))
    blocks: list[Block] = [Bullets(items=tuple(items))]
    if address:
        again = Reference(text=say("quick.again"), note=say("quick.again_note"), address=address)
        blocks.append(References(items=(again,)))
    return Chapter(id="limits", number="5", title=say("quick.limits"), blocks=tuple(blocks))


def _names(brief: Brief, state: AnswerState) -> list[Text]:
    """Short names of the questions in a state, each once."""
    return list({one.en: one for one in (brief.short(question.id) for question in brief.in_state(state))}.values())
