"""Tables people hand in, as .xlsx or .csv: the only door to the library that reads spreadsheets.

A spreadsheet is a small program from a stranger. Before the library sees it, its parts are unpacked up to a limit and
every cell's place is read: one cell far away makes the library hold every empty one before it (6 kB became 6 GB).
"""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from app.kit.errors import Invalid
from app.kit.text import Text

Cell = str | int | float | bool | datetime.date | None

MOST_ROWS = 2000
MOST_COLUMNS = 100
MOST_UNPACKED = 40 * 1024 * 1024
"""Bytes of all parts of a workbook together."""
MOST_PARTS = 500
NOT_A_TABLE = Text(
    zh="读不了这个文件，什么都没有导入。请在 Excel 或 WPS 里另存为“.xlsx”，再上传一次。",
    en="This file cannot be read, and nothing was imported. Save it as .xlsx in Excel or WPS and upload it again.",
)
OLD_FORMAT = Text(
    zh="这是旧格式（.xls、.et）或加了密码的文件，什么都没有导入。请去掉密码，另存为“.xlsx”，再上传一次。",
    en="This is an older format (.xls, .et) or has a password, and nothing was imported. Take the password off, save it"
    " as .xlsx and upload it again.",
)
MACROS = Text(
    zh="这个文件带有宏（.xlsm），什么都没有导入。请另存为不带宏的“.xlsx”，再上传一次。",
    en="This workbook carries macros (.xlsm), and nothing was imported. Save it as .xlsx without macros and upload it"
    " again.",
)
TOO_MUCH = Text(
    zh="表格太大，什么都没有导入：每张工作表最多 {rows} 行、{columns} 列。请检查远处是否有多余的内容，或分几次导入。",
    en="The table is too large, and nothing was imported: at most {rows} rows and {columns} columns a sheet. Look for"
    " stray cells far away, or import it in parts.",
)
UNREADABLE_TEXT = Text(
    zh="看不出这个 CSV 的文字编码，什么都没有导入。请另存为“.xlsx”或“CSV UTF-8”，再上传一次。",
    en="The character encoding of this CSV cannot be told, and nothing was imported. Save it as .xlsx or as CSV UTF-8"
    " and upload it again.",
)
SHIELD = "'"
"""What our own CSV puts before text that a spreadsheet would run."""
OLE = b"\xd0\xcf\x11\xe0"
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows[0]` is its first line, empty lines kept, so that row n of the sheet is `rows[n - 1]`."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in one cell. `row` counts from 1 as spreadsheets do; `column`: our name of it."""

    row: int
    column: str
    message: Text


def read_tables(content: bytes) -> tuple[Table, ...]:
    """The visible sheets of a workbook, or the one table of a CSV. Invalid says why it cannot be read."""
    if content.startswith(OLE):
        raise Invalid(OLD_FORMAT)
    if content.startswith(b"PK"):
        _inspect(content)
        return tuple(_sheets(content))
    return (Table("", tuple(_lines(_decoded(content)))),)


def _sheets(content: bytes) -> Iterator[Table]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheets_metadata:
            if str(sheet.visible).endswith(".Visible") and str(sheet.typ).endswith(".WorkSheet"):
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                yield Table(sheet.name, tuple(tuple(map(_cell, row)) for row in rows))
    except (CalamineError, ValueError, OSError) as error:
        raise Invalid(NOT_A_TABLE) from error


def _cell(value: object) -> Cell:
    """Whole numbers as whole numbers, days as days, text trimmed, nothing as None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, bool | int | float | datetime.date):
        return value
    return str(value)


# -- what a workbook would cost ---------------------------------------------------------------------------------------


def _inspect(content: bytes) -> None:
    """Unpack every part within limits and read where its cells are; Invalid when that is no workbook of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _inspect_parts(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Invalid(NOT_A_TABLE) from error
    except (expat.ExpatError, zlib.error, ValueError) as error:
        raise Invalid(NOT_A_TABLE) from error


def _inspect_parts(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
        raise _too_much()
    if "xl/workbook.xml" not in parts.namelist():
        raise Invalid(NOT_A_TABLE)
    if any(one.filename.rpartition("/")[2].casefold().startswith("vbaproject") for one in infos):
        raise Invalid(MACROS)
    for info in infos:
        # Reading to the end proves the size that was declared; the library would trust it.
        part = parts.read(info)
        if info.filename.endswith((".xml", ".rels")):
            _Places().read(part)


class _Places:
    """Follows the rows and cells of a part; refuses entities, and places beyond the limits."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.refuse

    def read(self, part: bytes) -> None:
        """Walk one part."""
        self.parser.Parse(part, True)

    def refuse(self, *_: object) -> None:
        """A workbook has no document type of its own."""
        raise Invalid(NOT_A_TABLE)

    def start(self, name: str, given: dict[str, str]) -> None:
        """One element begins."""
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
        elif kind == "c":
            self.column += 1
            if "r" in given:
                place = PLACE.match(given["r"])
                if place is None:  # the library reads more spellings than spreadsheets write
                    raise Invalid(NOT_A_TABLE)
                self.column, self.row = _number(place[1]), int(place[2])
        if not 0 <= self.row <= MOST_ROWS or self.column > MOST_COLUMNS:
            raise _too_much()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _too_much() -> Invalid:
    return Invalid(TOO_MUCH.format(rows=MOST_ROWS, columns=MOST_COLUMNS))


# -- CSV --------------------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """Text of a CSV as Excel, WPS and everybody else write it: UTF-8, UTF-16 with a mark, or GB 18030."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Invalid(UNREADABLE_TEXT)


def _lines(text: str) -> Iterator[tuple[Cell, ...]]:
    head = text.split("\n", 1)[0]
    mark = max(",\t;", key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_much()
            yield tuple(cell.strip().removeprefix(SHIELD) or None for cell in row)
    except csv.Error as error:
        raise Invalid(NOT_A_TABLE) from error
