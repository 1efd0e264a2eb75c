"""Systems and machines: dispositions with the rule that fired, the connectivity ladder with the next rung's price."""

from collections import Counter

from app.content.firm import Workload
from app.content.library import Rung
from app.kit.text import Text
from app.planning.values import EquipmentRung
from app.reports import wording
from app.reports.brief import Brief
from app.reports.drawings import RungOf, Rungs
from app.reports.values import Block, Callout, Chapter, Column, Fact, Facts, Figure, Paragraph, Row, Table


def workloads(brief: Brief, number: str) -> Chapter:
    """What to do with each system."""
    say, systems = brief.say, brief.case.inventory.workloads
    title = say("workloads.title")
    if not systems or not brief.case.advice:
        empty = Callout(tone="note", title=title, texts=(say("workloads.empty"),))
        return Chapter(id="workloads", number=number, title=title, blocks=(empty,))
    listed = wording.count(len(systems), "个系统", "system")
    blocks: tuple[Block, ...] = (
        Paragraph(text=say("workloads.lead", n=listed), tone="lead"),
        _fates(brief),
        _dispositions(brief),
    )
    return Chapter(id="workloads", number=number, title=title, blocks=blocks)


def _fates(brief: Brief) -> Facts:
    counted = Counter(advice.disposition for advice in brief.case.advice)
    order = ("retain", "replace", "rehost", "replatform", "refactor", "retire")
    return Facts(
        items=tuple(
            Fact(
                label=brief.say(f"workloads.fate.{fate}"),
                value=wording.plain(str(counted[fate])),
                tone="accent" if fate == "retain" else "plain",
            )
            for fate in order
            if counted[fate]
        )
    )


def _now(brief: Brief, workload: Workload) -> Text:
    return brief.say(
        "workloads.now",
        hosting=brief.say(f"workloads.hosting.{workload.hosting}"),
        users=brief.say("workloads.users", n=f"{workload.users:,}"),
    )


def _dispositions(brief: Brief) -> Table:
    say = brief.say
    systems = {one.id: one for one in brief.case.inventory.workloads}
    rows = []
    for advice in brief.case.advice:
        system = systems[advice.workload]
        why = say("workloads.why_rule", why=advice.why, changes=advice.changes_if, rule=advice.rule)
        fate = say(f"workloads.fate.{advice.disposition}")
        rows.append(Row(cells=(wording.plain(system.name), _now(brief, system), fate, why)))
    return Table(
        id="dispositions",
        columns=(
            Column(title=say("workloads.column_system"), width=18),
            Column(title=say("workloads.column_now"), width=15),
            Column(title=say("workloads.column_fate"), width=11),
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
    blocks: tuple[Block, ...] = (
        Paragraph(text=wording.sentences(say("equipment.lead", **counted), shares), tone="lead"),
        _ladder(brief),
        Paragraph(text=say("equipment.note"), tone="small"),
        _next_rungs(brief),
    )
    return Chapter(id="equipment", number=number, title=title, blocks=blocks)


def _ladder(brief: Brief) -> Figure:
    say = brief.say
    groups = {group.id: group for group in brief.case.inventory.equipment}
    rows = []
    for place in brief.case.rungs:
        group = groups[place.group]
        note = say("equipment.row_note", total=f"{group.total:,}", age=group.age_years)
        rows.append(RungOf(label=wording.plain(group.name), rung=place.rung, note=note))
    spoken = wording.joined((say("equipment.alt_row", name=row.label, rung=row.rung) for row in rows), zh="，", en=", ")
    return Figure(
        id="rungs",
        caption=say("equipment.chart"),
        alt=say("equipment.alt", rows=spoken),
        spec=Rungs(rows=tuple(rows), steps=tuple(rung.title for rung in _rungs(brief))),
    )


def _rungs(brief: Brief) -> list[Rung]:
    return sorted(brief.case.library.ladder, key=lambda rung: rung.rung)


def _next_rungs(brief: Brief) -> Table:
    say = brief.say
    names = {group.id: group.name for group in brief.case.inventory.equipment}
    rungs = {rung.rung: rung for rung in _rungs(brief)}
    rows = tuple(_next_row(brief, place, names[place.group], rungs) for place in brief.case.rungs)
    return Table(
        id="next-rungs",
        caption=say("equipment.next"),
        columns=(
            Column(title=say("equipment.column_group"), width=20),
            Column(title=say("equipment.column_rung"), width=13),
            Column(title=say("equipment.column_next"), width=44),
            Column(title=say("equipment.column_left"), width=8, align="end"),
            Column(title=say("equipment.column_cost"), width=15, align="end"),
        ),
        rows=rows,
    )


def _next_row(brief: Brief, place: EquipmentRung, name: str, rungs: dict[int, Rung]) -> Row:
    now, after = rungs.get(place.rung), rungs.get(place.rung + 1)
    step = now.next_step if now and after else brief.say("equipment.top")
    cost = wording.money(place.next_cost.typical) if place.next_cost else wording.NONE
    left = brief.say("equipment.machines", n=f"{place.machines_left:,}") if after else wording.NONE
    return Row(cells=(wording.plain(name), now.title if now else wording.NONE, step, left, cost))
