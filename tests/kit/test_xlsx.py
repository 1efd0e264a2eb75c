"""Spreadsheets we hand out."""

import io
import zipfile
from datetime import UTC, date, datetime

from app.kit.tables import read_tables
from app.kit.xlsx import Column, Sheet, write_csv, write_workbook

AT = datetime(2026, 11, 27, tzinfo=UTC)
BAIT = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://x.example", "00123", "1e5")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_typed_text_becomes_neither_formula_nor_link_nor_number() -> None:
    sheet = Sheet(name="A", columns=[Column(title="x")], rows=[[text] for text in BAIT])
    content = write_workbook([sheet], title="T", at=AT)
    inside = parts(content)["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in inside and b"hyperlink" not in inside
    assert [row[0] for row in read_tables(content)[0].rows[1:]] == [text.strip() for text in BAIT]


def test_a_csv_shields_what_a_spreadsheet_would_run_and_reads_back() -> None:
    sheet = Sheet(
        name="A", columns=[Column(title="x"), Column(title="y")], rows=[["=1+1", -5], [" @x", date(2026, 5, 3)]]
    )
    content = write_csv(sheet)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[1:] == ["'=1+1,-5", "' @x,2026-05-03"]
    assert read_tables(content)[0].rows[1] == ("=1+1", "-5")


def test_numbers_and_days_are_real_and_the_head_stays_in_sight() -> None:
    sheet = Sheet(
        name="B",
        columns=[
            Column(title="n", shape="number"),
            Column(title="d", shape="date"),
            Column(title="c", choices=("a", "b")),
        ],
        rows=[[5, date(2026, 5, 3), "a"]],
        remarks={(0, 2): "wrong"},
    )
    content = write_workbook([sheet], title="T", at=AT)
    assert read_tables(content)[0].rows[1] == (5, date(2026, 5, 3), "a")
    inside = parts(content)
    assert b'state="frozen"' in inside["xl/worksheets/sheet1.xml"]
    assert b"dataValidation" in inside["xl/worksheets/sheet1.xml"] and b"wrong" in inside["xl/comments1.xml"]
    assert write_workbook([sheet], title="T", at=AT) == content, "the same input gives the same bytes"
