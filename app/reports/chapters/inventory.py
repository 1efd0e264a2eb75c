"""Systems and machines: dispositions with the rule that fired, the connectivity ladder with the next rung's price."""

from collections import Counter

from app.content.firm import Workload
from app.content.library import Rung
from app.kit.text import Text
from app.planning.values import EquipmentRung, WorkloadAdvice
from app.reports import wording
from app.reports.brief import Brief
from app.reports.drawings import RungOf, Rungs
from app.reports.values import Block, Bullets, Callout, Chapter, Column, Figure, Heading, Paragraph, Row, Table, Unit

GROUPS, CHARTS = 16, 3
"""Most groups of one chart, so that it fits a page, and most charts; the workbook has them all."""
TOGETHER = 12
"""Systems named under one rule: a row never outgrows its page, and the workbook has them all."""


def workloads(brief: Brief, number: str) -> Chapter:
    """What to do with each system."""
    say, systems = brief.say, brief.case.inventory.workloads
    title = say("workloads.title")
    if not systems or not brief.case.advice:
        empty = Callout(tone="note", title=title, texts=(say("workloads.empty"),))
        return Chapter(id="workloads", number=number, title=title, blocks=(empty,))
    listed = wording.count(len(systems), "个系统", "system")
    blocks: tuple[Block, ...] = (
        Paragraph(text=wording.sentences(say("workloads.lead", n=listed), _fates(brief)), tone="lead"),
        _dispositions(brief),
    )
    return Chapter(id="workloads", number=number, title=title, blocks=blocks)


def _fates(brief: Brief) -> Text:
    counted = Counter(advice.disposition for advice in brief.case.advice)
    order = ("retain", "replace", "rehost", "replatform", "refactor", "retire")
    told = (
        brief.say("workloads.sum", fate=brief.say(f"workloads.fate.{fate}"), n=counted[fate])
        for fate in order
        if counted[fate]
    )
    return brief.say("workloads.sums", rows=wording.joined(told, zh="，", en="; "))


def _now(brief: Brief, workload: Workload) -> Text:
    return brief.say(
        "workloads.now",
        name=workload.name,
        hosting=brief.say(f"workloads.hosting.{workload.hosting}"),
        users=brief.say("workloads.users", n=f"{workload.users:,}"),
    )


def _dispositions(brief: Brief) -> Table:
    say = brief.say
    systems = {one.id: one for one in brief.case.inventory.workloads}
    alike: dict[tuple[str, str], list[WorkloadAdvice]] = {}
    for advice in brief.case.advice:
        alike.setdefault((advice.disposition, advice.rule), []).append(advice)
    rows = []
    for same in alike.values():
        fate = say(f"workloads.fate.{same[0].disposition}")
        why = say("workloads.why_rule", why=same[0].why, changes=same[0].changes_if, rule=same[0].rule)
        names = [_now(brief, systems[one.workload]) for one in same[:TOGETHER]]
        if same[TOGETHER:]:
            names.append(say("workloads.rest", n=f"{len(same) - TOGETHER:,}"))
        rows.append(Row(cells=(wording.joined(names, zh="\n", en="\n"), fate, why)))
    return Table(
        id="dispositions",
        columns=(
            Column(title=say("workloads.column_system"), width=30),
            Column(title=say("workloads.column_fate"), width=14),
            Column(title=say("workloads.column_why"), width=56),
        ),
        rows=tuple(rows),
    )


def equipment(brief: Brief, number: str) -> Chapter:
    """How far the machines are connected."""
    say, groups = brief.say, brief.case.inventory.equipment
    title = say("equipment.title")
    if not groups or not brief.case.rungs:
        empty = Callout(tone="note", title=title, texts=(say("equipment.empty"),))
        return Chapter(id="equipment", number=number, title=title, blocks=(empty,))
    machines = brief.case.inventory.machines
    counted = {
        "groups": wording.count(len(groups), "组设备", "equipment group"),
        "machines": wording.count(machines, "台", "machine"),
    }
    parts = {
        "digital": sum(group.digital for group in groups),
        "connected": sum(group.connected for group in groups),
        "used": sum(group.data_used for group in groups),
    }
    shares = say("equipment.shares", **{key: wording.count(value, "台", "machine") for key, value in parts.items()})
    left = len(brief.case.rungs) - GROUPS * CHARTS
    blocks: tuple[Block, ...] = (
        Paragraph(text=wording.sentences(say("equipment.lead", **counted), shares), tone="lead"),
        *_ladders(brief),
        *([Paragraph(text=say("equipment.rest", n=f"{left:,}"), tone="small")] if left > 0 else []),
        *_next_steps(brief),
        Paragraph(text=say("equipment.note"), tone="small"),
    )
    return Chapter(id="equipment", number=number, title=title, blocks=blocks)


def _ladders(brief: Brief) -> list[Figure]:
    parts = [brief.case.rungs[start : start + GROUPS] for start in range(0, len(brief.case.rungs), GROUPS)]
    return [_ladder(brief, part, index) for index, part in enumerate(parts[:CHARTS])]


def _ladder(brief: Brief, places: tuple[EquipmentRung, ...], index: int) -> Figure:
    say = brief.say
    groups = {group.id: group for group in brief.case.inventory.equipment}
    rows = []
    for place in places:
        group = groups[place.group]
        note = say("equipment.row_note", total=f"{group.total:,}", age=group.age_years)
        price = wording.money(place.next_cost.typical) if place.next_cost else None
        rows.append(RungOf(label=wording.plain(group.name), rung=place.rung, note=note, price=price))
    spoken = wording.joined((say("equipment.alt_row", name=row.label, rung=row.rung) for row in rows), zh="，", en=", ")
    return Figure(
        id=f"rungs-{index + 1}" if index else "rungs",
        caption=say("equipment.chart_more", n=index + 1) if index else say("equipment.chart"),
        alt=say("equipment.alt", rows=spoken),
        spec=Rungs(rows=tuple(rows), steps=tuple(rung.title for rung in _rungs(brief))),
        table=_next_rungs(brief, places, index),
    )


def _rungs(brief: Brief) -> list[Rung]:
    return sorted(brief.case.library.ladder, key=lambda rung: rung.rung)


def _next_steps(brief: Brief) -> list[Block]:
    """What each rung on which machines stand asks for next, once."""
    taken = Counter(place.rung for place in brief.case.rungs)
    rungs = {rung.rung: rung for rung in _rungs(brief)}
    told = tuple(
        brief.say(
            "equipment.step",
            rung=rungs[rung].title,
            n=wording.count(taken[rung], "组", "group"),
            next=rungs[rung].next_step,
        )
        for rung in sorted(taken)
        if rung in rungs and rung + 1 in rungs
    )
    heading = Heading(id="next-steps", text=brief.say("equipment.next"), level=3)
    return [Unit(blocks=(heading, Bullets(items=told)))] if told else []


def _next_rungs(brief: Brief, places: tuple[EquipmentRung, ...], index: int) -> Table:
    say = brief.say
    names = {group.id: group.name for group in brief.case.inventory.equipment}
    titles = {rung.rung: rung.title for rung in _rungs(brief)}
    rows = []
    for place in places:
        cost = wording.money(place.next_cost.typical) if place.next_cost else wording.NONE
        left = say("equipment.machines", n=f"{place.machines_left:,}") if place.rung + 1 in titles else wording.NONE
        rows.append(Row(cells=(wording.plain(names[place.group]), titles.get(place.rung, wording.NONE), left, cost)))
    return Table(
        id=f"next-rungs-{index + 1}" if index else "next-rungs",
        columns=(
            Column(title=say("equipment.column_group"), width=42),
            Column(title=say("equipment.column_rung"), width=22),
            Column(title=say("equipment.column_left"), width=14, align="end"),
            Column(title=say("equipment.column_cost"), width=22, align="end"),
        ),
        rows=tuple(rows),
    )
