"""Spreadsheets from strangers."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from app.kit.errors import Invalid
from app.kit.tables import MOST_COLUMNS, MOST_ROWS, read_tables

SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill: Callable[..., None]) -> bytes:
    """A real .xlsx whose sheet `fill` writes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(book.add_worksheet("A"))
    book.close()
    return target.getvalue()


def altered(content: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """The same workbook with one part rewritten."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(data) if name == part else data)
    return target.getvalue()


def small(sheet: "xlsxwriter.worksheet.Worksheet") -> None:
    """Two cells."""
    sheet.write_row(0, 0, ["a", 1])


def test_formulas_give_what_they_showed_and_merged_cells_their_first() -> None:
    def fill(sheet: "xlsxwriter.worksheet.Worksheet") -> None:
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.merge_range(1, 0, 2, 1, "merged")
        sheet.write(2, 2, " trimmed ")

    [table] = read_tables(workbook(fill))
    assert table.rows == ((2, None, None), ("merged", None, None), (None, None, "trimmed"))


def test_hidden_sheets_are_not_read() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet("seen").write(0, 0, "x")
    hidden = book.add_worksheet("lists")
    hidden.write(0, 0, "y")
    hidden.hide()
    book.close()
    assert [table.name for table in read_tables(target.getvalue())] == ["seen"]


@pytest.mark.parametrize(
    ("row", "column"), [(MOST_ROWS, 0), (0, MOST_COLUMNS), (1_048_575, 16_383)], ids=["deep", "wide", "last cell"]
)
def test_one_cell_far_away_is_refused_before_it_costs_anything(row: int, column: int) -> None:
    with pytest.raises(Invalid, match="too large"):
        read_tables(workbook(lambda sheet: sheet.write(row, column, "far")))


def test_a_hundred_thousand_rows_are_refused() -> None:
    lines = "\n".join(f"{n},x" for n in range(100_000)).encode()
    with pytest.raises(Invalid, match="too large"):
        read_tables(lines)
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % n for n in range(100_000))
    with pytest.raises(Invalid, match="too large"):
        read_tables(altered(workbook(small), lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>")))


@pytest.mark.parametrize(
    "place", [b'r="xfd1048576"', b'r="&#88;FD1048576"', b"r='XFD1048576'", b'r="A0"', b'r="A-5"', b'r=""']
)
def test_places_no_spreadsheet_writes_do_not_slip_past(place: bytes) -> None:
    with pytest.raises(Invalid):
        read_tables(altered(workbook(small), lambda data: data.replace(b'r="B1"', place)))


def test_entities_bombs_and_lies_are_refused() -> None:
    good = workbook(small)
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (50 * 1024 * 1024))
    lying = bytearray(good)
    place = lying.rindex(b"xl/workbook.xml") - 46 + 24
    lying[place : place + 4] = (10).to_bytes(4, "little")
    for content in (altered(good, lambda _: laughs), bomb.getvalue(), bytes(lying), good[:-40], good[:200]):
        with pytest.raises(Invalid):
            read_tables(content)


def test_a_table_comes_back_as_it_was() -> None:
    assert read_tables(workbook(small))[0].rows == (("a", 1),)
