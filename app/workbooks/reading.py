"""From the cells of a workbook to answers, or every fault with its row. Pure."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from app.content.answers import Wrong, read_answer
from app.content.schema import Kind, Question
from app.kit.errors import Invalid
from app.kit.tables import Cell, Table
from app.kit.text import Text
from app.kit.words import UncleanText, canonical, shown
from app.workbooks.layout import LINED, MARK, Line, Part, Slot
from app.workbooks.wording import (
    ALONE,
    BOTH,
    EMPTY,
    HALF,
    HEADS,
    IN_LINES,
    NO_CHOICE,
    NO_NUMBER,
    NO_TICK,
    NO_WHOLE,
    NOT_OURS,
    ONLY_IN_LINES,
    OTHER_ASSESSMENT,
    OTHER_EDITION,
    OTHER_FIRM,
    ROW_TWICE,
    STRANGE_ROW,
    TWICE,
    YES,
)

HEAD_WITHIN = 10
"""A title may have been put above the head; further down nobody looks for it."""
NOTE_LIMIT = 2000
TICKED = frozenset({"yes", "是", "y", "true", "1", "√", "✓", "✔", "x", "有", "对"})
NOT_TICKED = frozenset({"no", "否", "n", "false", "0", "×", "✗", "无", "没有", "不是"})


class BadCell(UncleanText):
    """An answer that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in one row. `row` counts from 1 as spreadsheets do; `key`: its hidden one, empty for strangers."""

    row: int
    key: str
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the file says to one question: an answer in sheet form (None: nothing), and a note."""

    slot: Slot
    raw: Any
    note: str
    stamp: str
    """As it travelled with the file: of the answer that stood when it was downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row that count."""

    number: int
    stamp: str
    answer: Cell
    note: Cell


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one sheet said."""

    part: Part
    rows: dict[str, Row] = field(default_factory=dict)
    strange: list[tuple[Row, Cell]] = field(default_factory=list)
    """Rows that are nobody's, with what stands in the question column."""
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    part: Part
    at: int
    key: int
    places: Mapping[str, int]


def read_questionnaire(tables: Sequence[Table], parts: Sequence[Part]) -> list[Reading]:
    """Every sheet that is one of these parts. Invalid when none is, or it is of another firm, assessment or edition."""
    heads = [(table, head) for table in tables if (head := _find_head(table, parts)) is not None]
    if not heads:
        raise Invalid(NOT_OURS)
    if len({id(head.part) for _table, head in heads}) < len(heads):
        raise Invalid(TWICE)
    readings = [_read_table(table, head) for table, head in heads]
    if not any(one.entries or one.faults for one in readings):
        raise Invalid(EMPTY)
    return readings


# -- what the file is -------------------------------------------------------------------------------------------------


def plain(text: object) -> str:
    """Words as they are compared: one width, one case, no blanks at the ends and none doubled."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split()).rstrip("。.")


def _find_head(table: Table, parts: Sequence[Part]) -> _Head | None:
    for at, row in enumerate(table.rows[:HEAD_WITHIN]):
        for key, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith(MARK):
                return _Head(part=_part_for(cell, parts), at=at, key=key, places=_places(row))
    return None


def _part_for(mark: str, parts: Sequence[Part]) -> Part:
    for part in parts:
        if part.mark == mark:
            return part
    told = [*mark.split("|"), "", "", "", ""]
    instrument, edition, firm, assessment = told[1:5]
    main = parts[0]
    if firm != str(main.tenant_id):
        raise Invalid(OTHER_FIRM)
    if assessment != str(main.assessment_id):
        raise Invalid(OTHER_ASSESSMENT)
    ours = {one.filling.instrument.id: one.filling.instrument for one in parts}
    right = ours.get(instrument, main.filling.instrument)
    raise Invalid(OTHER_EDITION.format(theirs=shown(f"{instrument} {edition}"), ours=f"{right.id} {right.version}"))


def _places(row: tuple[Cell, ...]) -> dict[str, int]:
    """Where the columns that are read stand, by their heads in either language."""
    heads = {plain(cell): column for column, cell in reversed(list(enumerate(row))) if isinstance(cell, str)}
    places = {}
    for name in ("question", "answer", "note"):
        found = [heads[plain(text)] for text in (HEADS[name].zh, HEADS[name].en) if plain(text) in heads]
        if not found:
            raise Invalid(NOT_OURS)
        places[name] = found[0]
    return places


# -- rows -------------------------------------------------------------------------------------------------------------


def _read_table(table: Table, head: _Head) -> Reading:
    reading = Reading(part=head.part)
    keys = set(_keys(head.part))
    for number, row in enumerate(table.rows[head.at + 1 :], start=head.at + 2):
        _take(reading, keys, _cells(row, head, number))
    for slot in head.part.slots:
        _read_slot(reading, slot)
    reading.faults.sort(key=lambda fault: fault.row)
    return reading


def _keys(part: Part) -> Iterator[str]:
    for slot in part.slots:
        yield slot.key
        if slot.question.kind in LINED:
            yield from (slot.line_key(line) for line in slot.lines)


def _cells(row: tuple[Cell, ...], head: _Head, number: int) -> tuple[str, Row, Cell]:
    def at(column: int) -> Cell:
        return row[column] if column < len(row) else None

    key, stamp = at(head.key), at(head.key + 1)
    held = Row(number=number, stamp=str(stamp or ""), answer=at(head.places["answer"]), note=at(head.places["note"]))
    return str(key or ""), held, at(head.places["question"])


def _take(reading: Reading, keys: set[str], told: tuple[str, Row, Cell]) -> None:
    key, row, question = told
    if key in keys and key not in reading.rows:
        reading.rows[key] = row
    elif row.answer is not None or row.note is not None:
        message = ROW_TWICE.format(row=reading.rows[key].number) if key in keys else STRANGE_ROW
        reading.faults.append(Fault(row=row.number, key="", message=message))
        reading.strange.append((row, question))


def _read_slot(reading: Reading, slot: Slot) -> None:
    head = reading.rows.get(slot.key)
    key, row = slot.key, head.number if head else 0
    try:
        note = canonical(str(head.note), limit=NOTE_LIMIT) if head and head.note is not None else ""
        raw = (
            _read_lines(reading, slot)
            if slot.question.kind in LINED
            else _read_cell(slot, head.answer if head else None)
        )
        if raw is not None:
            read_answer(slot.question, raw, reading.part.filling.company)
    except (UncleanText, Wrong) as wrong:
        place = wrong.key if isinstance(wrong, _InLine) else key
        number = reading.rows[place].number if place in reading.rows else row
        reading.faults.append(Fault(row=number, key=place, message=wrong.message))
        return
    if raw is not None or note:
        stamp = head.stamp if head else ""
        reading.entries.append(Entry(slot=slot, raw=raw, note=note, stamp=stamp))


class _InLine(BadCell):
    """A fault in one of the rows below a question."""

    def __init__(self, message: Text, key: str) -> None:
        super().__init__(message)
        self.key = key


def _state(slot: Slot, cell: Cell) -> str | None:
    """dont_know or not_applicable, where that is what a cell says."""
    for state, text in slot.states.items():
        if plain(cell) in (plain(text.zh), plain(text.en), state):
            return state
    return None


def _read_cell(slot: Slot, cell: Cell) -> Any:
    if cell is None:
        return None
    if state := _state(slot, cell):
        return {"state": state}
    question = slot.question
    if question.kind is Kind.SINGLE:
        return _choice(question, cell)
    if question.kind is Kind.TEXT:
        return str(cell)
    return _step(question, cell)


def _choice(question: Question, cell: Cell) -> str:
    for option in question.options:
        if plain(cell) in (plain(option.text.zh), plain(option.text.en), option.id):
            return option.id
    raise BadCell(NO_CHOICE.format(value=shown(cell)))


def _step(question: Question, cell: Cell) -> int | float:
    low = int(question.min or 0)
    for number, text in enumerate(question.steps, start=low):
        if plain(cell) in (plain(text.zh), plain(text.en)):
            return number
    return _number(cell) if question.kind is Kind.NUMBER else _whole(cell)


def _number(cell: Cell) -> int | float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    try:
        value = Decimal(unicodedata.normalize("NFKC", str(cell)[:40]).replace(",", "").strip())
    except InvalidOperation:
        raise BadCell(NO_NUMBER.format(value=shown(cell))) from None
    if not value.is_finite() or value.adjusted() > 15:  # far beyond any figure, and int() of it would be a bomb
        raise BadCell(NO_NUMBER.format(value=shown(cell)))
    return int(value) if value == value.to_integral_value() else float(value)


def _whole(cell: Cell) -> int:
    value = _number(cell)
    if not isinstance(value, int) or value < 0:
        raise BadCell(NO_WHOLE.format(value=shown(cell)))
    return value


# -- questions answered in several rows -------------------------------------------------------------------------------


def _read_lines(reading: Reading, slot: Slot) -> Any:
    head = reading.rows.get(slot.key)
    state = None
    if head is not None and head.answer is not None:
        state = _state(slot, head.answer)
        if state is None:
            raise BadCell(IN_LINES if slot.states else ONLY_IN_LINES)
    given = {}
    for line in slot.lines:
        row = reading.rows.get(slot.line_key(line))
        if row is not None and row.answer is not None:
            given[line.id] = _read_line(slot, line, row.answer)
    value = _ticked(slot, given) if slot.question.kind is Kind.MULTIPLE else _complete(slot, given)
    if state is not None and value is not None:
        raise BadCell(BOTH.format(state=slot.states[state]))
    return {"state": state} if state else value


def _read_line(slot: Slot, line: Line, cell: Cell) -> Any:
    try:
        if slot.question.kind is Kind.MULTIPLE:
            return _tick(cell)
        return _whole(cell) if slot.question.kind is Kind.SHARE else _step(slot.question, cell)
    except BadCell as bad:
        raise _InLine(bad.message, slot.line_key(line)) from None


def _tick(cell: Cell) -> bool:
    said = plain(cell)
    if said in TICKED or said in (plain(YES.zh), plain(YES.en)):
        return True
    if said in NOT_TICKED:
        return False
    raise BadCell(NO_TICK.format(value=shown(cell)))


def _ticked(slot: Slot, given: Mapping[str, bool]) -> list[str] | None:
    chosen = [one.id for one in slot.question.options if given.get(one.id)]
    alone = next((one for one in slot.question.options if one.exclusive and one.id in chosen), None)
    if alone is not None and len(chosen) > 1:
        raise BadCell(ALONE.format(option=alone.text))
    return chosen or None


def _complete(slot: Slot, given: Mapping[str, Any]) -> dict[str, Any] | None:
    if given and len(given) < len(slot.lines):
        raise BadCell(HALF)
    return dict(given) or None
