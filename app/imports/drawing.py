"""The inventory as a workbook to fill in, and a faulty one marked where it is to be mended."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.content import firm
from app.imports.columns import TABLES, Field, Labels, TableForm
from app.imports.reading import Reading, Record
from app.imports.wording import GUIDE, TO_MEND
from app.kit.text import Lang
from app.kit.xlsx import Cell, Column, Sheet, write_workbook

LONGEST = 1000
"""Letters of a faulty cell that come back."""
Offered = Mapping[str, Mapping[str, Labels]]


def draw_inventory(inventory: firm.Inventory, offered: Offered, lang: Lang, *, at: datetime) -> bytes:
    """Every system and machine group, one sheet each, with the choices to pick from and a guide."""
    sheets = [_guide(lang)]
    for form in TABLES:
        labels = offered[form.kind]
        rows = [[_cell(record, one, labels, lang) for one in form.fields] for record in getattr(inventory, form.kind)]
        sheets.append(Sheet(name=form.title.get(lang), columns=_columns(form, labels, lang), rows=rows))
    return write_workbook([*sheets[1:], sheets[0]], title=_("Systems and equipment"), at=at)


def _columns(form: TableForm, labels: Mapping[str, Labels], lang: Lang) -> list[Column]:
    return [
        Column(
            title=one.title.get(lang) + (" *" if one.needed else ""),
            width=one.width,
            shape="number" if one.form == "count" else "date" if one.form == "day" else "text",
            choices=tuple(label.get(lang) for label in labels.get(one.name, {}).values()),
        )
        for one in form.fields
    ]


def _cell(record: Record, one: Field, labels: Mapping[str, Labels], lang: Lang) -> Cell:
    value = getattr(record, one.name)
    if one.form == "flag":
        value = "yes" if value != one.turned else "no"
    chosen = labels.get(one.name, {})
    return chosen[value].get(lang) if value in chosen else value


def _guide(lang: Lang) -> Sheet:
    head, *lines = [line.get(lang) for line in GUIDE]
    return Sheet(name=head, columns=[Column(title=head, width=90, shape="long")], rows=[[line] for line in lines])


# -- marked where it is to be mended ----------------------------------------------------------------------------------


def mark(readings: Sequence[Reading], lang: Lang) -> list[dict[str, Any]]:
    """The faulty sheets as plain data: their columns, rows as they came, and remarks. Fit for JSON."""
    return [_marked(one, lang) for one in readings if one.faults or one.entries]


def _marked(reading: Reading, lang: Lang) -> dict[str, Any]:
    order = sorted(reading.fields)
    place = {column: index for index, column in enumerate(order)}
    remarks: dict[int, list[tuple[int | None, str]]] = {}
    for fault in reading.faults:
        column = place.get(fault.column) if fault.column is not None else None
        remarks.setdefault(fault.row, []).append((column, fault.message.get(lang)))
    rows: list[list[Any]] = []
    cells: list[list[Any]] = []
    for number, row in enumerate(reading.table.rows[reading.head + 1 :], start=reading.head + 2):
        held = [_held(row[column] if column < len(row) else None) for column in order]
        if all(cell is None for cell in held):
            continue
        cells += [[len(rows), column, text] for column, text in remarks.get(number, []) if column is not None]
        rows.append([*held, "\n".join(text for _column, text in remarks.get(number, [])) or None])
    fields = [reading.fields[column].name for column in order]
    return {"kind": reading.form.kind, "fields": fields, "rows": rows, "remarks": cells}


def _held(cell: Cell) -> Any:
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return cell[:LONGEST] if isinstance(cell, str) else cell


def draw_marked(sheets: Sequence[Mapping[str, Any]], offered: Offered, lang: Lang, *, at: datetime) -> bytes:
    """The workbook of `mark`: every row as it came, faulty cells in red with a remark, and a column that says why."""
    return write_workbook([_marked_sheet(one, offered, lang) for one in sheets], title=TO_MEND.get(lang), at=at)


def _marked_sheet(sheet: Mapping[str, Any], offered: Offered, lang: Lang) -> Sheet:
    form = next(one for one in TABLES if one.kind == sheet["kind"])
    columns = {
        one.name: column for one, column in zip(form.fields, _columns(form, offered[form.kind], lang), strict=True)
    }
    why = Column(title=TO_MEND.get(lang), width=60, shape="long")
    return Sheet(
        name=form.title.get(lang),
        columns=[*(columns[name] for name in sheet["fields"]), why],
        rows=[[_back(cell) for cell in row] for row in sheet["rows"]],
        remarks={(row, column): text for row, column, text in sheet["remarks"]},
    )


def _back(cell: Any) -> Cell:
    return date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell
