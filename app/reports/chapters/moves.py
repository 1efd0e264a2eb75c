"""What moved between two rounds, as blocks: a full report's last chapter and a comparison share them."""

from collections.abc import Iterable
from fractions import Fraction

from app.content.firm import BaselineValue
from app.kit.plain import number
from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.comparing import Comparison, Reading
from app.reports.drawings import Bar, Bars, Outline, Radar
from app.reports.moved import signed, span_of, tell_changes
from app.reports.phrasebook import Filling
from app.reports.values import Block, Callout, Column, Figure, Paragraph, Row, Table
from app.scoring.figures import FigureShift
from app.scoring.movement import Shift


def verdict(brief: Brief, found: Comparison) -> Text:
    """How score and level moved, where most, and how many answers stand behind it."""
    return wording.sentences(overall(brief, found), *_extremes(brief, found), _count(brief, found))


def overall(brief: Brief, found: Comparison) -> Text:
    """How score and level moved."""
    say, main = brief.say, found.main
    move, (then, now) = main.move.overall, main.marks
    if move.before is None or move.after is None:
        return say("since.verdict_none")
    before, after = (wording.day(one.on) for one in (found.before, found.after))
    old, new = move.levels
    said: dict[str, Filling] = {
        "before": before,
        "after": after,
        "high": span_of(now),
        "new_name": brief.level_name(new),
    }
    if old != new:
        said |= {"old_name": brief.level_name(old), "low": span_of(then), "change": signed(move.points)}
        return say("since.verdict_level", old=old, new=new, **said)
    key = "since.verdict" if move.points else "since.verdict_still"
    return say(key, low=span_of(then), change=signed(move.points), new=new, **said)


def _extremes(brief: Brief, found: Comparison) -> list[Text]:
    moved = sorted((one for one in found.main.move.dimensions if one.title), key=lambda one: -one.points)
    said = []
    for key, one in (("since.most", moved[:1]), ("since.least", moved[-1:])):
        shift = one[0] if one else None
        if shift and shift.title and (shift.points > 0 if key == "since.most" else shift.points < 0):
            said.append(brief.say(key, name=shift.title, change=signed(shift.points)))
    return said


def _count(brief: Brief, found: Comparison) -> Text:
    changed = len(found.changes.answers)
    if not changed:
        return brief.say("since.answers_none")
    return brief.say("since.answers_one") if changed == 1 else brief.say("since.answers", n=changed)


def cautions(brief: Brief, found: Comparison) -> list[Block]:
    """What keeps the movement from being the firm's own: open questions, another edition of the rule."""
    say, main = brief.say, found.main
    told: list[Block] = []
    if not main.is_whole:
        told.append(Callout(tone="warn", title=say("since.partial_title"), texts=(say("since.partial"),)))
    before, after = main.editions
    if main.rule is None:
        text = say("since.apart", before=before, after=after)
        told.append(Callout(tone="warn", title=say("since.apart_title"), texts=(text,)))
    elif before != after:
        text = say("since.reread", before=before, after=after, points=signed(main.rule))
        told.append(Callout(tone="note", title=say("since.reread_title"), texts=(text,)))
    return told


def radar(brief: Brief, found: Comparison) -> Figure:
    """Both profiles, now in the accent, then as the line to compare with."""
    say, rows = brief.say, found.main.move.dimensions
    now = Outline(name=say("since.now"), style="self", values=tuple(_value(one.after) for one in rows))
    then = Outline(name=say("since.then"), style="compare", values=tuple(_value(one.before) for one in rows))
    return Figure(
        id="radar",
        caption=say("since.radar"),
        alt=say("since.radar_alt", rows=_spoken(brief, rows)),
        spec=Radar(axes=tuple(_title(one) for one in rows), series=(now, then)),
        half=True,
    )


def _spoken(brief: Brief, rows: Iterable[Shift]) -> Text:
    said = (
        brief.say("since.radar_row", name=_title(one), before=_points(one.before), after=_points(one.after))
        for one in rows
    )
    return wording.joined(said, zh="，", en=", ")


def bars(brief: Brief, found: Comparison) -> Figure:
    """Every dimension now, with a tick where it stood then."""
    say, rows = brief.say, found.main.move.dimensions
    drawn = tuple(
        Bar(
            label=_title(one),
            value=float(one.after or 0),
            value_label=_now(one),
            compare=_value(one.before),
        )
        for one in rows
    )
    return Figure(
        id="bars",
        caption=say("since.bars"),
        alt=say("since.bars_alt", rows=_spoken(brief, rows)),
        spec=Bars(rows=drawn, own=say("since.now"), other=say("since.then")),
        table=dimension_table(brief, found).model_copy(update={"id": "bars-table"}),
    )


def _now(one: Shift) -> Text:
    if one.before is None or one.after is None:
        return _points(one.after)
    return wording.plain(f"{wording.decimal(one.after, 0)} ({signed(one.points, 0)})")


def _title(one: Shift) -> Text:
    return one.title or wording.NONE


def _value(score: Fraction | None) -> float | None:
    return None if score is None else float(score)


def _points(score: Fraction | None) -> Text:
    return wording.NONE if score is None else wording.plain(wording.decimal(score))


def _change(one: Shift) -> Text:
    return wording.NONE if one.before is None or one.after is None else wording.plain(signed(one.points))


def _levels(one: Shift) -> Text:
    old, new = one.levels
    return wording.plain(f"{old} → {new}" if old != new else str(new))


def _cells(one: Shift, title: Text) -> tuple[Text, ...]:
    return title, _points(one.before), _points(one.after), _change(one), _levels(one)


def _columns(brief: Brief, first: str, widths: tuple[int, ...]) -> tuple[Column, ...]:
    names = ("then", "now", "change", "level")
    titles = [brief.say(f"since.{first}")]
    titles += [brief.say("since.change" if name == "change" else f"since.column_{name}") for name in names]
    return tuple(
        Column(title=title, width=width, align="end" if place else "start")
        for place, (title, width) in enumerate(zip(titles, widths, strict=True))
    )


def dimension_table(brief: Brief, found: Comparison) -> Table:
    """Every dimension then and now, the whole below."""
    rows = [Row(cells=_cells(one, _title(one))) for one in found.main.move.dimensions]
    whole = found.main.move.overall
    rows.append(Row(cells=_cells(whole, brief.say("since.overall")), strong=True))
    widths = (36, 15, 15, 18, 16)
    columns = _columns(brief, "column_dimension", widths)
    return Table(id="movement-table", caption=brief.say("since.table"), columns=columns, rows=tuple(rows))


def capability_table(brief: Brief, found: Comparison) -> Block:
    """Capabilities that moved, by dimension."""
    rows: list[Row] = []
    for dimension in found.main.move.dimensions:
        inside = [one for one in found.main.capabilities.get(dimension.id, ()) if _has_moved(one)]
        if inside:
            rows.append(Row(cells=(_title(dimension),), strong=True))
            rows += [Row(cells=_cells(one, _title(one))) for one in inside]
    if not rows:
        return Paragraph(text=brief.say("since.inside_none"))
    columns = _columns(brief, "column_capability", (48, 13, 13, 14, 12))
    return Table(id="inside-table", caption=brief.say("since.inside"), columns=columns, rows=tuple(rows))


def _has_moved(one: Shift) -> bool:
    return bool(one.points) or one.levels[0] != one.levels[1] or (one.before is None) != (one.after is None)


def other_readings(brief: Brief, found: Comparison) -> list[Block]:
    """One sentence a further lens."""
    lines = [_other(brief, one) for one in found.readings[1:]]
    return [Paragraph(text=wording.sentences(brief.say("since.others_lead"), *lines), tone="small")] if lines else []


def _other(brief: Brief, reading: Reading) -> Text:
    move = reading.move.overall
    names = {rung.level: rung.title for rung in reading.lens.levels}
    sides = []
    for mark, level in zip(reading.marks, move.levels, strict=True):
        name = names.get(level)
        sides.append(wording.joined([wording.plain(span_of(mark)), *([name] if name else [])], zh=" 分，", en=", "))
    return brief.say("since.other", title=reading.lens.title, before=sides[0], after=sides[1], change=_change(move))


def answers_table(brief: Brief, found: Comparison) -> Block:
    """Every changed answer in words with what it brought; the rows add up to the movement."""
    say, behind = brief.say, tell_changes(found)
    if not behind.rows and not behind.total:
        return Paragraph(text=say("since.answers_none"))
    rows = [
        Row(cells=(one.question.text, one.before, one.after, wording.plain(signed(one.points, 2))))
        for one in behind.rows
    ]
    for key, points in (("reweighed", behind.reweighed), ("rest", behind.rest)):
        if points:
            rows.append(_sum(say(f"since.{key}"), points))
    rows.append(_sum(say("since.total"), behind.total).model_copy(update={"strong": True}))
    widths = (("since.column_question", 28), ("since.column_then", 30), ("since.column_now", 30))
    columns = tuple(Column(title=say(key), width=width) for key, width in widths)
    last = Column(title=say("since.column_points"), width=12, align="end")
    return Table(id="changed-answers", columns=(*columns, last), rows=tuple(rows))


def _sum(title: Text, points: Fraction) -> Row:
    return Row(cells=(title, wording.NONE, wording.NONE, wording.plain(signed(points, 2))))


def baseline_blocks(brief: Brief, shifts: Iterable[FigureShift] | None) -> list[Block]:
    """Business figures then and now, with the caution a comparison of months needs."""
    say = brief.say
    if shifts is None:
        return [Paragraph(text=say("since.baseline_lost"))]
    rows = [_figure(brief, one) for one in shifts]
    if not rows:
        return [Paragraph(text=say("since.baseline_none"))]
    widths = (("since.column_figure", 24), ("since.column_then", 28), ("since.column_now", 28))
    columns = tuple(Column(title=say(key), width=width) for key, width in widths)
    last = Column(title=say("since.change"), width=20, align="end")
    table = Table(id="baseline-table", columns=(*columns, last), rows=tuple(rows))
    return [table, Paragraph(text=say("since.hint_note"), tone="small")]


def _figure(brief: Brief, one: FigureShift) -> Row:
    change = wording.NONE
    if one.change is not None:
        change = wording.plain(f"{signed(one.change * 100, 0)}%")
        if not one.is_like_for_like:
            change = brief.say("since.hint", change=change)
    sides = (_amount(brief, one, given) for given in (one.before, one.after))
    return Row(cells=(one.figure.text, *sides, change))


def _amount(brief: Brief, one: FigureShift, given: BaselineValue | None) -> Text:
    if given is None:
        return brief.say("since.not_given")
    how = brief.say("since.measured" if given.measured else "since.estimated")
    value = f"{number(given.value):,}"
    return brief.say("since.amount", value=value, unit=one.figure.unit, month=given.month, how=how)
