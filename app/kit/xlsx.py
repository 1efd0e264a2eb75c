"""Tables we hand out, as .xlsx or .csv: the only door to the library that writes spreadsheets.

Text stays text: nothing a person typed becomes a formula, a link or a number on its reader's machine.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any, Literal

from app.kit.text import Lang
from app.kit.tokens import colour

Shape = Literal["text", "number", "money", "date", "long", "plain", "decimal", "share", "figure", "strong", "entry"]

LINE_COLOUR = "#B9C4C7"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
FORMATS: dict[Shape, dict[str, Any]] = {
    "text": {"valign": "top"},
    "number": {"valign": "top", "num_format": "#,##0"},
    "money": {"valign": "top", "num_format": "#,##0.00"},
    "date": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
    "long": {"valign": "top", "text_wrap": True},
    "plain": {"valign": "top", "num_format": "0"},
    "decimal": {"valign": "top", "num_format": "0.0"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "figure": {"valign": "top", "align": "right"},
    "strong": {"valign": "top", "text_wrap": True, "bold": True},
    "entry": {"valign": "top", "text_wrap": True, "border": 1, "border_color": LINE_COLOUR, "bg_color": "#FFFDF2"},
}
IN_WORDS: dict[Lang, dict[Shape, str]] = {
    "zh": {"money": '"¥"#,##0;-"¥"#,##0;"–"', "date": 'yyyy"年"m"月"d"日"'},
    "en": {"money": '"CNY "#,##0;-"CNY "#,##0;"–"', "date": "[$-409]d mmm yyyy"},
}
"""Number formats as readers of a language write money and days."""
FACES: dict[Lang, str] = {"zh": "Microsoft YaHei", "en": "Calibri"}
WORDS = ("text", "long", "date", "strong", "entry")
WRAPPED = ("long", "strong", "entry")
HEAD = {"bold": True, "bg_color": "#E8EEF0", "bottom": 1, "text_wrap": True, "valign": "top"}
FAULTY = {"bg_color": "#FBE3DF", "border": 1, "border_color": "#B3261E"}
ACCENT, QUIET = colour("accent"), colour("ink-soft")
BLOCK = {"bold": True, "bottom": 1, "bottom_color": ACCENT, "font_color": ACCENT}
FRONT_WIDTHS = (34, 56, 66)
LISTS = "lists"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of what `write_workbook` makes."""
READY_ROWS = 500
"""Empty lines below the last entry that still offer the choices."""
FORBIDDEN = "[]:*?/\\"
FOOTER = 60
"""Letters of the title that stand at the foot of a printed page."""
PAGE_WIDTH = 190
"""Letters of all columns together that are readable on one sheet of A4 across."""
LINE, TALLEST = 14.5, 400.0
"""Height of one line of text and of the tallest row, in points. Not every program fits rows to wrapped text itself."""
HAZARD = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
"""Signs that make a spreadsheet compute instead of show; those of a Chinese keyboard are read as the others."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A value drawn otherwise than its column."""

    value: "str | int | float | Decimal | bool | date | None"
    shape: Shape


@dataclass(frozen=True, slots=True)
class Jump:
    """A way to another sheet of the same workbook."""

    sheet: str
    text: str


Cell = str | int | float | Decimal | bool | date | Shaped | Jump | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its head, how wide (letters), what its cells are, what may be chosen, a note on its head.

    hidden: it travels with the rows, and nobody needs to see it."""

    title: str
    width: int = 16
    shape: Shape = "text"
    choices: tuple[str, ...] = ()
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one cell takes: one of these choices, or a number from low to high. Others are warned of, not refused."""

    choices: tuple[str, ...] = ()
    whole: bool = True
    low: float = 0
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a head that stays in sight, rows below it, and remarks by (row, column), both from 0.

    kept: so many columns stay in sight as well. ready: may be filtered by any column and printed on A4 as it is.
    rules: what single cells take, by (row, column).
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    kept: int = 0
    ready: bool = False
    rules: Mapping[tuple[int, int], Rule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A first page: a title and blocks of lines, each a label, what it says, and a remark."""

    name: str
    title: str
    subtitle: str
    blocks: Sequence[tuple[str, Sequence[Sequence[Cell]]]]


def write_workbook(
    sheets: Sequence[Sheet | Front],
    *,
    title: str,
    at: datetime,
    lang: Lang | None = None,
    author: str = "Jianyun 渐云",
) -> bytes:
    """An .xlsx with these sheets; cells with a remark are marked and carry it as a comment. Same input, same bytes.

    lang: money, days and letters as readers of that language are used to.
    """
    import xlsxwriter  # a web worker that draws no workbook need not carry it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, SAFE)
    book.set_properties({"title": title, "author": author, "created": at.replace(tzinfo=None)})
    styles = _Styles(book, lang)
    lists = _Lists(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet_name(sheet.name))
        if isinstance(sheet, Front):
            _draw_front(page, sheet, styles)
        else:
            _draw(page, sheet, styles, lists)
            if sheet.ready:
                _make_ready(page, sheet, title)
    lists.write()
    book.close()
    return target.getvalue()


def sheet_name(name: str) -> str:
    """A name as spreadsheets allow it: at most 31 letters, none of []:*?/\\, no apostrophe at an end."""
    return "".join(" " if sign in FORBIDDEN else sign for sign in name)[:31].strip(" '") or "-"


def write_csv(sheet: Sheet) -> bytes:
    """The same as CSV in UTF-8 with the mark Excel needs; text that a spreadsheet would run gets an apostrophe."""
    return b"".join(stream_csv(sheet.columns, sheet.rows))


def stream_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """As `write_csv`, line by line: rows are taken one at a time."""
    target = io.StringIO(newline="")
    lines = csv.writer(target)
    lines.writerow([column.title for column in columns])
    yield target.getvalue().encode("utf-8-sig")
    for row in rows:
        target.seek(0)
        target.truncate()
        lines.writerow([_plain(cell) for cell in row])
        yield target.getvalue().encode()


def shielded(text: str) -> str:
    """Text for a cell of a CSV, with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(HAZARD) else text


def _plain(cell: Cell) -> str:
    if isinstance(cell, Shaped):
        return _plain(cell.value)
    if cell is None:
        return ""
    if isinstance(cell, Jump):
        return cell.text
    if isinstance(cell, str):
        return shielded(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class _Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any, lang: Lang | None) -> None:
        self.book = book
        self.words = IN_WORDS[lang] if lang else {}
        self.face = {"font_name": FACES[lang], "font_size": 10} if lang else {}
        self.made: dict[tuple[str, bool], Any] = {}
        self.head = self.add(HEAD | ({"indent": 1, "align": "left"} if lang else {}))
        self.end_head = self.add(HEAD | ({"align": "right"} if lang else {}))
        self.link = self.add({"valign": "top", "font_color": ACCENT, "underline": 1})

    def add(self, style: Mapping[str, Any]) -> Any:
        """A format in the letters of the workbook."""
        return self.book.add_format({**self.face, **style})

    def of(self, shape: Shape, *, faulty: bool) -> Any:
        """The format of a cell."""
        key = (shape, faulty)
        if key not in self.made:
            worded: dict[str, Any] = {"num_format": self.words[shape]} if shape in self.words else {}
            if self.face and shape in WORDS:
                worded |= {"indent": 1, "align": "left"}  # apart from a number that ends where it begins
            self.made[key] = self.add({**FORMATS[shape], **worded, **(FAULTY if faulty else {})})
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
    page.freeze_panes(1, sheet.kept)
    for index, column in enumerate(sheet.columns):
        how = {"hidden": True} if column.hidden else {}
        page.set_column(index, index, column.width, styles.of(column.shape, faulty=False), how)
        head = styles.head if column.shape in WORDS else styles.end_head
        page.write_string(0, index, column.title, head)
        if column.note:
            page.write_comment(0, index, column.note, {"x_scale": 2})
        if column.choices:
            rule = _validation(Rule(choices=column.choices), lists)
            page.data_validation(1, index, len(sheet.rows) + READY_ROWS, index, rule)
    for (number, index), one in sheet.rules.items():
        page.data_validation(number + 1, index, number + 1, index, _validation(one, lists))
    for number, row in enumerate(sheet.rows):
        for index, cell in enumerate(row):
            remark = sheet.remarks.get((number, index), "")
            _put(page, number + 1, index, cell, styles.of(_shape(sheet, index, cell), faulty=bool(remark)))
            if remark:
                page.write_comment(number + 1, index, remark, {"x_scale": 2, "y_scale": 1.5})


def _validation(rule: Rule, lists: _Lists) -> dict[str, Any]:
    if rule.choices:
        return {"validate": "list", "source": lists.source(rule.choices), "error_type": "warning"}
    kind = {"validate": "integer" if rule.whole else "decimal", "error_type": "warning"}
    if rule.high is None:
        return {**kind, "criteria": ">=", "value": rule.low}
    return {**kind, "criteria": "between", "minimum": rule.low, "maximum": rule.high}


def _make_ready(page: Any, sheet: Sheet, title: str) -> None:
    widths = [column.width for column in sheet.columns]
    page.set_row(0, _height([None if column.hidden else column.title for column in sheet.columns], widths))
    for number, row in enumerate(sheet.rows):
        wrapped = [_text(cell) if _shape(sheet, index, cell) in WRAPPED else None for index, cell in enumerate(row)]
        page.set_row(number + 1, _height(wrapped, widths))
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.repeat_rows(0)
    if sheet.kept:
        page.repeat_columns(0, sheet.kept - 1)
    widths = [0 if column.hidden else column.width for column in sheet.columns]
    kept = sum(widths[: sheet.kept])
    _on_paper(page, title, max(1, -(-(sum(widths) - kept) // (PAGE_WIDTH - kept))))


def _text(cell: Cell) -> Cell:
    return cell.value if isinstance(cell, Shaped) else cell


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Points a row needs for the texts that wrap in it."""
    lines = (_lines(cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str))
    return min(TALLEST, LINE * max(lines, default=1) + 2)


def _lines(text: str, width: float) -> int:
    """Lines of a text in a column: Chinese signs are two letters wide, and words do not fill a line to its end."""
    room = max(width - 2, 4)
    return sum(max(1, ceil(sum(2 if ord(sign) > 0x2E80 else 1 for sign in line) / room)) for line in text.split("\n"))


def _on_paper(page: Any, title: str, across: int, down: int = 0) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(across, down)
    page.set_footer(f"&L{title[:FOOTER].replace('&', '&&')} · &A&R&P / &N")


def _draw_front(page: Any, front: Front, styles: _Styles) -> None:
    page.hide_gridlines(2)
    for index, width in enumerate(FRONT_WIDTHS):
        page.set_column(index, index, width)
    page.set_row(0, 34)
    page.write_string(0, 0, front.title, styles.add({"bold": True, "font_size": 20, "font_color": ACCENT}))
    page.write_string(1, 0, front.subtitle, styles.add({"font_color": QUIET}))
    head, label = styles.add(BLOCK), styles.add({"valign": "top", "font_color": QUIET})
    line = 3
    for title, rows in front.blocks:
        page.write_row(line, 0, [title, "", ""], head)
        for row in rows:
            line += 1
            page.set_row(line, _height(row, FRONT_WIDTHS))
            for index, cell in enumerate(row):
                shape: Shape = _natural(cell, "long")
                style = label if index == 0 else styles.of(shape, faulty=False)
                _put(page, line, index, cell, styles.link if isinstance(cell, Jump) else style)
        line += 2
    _on_paper(page, front.title, 1, 1)


def _natural(cell: Cell, words: Shape) -> Shape:
    """How a cell is drawn where no column says it; a number beside words stands at the left like them."""
    if isinstance(cell, Shaped):
        return cell.shape
    if isinstance(cell, date):
        return "date"
    return "text" if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else words


def _shape(sheet: Sheet, index: int, cell: Cell) -> Shape:
    """The column's shape where the cell is of it; what was typed into the wrong column is shown as it is."""
    shape = sheet.columns[index].shape
    if isinstance(cell, Shaped):
        return cell.shape
    if isinstance(cell, str | Jump):
        return shape if shape in ("text", "long", "figure") else "text"
    return shape if (shape == "date") == isinstance(cell, date) else "date" if isinstance(cell, date) else "number"


def _put(page: Any, row: int, index: int, cell: Cell, style: Any) -> None:
    if isinstance(cell, Shaped):
        cell = cell.value
    if cell is None:
        page.write_blank(row, index, None, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, index, cell, style)
    elif isinstance(cell, Jump):
        page.write_url(row, index, f"internal:'{sheet_name(cell.sheet)}'!A1", style, cell.text)
    elif isinstance(cell, str):
        page.write_string(row, index, cell[:32767], style)
    elif isinstance(cell, date):
        page.write_datetime(row, index, cell, style)
    else:
        page.write_number(row, index, cell, style)
