"""Tables we hand out, as .xlsx or .csv: the only door to the library that writes spreadsheets.

Text stays text: nothing a person typed becomes a formula, a link or a number on its reader's machine.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

Cell = str | int | float | Decimal | bool | date | None
Shape = Literal["text", "number", "money", "date", "long"]

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
FORMATS: dict[Shape, dict[str, Any]] = {
    "text": {"valign": "top"},
    "number": {"valign": "top", "num_format": "#,##0"},
    "money": {"valign": "top", "num_format": "#,##0.00"},
    "date": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
    "long": {"valign": "top", "text_wrap": True},
}
HEAD = {"bold": True, "bg_color": "#E8EEF0", "bottom": 1, "text_wrap": True, "valign": "top"}
FAULTY = {"bg_color": "#FBE3DF", "border": 1, "border_color": "#B3261E"}
LISTS = "lists"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of what `write_workbook` makes."""
READY_ROWS = 500
"""Empty lines below the last entry that still offer the choices."""
HAZARD = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its head, how wide (letters), what its cells are, what may be chosen, a note on its head."""

    title: str
    width: int = 16
    shape: Shape = "text"
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a head that stays in sight, rows below it, and remarks by (row, column), both from 0."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)


def write_workbook(sheets: Sequence[Sheet], *, title: str, at: datetime) -> bytes:
    """An .xlsx with these sheets; cells with a remark are marked and carry it as a comment. Same input, same bytes."""
    import xlsxwriter  # a web worker that draws no workbook need not carry it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, SAFE)
    book.set_properties({"title": title, "author": "Jianyun 渐云", "created": at.replace(tzinfo=None)})
    styles = _Styles(book)
    lists = _Lists(book)
    for sheet in sheets:
        _draw(book.add_worksheet(sheet.name[:31]), sheet, styles, lists)
    lists.write()
    book.close()
    return target.getvalue()


def write_csv(sheet: Sheet) -> bytes:
    """The same as CSV in UTF-8 with the mark Excel needs; text that a spreadsheet would run gets an apostrophe."""
    target = io.StringIO(newline="")
    lines = csv.writer(target)
    lines.writerow([column.title for column in sheet.columns])
    lines.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return target.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" ").startswith(HAZARD) else cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class _Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, bool], Any] = {}
        self.head = book.add_format(HEAD)

    def of(self, shape: Shape, *, faulty: bool) -> Any:
        """The format of a cell."""
        key = (shape, faulty)
        if key not in self.made:
            self.made[key] = self.book.add_format({**FORMATS[shape], **(FAULTY if faulty else {})})
        return self.made[key]


class _Lists:
    """What may be chosen, on a hidden sheet: a list inside a rule holds 255 letters at most."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.kept: list[tuple[str, ...]] = []

    def source(self, choices: tuple[str, ...]) -> str:
        """The range that holds these choices."""
        if choices not in self.kept:
            self.kept.append(choices)
        from xlsxwriter.utility import xl_col_to_name

        column = xl_col_to_name(self.kept.index(choices), col_abs=True)
        return f"={LISTS}!{column}$1:{column}${len(choices)}"

    def write(self) -> None:
        """Put the lists behind everything else."""
        if not self.kept:
            return
        sheet = self.book.add_worksheet(LISTS)
        sheet.hide()
        for column, choices in enumerate(self.kept):
            sheet.write_column(0, column, choices)


def _draw(page: Any, sheet: Sheet, styles: _Styles, lists: _Lists) -> None:
    page.freeze_panes(1, 0)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, styles.of(column.shape, faulty=False))
        page.write_string(0, index, column.title, styles.head)
        if column.note:
            page.write_comment(0, index, column.note, {"x_scale": 2})
        if column.choices:
            rule = {"validate": "list", "source": lists.source(column.choices), "error_type": "warning"}
            page.data_validation(1, index, len(sheet.rows) + READY_ROWS, index, rule)
    for number, row in enumerate(sheet.rows):
        for index, cell in enumerate(row):
            remark = sheet.remarks.get((number, index), "")
            _put(page, number + 1, index, cell, styles.of(_shape(sheet, index, cell), faulty=bool(remark)))
            if remark:
                page.write_comment(number + 1, index, remark, {"x_scale": 2, "y_scale": 1.5})


def _shape(sheet: Sheet, index: int, cell: Cell) -> Shape:
    """The column's shape where the cell is of it; what was typed into the wrong column is shown as it is."""
    shape = sheet.columns[index].shape
    if isinstance(cell, str):
        return shape if shape in ("text", "long") else "text"
    return shape if (shape == "date") == isinstance(cell, date) else "date" if isinstance(cell, date) else "number"


def _put(page: Any, row: int, index: int, cell: Cell, style: Any) -> None:
    if cell is None:
        page.write_blank(row, index, None, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, index, cell, style)
    elif isinstance(cell, str):
        page.write_string(row, index, cell[:32767], style)
    elif isinstance(cell, date):
        page.write_datetime(row, index, cell, style)
    else:
        page.write_number(row, index, cell, style)
