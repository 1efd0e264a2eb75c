"""From the cells of a workbook to systems and machine groups, or every fault with its row and column. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from pydantic import ValidationError

from app.content import firm
from app.content.wording import sentence
from app.imports.columns import TABLES, Field, Labels, TableForm
from app.imports.wording import (
    ABOVE,
    FUTURE,
    NO_CHOICE,
    NO_DAY,
    NO_HEADER,
    NO_NUMBER,
    NOTHING,
    TO_MEND,
    TOO_MANY_ROWS,
    TWIN,
    UNKNOWN_COLUMN,
    UNKNOWN_KEY,
    lacking,
)
from app.kit.errors import Invalid
from app.kit.tables import Cell, Table
from app.kit.text import Text
from app.kit.words import UncleanText, canonical, shown

Record = firm.Workload | firm.EquipmentGroup
MOST_ROWS = 500
"""Entries of one kind that one file may hold."""
HEAD_WITHIN = 10
"""A title or a remark may stand above the head; further down nobody looks for it."""
FEW = 8
"""Choices a message names."""
BLANK = "new"


class BadCell(UncleanText):
    """A cell that cannot be read as what its column holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong in one place. `row` counts from 1 as spreadsheets do; `column` from 0, None for the whole row."""

    row: int
    column: int | None
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row that can be kept; its `record.id` is the entry it replaces, or `new`."""

    row: int
    record: Record


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one sheet said."""

    form: TableForm
    table: Table
    head: int
    """Index of the row that names the columns."""
    fields: dict[int, Field]
    entries: list[Entry] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the firm has already, and what its columns offer."""

    today: date
    records: Mapping[str, Mapping[str, Record]]
    """kind -> key -> entry."""
    labels: Mapping[str, Mapping[str, Labels]]
    """kind -> field -> choices."""


def read_inventory(tables: Sequence[Table], known: Known) -> list[Reading]:
    """Every sheet that holds systems or machines. Invalid when none does, or nothing stands in it."""
    readings = [found for table in tables if (found := _recognise(table)) is not None]
    if not readings:
        raise Invalid(NO_HEADER)
    for reading in readings:
        _read_rows(reading, known)
    if not any(one.entries or one.faults for one in readings):
        raise Invalid(NOTHING)
    for form in TABLES:
        _find_twins([one for one in readings if one.form is form], known)
    return readings


# -- heads ------------------------------------------------------------------------------------------------------------


def plain(text: object) -> str:
    """Words as they are compared: one width, one case, no blanks, no star, no remark in brackets at the end."""
    folded = unicodedata.normalize("NFKC", str(text)).casefold()
    return re.sub(r"[\s*:]", "", re.sub(r"\([^()]*\)\s*\*?$", "", folded.strip()))


def _heads(form: TableForm) -> dict[str, Field]:
    return {plain(name): one for one in form.fields for name in (one.title.zh, one.title.en, one.name)}


def _named(form: TableForm, row: tuple[Cell, ...]) -> dict[int, Field]:
    """The form's columns that a row names, by their place; the first of two that say the same."""
    heads, fields = _heads(form), dict[int, Field]()
    for column, cell in enumerate(row):
        one = heads.get(plain(cell)) if isinstance(cell, str) else None
        if one is not None and one not in fields.values():
            fields[column] = one
    return fields


def _recognise(table: Table) -> Reading | None:
    """The head is the row that names most of a form's columns, its needed ones among them."""
    best: tuple[int, TableForm, int, dict[int, Field]] | None = None
    for form, (number, row) in product(TABLES, enumerate(table.rows[:HEAD_WITHIN])):
        fields = _named(form, row)
        needed = {one.name for one in form.fields if one.needed}
        if needed <= {one.name for one in fields.values()} and (best is None or len(fields) > best[0]):
            best = (len(fields), form, number, fields)
    if best is None:
        return None
    _, form, head, fields = best
    ours = {plain(TO_MEND.zh), plain(TO_MEND.en)}
    strange = [cell for column, cell in enumerate(table.rows[head]) if cell is not None and column not in fields]
    ignored = [shown(cell) for cell in strange if plain(cell) not in ours]
    return Reading(form=form, table=table, head=head, fields=fields, ignored=ignored)


# -- rows -------------------------------------------------------------------------------------------------------------


def _read_rows(reading: Reading, known: Known) -> None:
    rows = [
        (number, row)
        for number, row in enumerate(reading.table.rows[reading.head + 1 :], start=reading.head + 2)
        if any(row[column] is not None for column in reading.fields if column < len(row))
    ]
    if len(rows) > MOST_ROWS:
        raise Invalid(TOO_MANY_ROWS.format(most=MOST_ROWS, found=len(rows)))
    for number, row in rows:
        faults = list[RowFault]()
        values = dict(_values(reading, row, number, known, faults))
        record = None if faults else _record(reading, values, number, faults)
        if record is not None:
            faults += _impossible(reading, record, number, known.today)
        reading.faults += faults
        if record is not None and not faults:
            reading.entries.append(Entry(row=number, record=record))


def _values(
    reading: Reading, row: tuple[Cell, ...], number: int, known: Known, faults: list[RowFault]
) -> Iterator[tuple[str, Any]]:
    labels = known.labels[reading.form.kind]
    for column, one in reading.fields.items():
        cell = row[column] if column < len(row) else None
        if cell is None:
            if one.needed:
                faults.append(RowFault(row=number, column=column, message=lacking(one)))
            continue
        try:
            value = _value(one, cell, labels.get(one.name, {}))
        except UncleanText as error:
            faults.append(RowFault(row=number, column=column, message=error.message))
            continue
        if one.form == "key" and value not in known.records[reading.form.kind]:
            message = UNKNOWN_KEY.format(value=shown(cell))
            faults.append(RowFault(row=number, column=column, message=message))
            continue
        yield one.name, value


def _value(one: Field, cell: Cell, labels: Labels) -> Any:
    """A cell as the field's value; UncleanText says why it is none."""
    if one.form == "count":
        return _count(cell)
    if one.form == "day":
        return _day(cell)
    if one.form in ("choice", "flag"):
        chosen = _choice(cell, labels)
        return (chosen == "yes") != one.turned if one.form == "flag" else chosen
    return canonical(" ".join(str(cell).split()), limit=120)


def _count(cell: Cell) -> int:
    """A whole number; people write "12 台"."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).replace(",", "").strip()
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?\s*[^\d\s.\-+]{0,8}", text)
    if found is None:
        raise BadCell(NO_NUMBER.format(value=shown(cell)))
    return int(found[1])


def _day(cell: Cell) -> date:
    if isinstance(cell, date):
        return cell
    found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", str(cell).strip())
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(str(cell))
    except ValueError:
        raise BadCell(NO_DAY.format(value=shown(cell))) from None


def _choice(cell: Cell, labels: Labels) -> str:
    if isinstance(cell, bool):
        cell = "yes" if cell else "no"
    wanted = SHORT.get(plain(cell), plain(cell)) if "yes" in labels else plain(cell)
    for id, label in labels.items():
        if wanted in {plain(id), *_names(label.zh), *_names(label.en)}:
            return id
    few, more = list(labels.values())[:FEW], len(labels) > FEW
    zh, en = "、".join(one.zh for one in few), "; ".join(one.en for one in few)
    offered = Text(zh=f"{zh}等" if more else zh, en=f"{en}; …" if more else en)
    raise BadCell(NO_CHOICE.format(value=shown(cell), offered=offered))


def _names(label: str) -> set[str]:
    """A label, and what stands in brackets at its end: "ERP" is enough for 订单、库存与采购（ERP）."""
    short = re.search(r"\(([^()]+)\)$", unicodedata.normalize("NFKC", label))
    return {plain(label), *([plain(short[1])] if short else [])}


SHORT = {"√": "yes", "✓": "yes", "y": "yes", "true": "yes", "1": "yes", "有": "yes"} | {
    "×": "no",
    "✗": "no",
    "x": "no",
    "n": "no",
    "false": "no",
    "0": "no",
    "无": "no",
    "没有": "no",
}
"""What people write for yes and no."""


def _record(reading: Reading, values: dict[str, Any], number: int, faults: list[RowFault]) -> Record | None:
    try:
        return reading.form.record.model_validate({"id": BLANK, **values})
    except ValidationError as error:
        places = {one.name: column for column, one in reading.fields.items()}
        for one in error.errors(include_url=False):
            place = places.get(str(one["loc"][0])) if one["loc"] else None
            faults.append(RowFault(row=number, column=place, message=sentence(one)))
        return None


def _impossible(reading: Reading, record: Record, number: int, today: date) -> Iterator[RowFault]:
    """Counts above the count they are part of, and days to come."""
    places = {one.name: column for column, one in reading.fields.items()}
    if isinstance(record, firm.Workload):
        if record.restore_tested_on is not None and record.restore_tested_on > today:
            yield RowFault(row=number, column=places["restore_tested_on"], message=FUTURE)
        return
    for inner, outer in firm.COUNTED_WITHIN:
        if getattr(record, inner) > getattr(record, outer):
            most, title = getattr(record, outer), reading.form.field(outer).title
            message = ABOVE.format(most=most, outer=title)
            yield RowFault(row=number, column=places.get(inner), message=message)
            return


# -- the same thing twice ---------------------------------------------------------------------------------------------


def _find_twins(readings: list[Reading], known: Known) -> None:
    """Two rows for one entry are a fault of the second. A row without number is the entry of the same name, if any."""
    seen: dict[str, int] = {}
    for reading in readings:
        named: dict[str, str] = {}
        for key, record in known.records[reading.form.kind].items():
            named.setdefault(plain(record.name), key)
        kept = []
        for entry in reading.entries:
            record = entry.record
            key = named.get(plain(record.name), BLANK) if record.id == BLANK else record.id
            mark = key if key != BLANK else f" {plain(record.name)}"
            if mark in seen:
                message = TWIN.format(name=shown(record.name), row=seen[mark])
                reading.faults.append(RowFault(row=entry.row, column=None, message=message))
                continue
            seen[mark] = entry.row
            kept.append(Entry(row=entry.row, record=record.model_copy(update={"id": key})))
        reading.entries = kept
        reading.faults.sort(key=lambda fault: (fault.row, fault.column if fault.column is not None else -1))


def unknown_columns(readings: Sequence[Reading]) -> Text | None:
    """A sentence about columns nobody knows, None when there are none."""
    names = [name for reading in readings for name in reading.ignored]
    if not names:
        return None
    return UNKNOWN_COLUMN.format(names=Text(zh="、".join(names[:8]), en=", ".join(names[:8])))
