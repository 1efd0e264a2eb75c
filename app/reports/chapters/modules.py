"""What an optional module says: its total and band, every dimension, where readings of its rule differ, its limits."""

from fractions import Fraction

from app.content.lenses import Parameter
from app.content.modules import Part
from app.content.parameters import read_as
from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.cases import Reading
from app.reports.chapters.readings import PREFIX
from app.reports.drawings import Bar, Bars
from app.reports.values import Block, Bullets, Callout, Chapter, Column, Figure, Heading, Paragraph, Row, Table, Unit
from app.scoring import score
from app.scoring.values import DimensionScore, Mark


def module(brief: Brief, reading: Reading, part: Part, number: str) -> Chapter:
    """The whole chapter; its sentences are phrases under `modules.<id of the module>`."""
    own, name = f"modules.{part.instrument.id}", f"{PREFIX}{reading.lens.id}"
    blocks: list[Block] = [
        Paragraph(text=_lead(brief, reading), tone="lead"),
        Paragraph(text=reading.lens.about),
        Figure(
            id=f"{name}-profile", caption=brief.say("modules.profile"), alt=_alt(reading), spec=_bars(brief, reading)
        ),
        _dimensions(brief, reading, f"{name}-dimensions"),
    ]
    blocks += [
        Heading(id=f"{name}-use", text=brief.say(f"{own}.use_title"), level=3),
        Bullets(items=brief.say.all(f"{own}.use")),
        *_disputed(brief, reading, part, name),
    ]
    limits = (reading.lens.notice, *brief.say.all(f"{own}.limits"))
    texts = tuple(text for text in limits if text is not None)
    blocks.append(Callout(tone="warn", title=brief.say(f"{own}.limits_title"), texts=texts))
    return Chapter(id=name, number=number, title=brief.say(f"{own}.title"), blocks=tuple(blocks))


def _lead(brief: Brief, reading: Reading) -> Text:
    say, mark = brief.say, reading.card.overall
    if mark.score is None:
        return say("others.none")
    if mark.at_least == mark.at_most:
        return say("modules.lead", score=_points(mark.score), band=brief.level_name(mark.level, reading))
    low, high = _points(mark.at_least), _points(mark.at_most)
    return say("modules.lead_range", low=low, high=high, band=_band(brief, reading, mark))


def _alt(reading: Reading) -> Text:
    spans = ((one.title, _span(one.mark)) for one in reading.card.dimensions)
    return wording.joined(Text(zh=f"{name.zh} {span.zh}", en=f"{name.en} {span.en}") for name, span in spans)


def _points(value: Fraction) -> str:
    return wording.decimal(value, 2)


def _span(mark: Mark) -> Text:
    if mark.at_least == mark.at_most:
        return wording.NONE if mark.score is None else wording.plain(_points(mark.score))
    return wording.plain(f"{_points(mark.at_least)}–{_points(mark.at_most)}")


def _band(brief: Brief, reading: Reading, mark: Mark) -> Text:
    low, high = brief.level_name(mark.level, reading), brief.level_name(mark.level_at_most, reading)
    return low if mark.level == mark.level_at_most else brief.say("modules.band_span", low=low, high=high)


def _bars(brief: Brief, reading: Reading) -> Bars:
    rows = tuple(
        Bar(label=one.title, value=float(one.mark.at_least), value_label=_span(one.mark))
        for one in reading.card.dimensions
    )
    return Bars(rows=rows, own=brief.say("modules.bar"))


def _dimensions(brief: Brief, reading: Reading, id: str) -> Table:
    say = brief.say
    rows = [_row(brief, reading, one) for one in reading.card.dimensions]
    whole = reading.card.overall
    total = (say("modules.total"), _span(whole), _band(brief, reading, whole), say("modules.total_note"))
    return Table(
        id=id,
        columns=(
            Column(title=say("modules.column_dimension"), width=28),
            Column(title=say("modules.column_points"), width=15, align="end"),
            Column(title=say("modules.column_band"), width=21),
            Column(title=say("modules.column_weak"), width=36),
        ),
        rows=(*rows, Row(cells=total, strong=True)),
    )


def _row(brief: Brief, reading: Reading, one: DimensionScore) -> Row:
    """A dimension: points, band, and each part of it in points out of ten, as the form counts them."""
    parts = wording.joined(
        (
            brief.say("modules.part", name=part.title, points=_span_of_ten(part.mark))
            for part in one.capabilities
            if len(one.capabilities) > 1
        ),
        zh="，",
        en=", ",
    )
    return Row(cells=(one.title, _span(one.mark), _band(brief, reading, one.mark), parts))


def _span_of_ten(mark: Mark) -> Text:
    low, high = (wording.decimal(value * 10 / mark.max) for value in (mark.at_least, mark.at_most))
    return wording.plain(low if low == high else f"{low}–{high}")


def _disputed(brief: Brief, reading: Reading, part: Part, name: str) -> list[Block]:
    """Points on which publications of the rule differ, with the total each other reading gives."""
    rows = [
        Row(cells=(one.title, one.choices[0].title, choice.title, _other_total(brief, reading, part, one, choice.id)))
        for one in reading.lens.parameters
        for choice in one.choices[1:]
    ]
    if not rows:
        return []
    table = Table(
        id=f"{name}-disputed",
        fold=True,
        columns=(
            Column(title=brief.say("modules.column_point"), width=20),
            Column(title=brief.say("modules.column_ours"), width=28),
            Column(title=brief.say("modules.column_theirs"), width=34),
            Column(title=brief.say("modules.column_then"), width=18, align="end"),
        ),
        rows=tuple(rows),
    )
    heading = Heading(id=f"{name}-disputed-title", text=brief.say("modules.disputed"), level=3)
    return [Unit(blocks=(heading, Paragraph(text=brief.say("modules.disputed_lead")), table))]


def _other_total(brief: Brief, reading: Reading, part: Part, parameter: Parameter, choice: str) -> Text:
    if not next(one for one in parameter.choices if one.id == choice).changes:
        return wording.NONE
    other = read_as(reading.lens, {parameter.id: choice})
    return _span(score(other, part.instrument, part.sheet, brief.case.company, trace=False).overall)
