"""Devices of a trade without a ladder: how many there are, connected and in use, in half a page."""

from app.reports import wording
from app.reports.brief import Brief
from app.reports.values import Callout, Chapter, Column, Paragraph, Row, Table


def devices(brief: Brief, number: str) -> Chapter:
    """The whole chapter."""
    say, groups = brief.say, brief.case.inventory.equipment
    title = say("devices.title")
    if not groups:
        empty = Callout(tone="note", title=title, texts=(say("devices.empty"),))
        return Chapter(id="devices", number=number, title=title, blocks=(empty,))
    lead = say(
        "devices.lead",
        n=f"{brief.case.inventory.machines:,}",
        connected=f"{sum(group.connected for group in groups):,}",
        used=f"{sum(max(group.data_used, group.remote) for group in groups):,}",
    )
    return Chapter(
        id="devices",
        number=number,
        title=title,
        blocks=(Paragraph(text=lead, tone="lead"), _table(brief), Paragraph(text=say("devices.note"), tone="small")),
    )


def _table(brief: Brief) -> Table:
    widths = {"group": 40, "total": 15, "connected": 15, "used": 15, "age": 15}
    rows = []
    for group in brief.case.inventory.equipment:
        used = max(group.data_used, group.remote)
        counts = (f"{number:,}" for number in (group.total, group.connected, used, group.age_years))
        rows.append(Row(cells=(wording.plain(group.name), *(wording.plain(count) for count in counts))))
    return Table(
        id="device-groups",
        columns=tuple(
            Column(title=brief.say(f"devices.column_{name}"), width=width, align="start" if name == "group" else "end")
            for name, width in widths.items()
        ),
        rows=tuple(rows),
    )
