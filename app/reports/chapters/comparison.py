"""The chapters of a comparison of two rounds."""

from fractions import Fraction

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.chapters import moves
from app.reports.chapters.frame import levels
from app.reports.chapters.summary import gap_sentence, gate_sentence, headline
from app.reports.comparing import Comparison
from app.reports.delivered import Delivered, Kept, Outcome
from app.reports.drawings import Dials, Gauge
from app.reports.moved import signed, span_of
from app.reports.values import (
    Block,
    Bullets,
    Chapter,
    Column,
    Fact,
    Facts,
    Headline,
    Paragraph,
    Point,
    Points,
    Row,
    Spread,
    Table,
)
from app.scoring.movement import Shift
from app.scoring.values import Mark

MOST = 4


def reading(brief: Brief, found: Comparison) -> Chapter:
    """Which two rounds, by which edition, and what keeps them from being compared."""
    say, editions = brief.say, found.main.editions
    before, after = (wording.day(one.on) for one in (found.before, found.after))
    basis = say("since.basis" if found.main.rule is not None else "since.basis_apart", before=before, after=after)
    same = say("since.same_edition", edition=editions[1]) if editions[0] == editions[1] else None
    blocks: list[Block] = [
        Paragraph(text=wording.sentences(basis, same)),
        Paragraph(text=say("since.signs")),
        *moves.cautions(brief, found),
        levels(brief),
    ]
    return Chapter(id="basis", number="1", title=say("since.reading"), blocks=tuple(blocks))


def summary(brief: Brief, found: Comparison, delivered: Delivered | None) -> Chapter:
    """The movement on one page."""
    say = brief.say
    shifts = [one for one in found.main.move.dimensions if one.points]
    risen = sorted((one for one in shifts if one.points > 0), key=lambda one: -one.points)
    fallen = sorted((one for one in shifts if one.points < 0), key=lambda one: one.points)
    up = Points(title=say("since.risen"), tone="good", items=_shifted(brief, risen), empty=say("since.risen_none"))
    down = Points(title=say("since.fallen"), tone="warn", items=_shifted(brief, fallen), empty=say("since.fallen_none"))
    facts = _facts(brief, found, delivered)
    blocks = (_headline(brief, found), Spread(left=up, right=down), moves.bars(brief, found), facts)
    return Chapter(id="summary", number="2", title=say("since.summary"), blocks=blocks)


def _shifted(brief: Brief, shifts: list[Shift]) -> tuple[Point, ...]:
    return tuple(_point(brief, one) for one in shifts[:MOST])


def _point(brief: Brief, one: Shift) -> Point:
    old, new = one.levels
    level = brief.say("since.point_level", old=old, new=new) if old != new else Text(zh="。", en=".")
    before, after = (wording.decimal(score or Fraction(0)) for score in (one.before, one.after))
    text = brief.say("since.point", before=before, after=after, level=level)
    return Point(title=one.title or wording.NONE, text=text, figure=wording.plain(signed(one.points)))


def _headline(brief: Brief, found: Comparison) -> Headline:
    say, (then, now), head = brief.say, found.main.marks, headline(brief)
    before = {one.id: one.mark for one in found.main.before.dimensions}
    dialled = [one for one in brief.dimensions if one.dial]
    gauges = tuple(
        _gauge(brief, gauge, before.get(one.id), one.mark)
        for one, gauge in zip(dialled, head.dials.gauges, strict=True)
    )
    told = {
        "level_label": say("since.level_label"),
        "sentence": wording.sentences(moves.verdict(brief, found), gate_sentence(brief, brief.reading.card.gates[0])),
        "score": say("since.score", before=span_of(then), after=span_of(now)),
        "dials": Dials(gauges=gauges),
    }
    return head.model_copy(update=told)


def _gauge(brief: Brief, gauge: Gauge, then: Mark | None, now: Mark) -> Gauge:
    if then is None or then.score is None or now.score is None:
        return gauge.model_copy(update={"note": brief.say("since.dial_none")})
    change = signed(now.score - then.score, 0)
    note = brief.say("since.dial", before=wording.decimal(then.score, 0), change=change)
    return gauge.model_copy(update={"note": note})


def _facts(brief: Brief, found: Comparison, delivered: Delivered | None) -> Facts:
    say, (then, now), whole = brief.say, found.main.marks, found.main.move.overall
    known = whole.before is not None and whole.after is not None
    compared = [one for one in found.figures or () if one.change is not None]
    return Facts(
        items=(
            Fact(
                label=say("since.fact_score"),
                value=wording.plain(signed(whole.points)) if known else wording.NONE,
                note=say("since.fact_score_note", before=span_of(then), after=span_of(now)),
                tone="accent",
            ),
            Fact(
                label=say("since.fact_answers"),
                value=wording.plain(str(len(found.changes.answers))),
                note=say("since.fact_answers_note"),
            ),
            _work_fact(brief, delivered),
            Fact(
                label=say("since.fact_figures"),
                value=wording.plain(str(len(compared))),
                note=say("since.fact_figures_note"),
            ),
        )
    )


def _work_fact(brief: Brief, delivered: Delivered | None) -> Fact:
    label = brief.say("since.fact_work")
    if delivered is None or not delivered.outcomes:
        return Fact(label=label, value=wording.NONE, note=brief.say("since.fact_work_none"))
    done = len(delivered.in_state("in_place"))
    value = brief.say("since.fact_work_value", done=done, all=len(delivered.outcomes))
    return Fact(label=label, value=value, note=brief.say("since.fact_work_note", due=len(delivered.due)))


def movement(brief: Brief, found: Comparison) -> Chapter:
    """Both profiles, every dimension, and what moved inside."""
    blocks: tuple[Block, ...] = (
        Spread(left=moves.radar(brief, found), right=moves.dimension_table(brief, found)),
        *moves.other_readings(brief, found),
        moves.capability_table(brief, found),
    )
    return Chapter(id="profile", number="3", title=brief.say("since.movement"), blocks=blocks)


def changed(brief: Brief, found: Comparison) -> Chapter:
    """The answers that did it."""
    say, table = brief.say, moves.answers_table(brief, found)
    lead = say("since.changed_lead") if isinstance(table, Table) else None
    return Chapter(id="changed", number="4", title=say("since.changed"), lead=lead, blocks=(table,))


def work(brief: Brief, found: Comparison, delivered: Delivered | None) -> Chapter:
    """What became of the roadmap of the earlier round."""
    say = brief.say
    blocks: list[Block] = [Paragraph(text=say("since.work_none"))]
    if delivered is not None and delivered.outcomes:
        told = say(
            "since.work",
            day=wording.day(found.after.on),
            all=len(delivered.outcomes),
            due=len(delivered.due),
            done=len(delivered.in_state("in_place")),
            partly=len(delivered.in_state("partly")),
        )
        promised = say(
            "since.promised",
            promised=wording.decimal(delivered.plan.score_after),
            now=span_of(found.main.marks[1]),
        )
        blocks = [
            Paragraph(text=wording.sentences(told, promised)),
            _outcomes(brief, delivered),
            Paragraph(text=say("since.state_note"), tone="small"),
            _actuals(brief, delivered),
        ]
    return Chapter(id="delivered", number="5", title=say("since.delivered"), blocks=tuple(blocks))


def _outcomes(brief: Brief, delivered: Delivered) -> Table:
    say = brief.say
    rows = []
    for one in delivered.outcomes:
        day = wording.day(one.item.ends_on)
        due = day if one.was_due else say("since.not_due", day=day)
        rows.append(Row(cells=(one.initiative.title, due, _state(brief, one)), strong=False))
    columns = (
        Column(title=say("since.column_work"), width=52),
        Column(title=say("since.column_due"), width=28),
        Column(title=say("since.column_state"), width=20),
    )
    return Table(id="outcomes", caption=say("since.work_table"), columns=columns, rows=tuple(rows))


def _state(brief: Brief, one: Outcome) -> Text:
    dropped = one.kept is not None and one.kept.is_dropped and one.state != "in_place"
    return brief.say("since.state.dropped" if dropped else f"since.state.{one.state}")


def _actuals(brief: Brief, delivered: Delivered) -> Block:
    """What the firm noted itself: no part of the edition for others."""
    say = brief.say
    noted = [one for one in delivered.outcomes if one.kept and (one.kept.ended_on or one.kept.minor is not None)]
    rows = []
    for one in noted:
        kept = one.kept or Kept()
        ended = wording.day(kept.ended_on) if kept.ended_on else wording.NONE
        paid = wording.NONE if kept.minor is None else wording.money(kept.minor)
        rows.append(Row(cells=(one.initiative.title, wording.money(one.item.once.typical), paid, ended)))
    paid_for = [(one.item.once.typical, one.kept.minor) for one in noted if one.kept and one.kept.minor is not None]
    if len(paid_for) > 1:
        planned, spent = (wording.money(sum(column)) for column in zip(*paid_for, strict=True))
        rows.append(Row(cells=(say("since.actuals_sum"), planned, spent, wording.NONE), strong=True))
    columns = (
        Column(title=say("since.column_work"), width=44),
        Column(title=say("since.column_planned"), width=20, align="end"),
        Column(title=say("since.column_paid"), width=16, align="end"),
        Column(title=say("since.column_ended"), width=20, align="end"),
    )
    if not rows:
        return Paragraph(text=say("since.actuals_none"), tone="small")
    return Table(id="actuals", caption=say("since.actuals"), columns=columns, rows=tuple(rows))


def baseline(brief: Brief, found: Comparison) -> Chapter:
    """Business figures before and after."""
    blocks = tuple(moves.baseline_blocks(brief, found.figures))
    return Chapter(id="baseline", number="6", title=brief.say("since.baseline"), blocks=blocks)


def ahead(brief: Brief, delivered: Delivered | None) -> Chapter:
    """What is left of the roadmap, and what loses most now."""
    say = brief.say
    items = tuple(
        Point(
            title=one.capability.title,
            text=gap_sentence(brief, one),
            figure=say("summary.lost", n=wording.decimal(one.lost)),
        )
        for one in brief.gaps()
    )
    gaps = Points(title=say("since.gaps"), tone="warn", items=items, empty=say("summary.no_gaps"))
    blocks: list[Block] = [_left(brief, delivered)] if delivered and delivered.outcomes else []
    return Chapter(id="next", number="7", title=say("since.next"), blocks=(*blocks, gaps))


def _left(brief: Brief, delivered: Delivered) -> Points:
    say = brief.say
    open_ones = [
        one for one in delivered.outcomes if one.state != "in_place" and not (one.kept and one.kept.is_dropped)
    ]
    items = [
        Point(
            title=one.initiative.title,
            text=say(
                "since.left_text",
                state=_state(brief, one),
                day=wording.month(one.item.ends_on),
                exit=one.initiative.exit_criterion,
            ),
            figure=wording.money(one.item.once.typical) if one.item.once.typical else say("quick.free"),
        )
        for one in open_ones[:MOST]
    ]
    if len(open_ones) > MOST:
        more = say("since.left_more", n=wording.count(len(open_ones) - MOST, "项", "more initiative"))
        items[-1] = items[-1].model_copy(update={"text": wording.sentences(items[-1].text, more)})
    return Points(title=say("since.left"), tone="accent", items=tuple(items), empty=say("since.left_none"))


def limits(brief: Brief, found: Comparison) -> Chapter:
    """What a comparison can and cannot say, and the editions it rests on."""
    say = brief.say
    sides = (found.before, found.after)
    then, now = (f"{one.filling.instrument.id} {one.filling.instrument.version}" for one in sides)
    rows = [(say("since.questionnaire", title=found.after.filling.instrument.title), then, now)]
    for one in found.readings:
        then, now = (f"{one.lens.id} {edition}" for edition in one.editions)
        rows.append((say("sources.lens", title=one.lens.title), then, now))
    columns = (
        Column(title=say("since.column_what"), width=44),
        Column(title=say("since.column_then"), width=28),
        Column(title=say("since.column_now"), width=28),
    )
    cells = tuple(Row(cells=(what, wording.plain(then), wording.plain(now))) for what, then, now in rows)
    table = Table(id="editions", caption=say("since.editions"), columns=columns, rows=cells)
    blocks = (Bullets(items=say.all("since.limit_items")), table)
    return Chapter(id="limits", number="8", title=say("since.limits"), blocks=blocks)
