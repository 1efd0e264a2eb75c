"""A page a dimension: score beside others, how far each capability has come, the answers that decide, what to do."""

from fractions import Fraction

from app.kit.text import Text
from app.planning.values import Gain, PlannedItem
from app.reports import wording
from app.reports.brief import STRONG, Brief, Finding
from app.reports.drawings import Bar, Bars
from app.reports.values import (
    Block,
    Chapter,
    Column,
    Fact,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Point,
    Points,
    Row,
    Table,
    Unit,
)
from app.scoring.values import DimensionScore

MOST = 6
"""Answers shown of one dimension; the appendix has them all."""
REMEDIES = 4
SITES = 3
LATER = 3


def dimensions(brief: Brief, number: str) -> Chapter:
    """All dimensions, one to a page on paper."""
    say = brief.say
    return Chapter(
        id="dimensions",
        number=number,
        title=say("dimension.chapter"),
        lead=say("dimension.chapter_lead"),
        blocks=tuple(_unit(brief, dimension) for dimension in brief.dimensions),
    )


def _unit(brief: Brief, dimension: DimensionScore) -> Unit:
    rows = brief.of(dimension.id)
    aside = None if dimension.mark.score is None else brief.level(dimension.mark)
    blocks: list[Block] = [
        Heading(id=f"dimension-{dimension.id}", text=dimension.title, aside=aside, why=brief.why(dimension)),
        _figures(brief, dimension),
        Paragraph(text=_lead(brief, dimension, rows)),
    ]
    if rows:
        bars = _bars(brief, dimension, rows)
        blocks += [bars, _answers(brief, dimension, rows)]
    weakest = _weakest(brief, rows)
    if weakest:
        blocks.append(Paragraph(text=weakest, tone="small"))
    if brief.plan:
        blocks.append(_remedies(brief, dimension, rows))
    later = _later(brief, rows)
    if later:
        blocks.append(Paragraph(text=later, tone="small"))
    return Unit(blocks=tuple(blocks))


def _figures(brief: Brief, dimension: DimensionScore) -> Facts:
    """Own score, that of firms alike, where the roadmap leads, the weight."""
    say, standing = brief.say, brief.reading.standing
    typical = standing.profile.get(dimension.id) if standing else None
    kind = standing.profile_pins.kind if standing and standing.profile_pins else "estimate"
    target = brief.target(dimension)
    return Facts(
        items=(
            Fact(
                label=say("dimension.own"),
                value=brief.score(dimension.mark),
                note=say("summary.score_note"),
                tone="accent",
            ),
            Fact(label=say("dimension.typical"), value=_figure(typical), note=say(f"word.kind.{kind}")),
            Fact(label=say("dimension.target"), value=_figure(target), note=say("dimension.target_note")),
            Fact(
                label=say("dimension.weight"),
                value=wording.plain(wording.percent(dimension.weight)),
                note=say("dimension.weight_note"),
            ),
        )
    )


def _figure(value: Fraction | None) -> Text:
    return wording.NONE if value is None else wording.plain(wording.decimal(value))


def _lead(brief: Brief, dimension: DimensionScore, rows: tuple[Finding, ...]) -> Text:
    say, mark = brief.say, dimension.mark
    if mark.score is None or not rows:
        return say("dimension.lead_none", name=dimension.title)
    open_ones = mark.coverage < 1 and mark.at_least != mark.at_most
    first = say("dimension.lead_range") if open_ones else _compared(brief, dimension, mark.score)
    told = wording.sentences(first, _best(brief, dimension, rows), _worst(brief, rows))
    return told if told != wording.NONE else say("dimension.lead", score=wording.decimal(mark.score))


def _compared(brief: Brief, dimension: DimensionScore, score: Fraction) -> Text | None:
    standing = brief.reading.standing
    typical = standing.profile.get(dimension.id) if standing else None
    if typical is None:
        return None
    gap = score - typical
    if abs(gap) < 3:
        return brief.say("dimension.same")
    key = "dimension.above" if gap > 0 else "dimension.below"
    return brief.say(key, gap=wording.decimal(abs(gap), 0))


def _best(brief: Brief, dimension: DimensionScore, rows: tuple[Finding, ...]) -> Text | None:
    """The capability that has come furthest, if far enough to be praised and not the one named next."""
    worst = _dearest(brief, rows)
    shares = {key: share for key, share in brief.shares.items() if key[0] == dimension.id and share >= STRONG}
    if not shares or worst is None or worst.lost == 0:
        return None
    key = max(shares, key=lambda key: shares[key])
    if key[1] == worst.capability.id:
        return None
    title = next(row.capability.title for row in rows if row.capability.id == key[1])
    return brief.say("dimension.best", capability=title, share=wording.percent(shares[key]))


def _dearest(brief: Brief, rows: tuple[Finding, ...]) -> Finding | None:
    """The answer that costs most; where anything falls short of a strength, nothing that is one is blamed."""
    known = [row for row in rows if row.line.why in ("answered", "dont_know")]
    short = [row for row in known if brief.share(row) < STRONG]
    return max(short or known, key=lambda row: row.lost, default=None)


def _worst(brief: Brief, rows: tuple[Finding, ...]) -> Text | None:
    worst = _dearest(brief, rows)
    if worst is None:
        return None
    if worst.lost == 0:
        return brief.say("dimension.full") if all(row.lost == 0 for row in rows) else None
    key = "dimension.room" if brief.share(worst) >= STRONG else "dimension.most"
    return brief.say(
        key,
        capability=worst.capability.title,
        max=wording.decimal(worst.line.max),
        points=wording.decimal(worst.line.points),
        answer=worst.answer,
    )


def _measured(brief: Brief, dimension: DimensionScore, rows: tuple[Finding, ...]) -> tuple[Bar, ...]:
    bars = []
    for capability in dimension.capabilities:
        own = tuple(row for row in rows if row.capability.id == capability.id)
        top = sum((row.line.max for row in own), Fraction(0))
        if not top:
            continue
        share = sum((row.line.points for row in own), Fraction(0)) / top
        after = brief.after(own) if brief.items else None
        bar = Bar(
            label=capability.title,
            value=float(share * 100),
            value_label=wording.plain(wording.percent(share)),
            compare=float(max(after, share) * 100) if after is not None else None,
        )
        bars.append((top, bar))
    bars.sort(key=lambda pair: -pair[0])
    return tuple(bar for _, bar in bars)


def _bars(brief: Brief, dimension: DimensionScore, rows: tuple[Finding, ...]) -> Figure:
    say, drawn = brief.say, _measured(brief, dimension, rows)
    spoken = wording.joined(
        (Text(zh=f"{bar.label.zh} {bar.value_label.zh}", en=f"{bar.label.en} {bar.value_label.en}") for bar in drawn),
        zh="，",
        en=", ",
    )
    return Figure(
        id=f"bars-{dimension.id}",
        caption=say("dimension.bars"),
        alt=say("dimension.bars_alt", rows=spoken),
        spec=Bars(rows=drawn, own=say("dimension.bar_own"), other=say("dimension.bar_target") if brief.items else None),
    )


def points_of(points: Fraction, top: Fraction) -> Text:
    """Points earned of points possible."""
    return wording.plain(f"{wording.decimal(points)} / {wording.decimal(top)}")


def _answers(brief: Brief, dimension: DimensionScore, rows: tuple[Finding, ...]) -> Table:
    say = brief.say
    merged: dict[str, list[Finding]] = {}
    for row in rows:
        merged.setdefault(row.question.id, []).append(row)
    lines = []
    for same in list(merged.values())[:MOST]:
        points, top = (
            sum((one.line.points for one in same), Fraction(0)),
            sum((one.line.max for one in same), Fraction(0)),
        )
        cells = (same[0].question.text, same[0].answer, points_of(points, top))
        lines.append(Row(cells=cells, why=brief.why(dimension, f"#q-{same[0].question.id}")))
    return Table(
        id=f"answers-{dimension.id}",
        fold=True,
        caption=say("dimension.answers"),
        columns=(
            Column(title=say("dimension.column_question"), width=44),
            Column(title=say("dimension.column_answer"), width=42),
            Column(title=say("dimension.column_points"), width=14, align="end"),
        ),
        rows=tuple(lines),
    )


def _remedies(brief: Brief, dimension: DimensionScore, rows: tuple[Finding, ...]) -> Points:
    say, title = brief.say, brief.say("dimension.what")
    found = brief.remedies({row.question.id for row in rows})
    ranked = sorted(found, key=lambda pair: -_worth(rows, pair[1]))[:REMEDIES]
    ranked.sort(key=lambda pair: pair[0].starts_on)
    items = tuple(_remedy(brief, item, gains, rows) for item, gains in ranked)
    full = rows and all(row.lost == 0 for row in rows)
    return Points(
        title=title, tone="accent", items=items, empty=say("dimension.remedy_full" if full else "dimension.remedy_none")
    )


def _worth(rows: tuple[Finding, ...], gains: tuple[Gain, ...]) -> Fraction:
    rises = {gain.question: gain.after - gain.before for gain in gains}
    return sum((rises.get(row.question.id, Fraction(0)) * row.line.max for row in rows), Fraction(0))


def _remedy(brief: Brief, item: PlannedItem, gains: tuple[Gain, ...], rows: tuple[Finding, ...]) -> Point:
    touched = {gain.question for gain in gains}
    names = dict.fromkeys(row.capability.id for row in rows if row.question.id in touched)
    titles = [next(row.capability.title for row in rows if row.capability.id == key) for key in names]
    worth = _worth(rows, gains)
    return Point(
        title=brief.initiative(item.initiative).title,
        text=brief.say(
            "dimension.remedy",
            when=wording.months(item.starts_on, item.ends_on),
            stage=item.stage,
            capabilities=wording.joined(titles[:3], zh="、", en=", "),
            points=wording.decimal(worth),
        ),
        figure=brief.cost(item),
    )


def _weakest(brief: Brief, rows: tuple[Finding, ...]) -> Text | None:
    """Which site holds an answer back, where sites answered apart."""
    held = {row.question.id: row for row in rows if row.line.weakest}
    if not held:
        return None
    told = [
        brief.say("dimension.weakest_item", capability=row.capability.title, site=brief.site(row.line.weakest or ""))
        for row in held.values()
    ]
    return brief.say("dimension.weakest", rows=wording.joined(told[:SITES], zh="，", en=", "))


def _later(brief: Brief, rows: tuple[Finding, ...]) -> Text | None:
    refused = brief.refused({row.question.id for row in rows if row.lost > 0})[:LATER]
    if not refused:
        return None
    return brief.say(
        "dimension.later",
        rows=wording.joined(
            (
                brief.say(
                    "dimension.later_item",
                    title=brief.initiative(one.initiative).title,
                    reason=_lower(brief.say(f"rejected.reason.{one.reason}")),
                )
                for one in refused
            ),
            zh="、",
            en=", ",
        ),
    )


def _lower(text: Text) -> Text:
    return Text(zh=text.zh, en=text.en[:1].lower() + text.en[1:])
