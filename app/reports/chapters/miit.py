"""The ministry's level, estimated: points, scenarios, both gates, what the next level still asks."""

from fractions import Fraction

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.cases import Reading
from app.reports.values import (
    Block,
    Bullets,
    Callout,
    Chapter,
    Column,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Row,
    Table,
    Unit,
)
from app.scoring.values import CapabilityScore, DimensionScore, GateResult, Missing


def miit(brief: Brief, reading: Reading, number: str) -> Chapter:
    """The whole chapter."""
    say, card = brief.say, reading.card
    notice = (reading.lens.notice or say("frame.miit_notice"), say("miit.subsidies"))
    blocks: list[Block] = [
        Callout(tone="warn", title=say("miit.notice_title"), texts=notice),
        Paragraph(text=_lead(brief, reading), why=brief.why(reading=reading)),
        _points(brief, reading),
        *_gates(brief, reading),
    ]
    scenarios = [one for one in card.dimensions if not one.scored]
    for dimension in scenarios:
        blocks += _scenarios(brief, reading, dimension)
    return Chapter(id="miit", number=number, title=say("miit.title"), blocks=tuple(blocks))


def _lead(brief: Brief, reading: Reading) -> Text:
    say, mark, gate = brief.say, reading.card.overall, reading.card.gates[0]
    level, most = brief.level_name(gate.level, reading), brief.level_name(gate.level_at_most, reading)
    if mark.at_least == mark.at_most and gate.level == gate.level_at_most:
        first = say("miit.lead", score=wording.decimal(mark.at_least), level=level)
    else:
        low, high = wording.decimal(mark.at_least), wording.decimal(mark.at_most)
        first = say("miit.lead_range", low=low, high=high, level=level, most=most)
    after = brief.plan.stages[-1].miit_level_after if brief.plan and brief.plan.stages else None
    path = (
        say("miit.after", level=brief.level_name(after, reading)) if after is not None and after > gate.level else None
    )
    return wording.sentences(first, path)


def _points(brief: Brief, reading: Reading) -> Facts:
    items, low, high, top = [], Fraction(0), Fraction(0), Fraction(0)
    for dimension in reading.card.dimensions:
        if not dimension.scored:
            continue
        least, most, full = _earned(dimension)
        low, high, top = low + least, high + most, top + full
        why = brief.why(dimension, reading=reading)
        items.append(_fact(brief, dimension.title, _span(least, most), full).model_copy(update={"why": why}))
    items.append(_fact(brief, brief.say("miit.total"), _span(low, high), top))
    items[-1] = items[-1].model_copy(update={"tone": "accent", "why": brief.why(reading=reading)})
    return Facts(items=tuple(items))


def _fact(brief: Brief, label: Text, value: Text, top: Fraction) -> Fact:
    return Fact(label=label, value=value, note=brief.say("miit.of", max=wording.decimal(top)))


def _earned(dimension: DimensionScore) -> tuple[Fraction, Fraction, Fraction]:
    low = sum((one.mark.at_least for one in dimension.capabilities), Fraction(0))
    high = sum((one.mark.at_most for one in dimension.capabilities), Fraction(0))
    top = sum((one.mark.max for one in dimension.capabilities), Fraction(0))
    return low, high, top


def _span(low: Fraction, high: Fraction) -> Text:
    if low == high:
        return wording.plain(wording.decimal(low, 2))
    return wording.plain(f"{wording.decimal(low)}–{wording.decimal(high)}")


def _gates(brief: Brief, reading: Reading) -> list[Block]:
    say, gates = brief.say, reading.card.gates
    blocks: list[Block] = [Heading(id="miit-gates", text=say("miit.gates"), level=3)]
    if len(gates) > 1:
        differ = len({gate.level for gate in gates}) > 1
        blocks.append(Paragraph(text=say("miit.differ" if differ else "miit.agree")))
    alike = len({(gate.level, gate.missing) for gate in gates}) == 1
    for gate in gates[:1] if alike else gates:
        blocks += _gate(brief, reading, gate)
    near = _near(brief, reading, gates[0])
    return [*blocks, Paragraph(text=near)] if near else blocks


def _gate(brief: Brief, reading: Reading, gate: GateResult) -> list[Block]:
    say, level = brief.say, brief.level_name(gate.level, reading)
    if gate.next_level is None:
        return [Paragraph(text=say("miit.gate_top", gate=gate.title, level=level))]
    text = say("miit.gate", gate=gate.title, level=level, next=brief.level_name(gate.next_level, reading))
    if gate.level_at_most > gate.level:
        most = say("miit.gate_range", most=brief.level_name(gate.level_at_most, reading))
        level = Text(zh=level.zh + most.zh, en=f"{level.en} {most.en}")
        text = say("miit.gate", gate=gate.title, level=level, next=brief.level_name(gate.next_level, reading))
    return [Paragraph(text=text), Bullets(items=tuple(missing_text(brief, one) for one in gate.missing))]


def missing_text(brief: Brief, one: Missing) -> Text:
    """One thing a level still asks."""
    if one.kind == "threshold":
        return brief.say("miit.missing.threshold", need=wording.percent(one.need), have=wording.percent(one.have))
    figures = {"need": one.need, "have": one.have, "gap": one.need - one.have}
    return brief.say(f"miit.missing.{one.kind}", **{key: wording.decimal(value) for key, value in figures.items()})


def _scenario_rows(reading: Reading) -> list[CapabilityScore]:
    return [one for dimension in reading.card.dimensions if not dimension.scored for one in dimension.capabilities]


def _near(brief: Brief, reading: Reading, gate: GateResult) -> Text | None:
    if gate.next_level is None or not any(one.kind in ("scenarios", "starred") for one in gate.missing):
        return None
    near = [one for one in _scenario_rows(reading) if one.mark.level == gate.next_level - 1]
    near.sort(key=lambda one: not one.starred)
    if not near:
        return None
    names = [brief.say("miit.star", name=one.title) if one.starred else one.title for one in near[:5]]
    return brief.say("miit.cheapest", names=wording.joined(names, zh="、", en=", "))


def _scenarios(brief: Brief, reading: Reading, dimension: DimensionScore) -> list[Block]:
    say = brief.say
    top = max((rung.level for rung in reading.lens.levels), default=4)
    rows = []
    for one in dimension.capabilities:
        name = say("miit.star", name=one.title) if one.starred else one.title
        dots = "●" * one.mark.level + "○" * (top - one.mark.level)
        answer = brief.answer(one.questions[0]) if one.questions else wording.NONE
        rows.append(Row(cells=(name, wording.plain(dots), answer)))
    table = Table(
        id=f"miit-{dimension.id}",
        fold=True,
        caption=say("miit.scenarios"),
        columns=(
            Column(title=say("miit.column_scenario"), width=24),
            Column(title=say("miit.column_level"), width=14),
            Column(title=say("miit.column_answer"), width=62),
        ),
        rows=tuple(rows),
    )
    return [Unit(blocks=(table, Paragraph(text=say("miit.star_note"), tone="small")))]
