"""Word files: what is written is read back as text, whatever it is, and the package is clean."""

import re
import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from docx import Document

from app.kit.docx import Entry, Manuscript, Meta
from app.kit.leaf import Bit, Cell, Grid, Line, bits_of, mark_of
from app.kit.wordml import OFFICIAL, W
from tests.factories.files import photo

META = Meta(title="佛山 <诊断> & 报告", lang="zh", day=date(2026, 11, 23), keywords="6D06-WY7M")
NASTY = "a</w:t><w:br/>&amp;{TOC}\x00\x08\x1f\ud800\ufffe" + "e\u0301" * 50
GRID = Grid(
    widths=(40, 60),
    lines=(
        Line(cells=(Cell(text="项目"), Cell(text="金额", align="end")), head=True),
        Line(cells=(Cell(text=NASTY), Cell(text="=1+1"))),
        Line(cells=(Cell(text="合计", span=2),)),
    ),
    mark=mark_of("t", "cash-plan"),
    alt='"资金" <表>',
)


def written() -> bytes:
    paper = Manuscript(META, faces=OFFICIAL)
    paper.running("佛山 <甲> 厂", "自评")
    paper.contents("目录", [Entry(mark="k_a", title="甲 & 乙", number="1")], note="更新域")
    paper.paragraph(bits_of(f"**{NASTY}** 之后"), "Heading 1", mark="k_a")
    paper.paragraph([Bit("官网", address="https://example.org/?a=1&b=2"), Bit("坏", address="javascript:alert(1)")])
    paper.bullets(["一", "二"], ordered=True)
    paper.bullets(["又一"], ordered=True)
    paper.table(GRID)
    left, right = paper.side_by_side([50, 50], ["note-soft"])
    left.picture(photo(form="PNG"), alt='雷达 "图" <1>', width=400, name="radar")
    left.table(GRID)
    right.paragraph("右")
    paper.lay([left, right], edge="note")
    return paper.save()


@pytest.fixture(scope="module")
def content() -> bytes:
    return written()


def test_what_is_written_is_read_back_as_text(content: bytes) -> None:
    document = Document(BytesIO(content))
    shown = NASTY[: NASTY.index("\x00")] + "e\u0301" * 50
    heading = next(one for one in document.paragraphs if one.style.name == "Heading 1")
    assert heading.text == f"{shown} 之后"
    table = document.tables[0]
    assert [cell.text for cell in table.rows[1].cells] == [shown, "=1+1"]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.header.paragraphs[0].text == "佛山 <甲> 厂"
    codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", section.footer._element.xml)
    assert [one.strip() for one in codes] == ["PAGE", "NUMPAGES"]


def test_rows_stay_whole_and_heads_are_repeated(content: bytes) -> None:
    document = Document(BytesIO(content))
    rows = document.tables[0]._tbl.findall(f"{{{W}}}tr")
    assert all(row.find(f".//{{{W}}}cantSplit") is not None for row in rows)
    assert [row.find(f".//{{{W}}}tblHeader") is not None for row in rows] == [True, False, False]


def test_package_is_clean(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)
    assert not [one for one in names if "thumbnail" in one or "customXml" in one or "Effects" in one or "vba" in one]
    body = parts["word/document.xml"].decode()
    links = parts["word/_rels/document.xml.rels"].decode()
    assert "https://example.org/?a=1&amp;b=2" in links
    assert "javascript" not in links + body
    assert body.count("<w:instrText") == 1, "only the contents are a field"
    assert "updateFields" not in parts["word/settings.xml"].decode()
    assert 'w:eastAsia="宋体"' in parts["word/styles.xml"].decode()
    assert 'w:eastAsia="zh-CN"' in parts["word/styles.xml"].decode()
    marks = re.findall(r'bookmarkStart w:id="(\d+)" w:name="([^"]+)"', body)
    assert [name for _id, name in marks] == ["k_a", "t_cash_plan"], "the second table of a name is not marked again"
    assert 'descr="雷达 &quot;图&quot; &lt;1&gt;"' in body
    numbers = re.findall(r'numId w:val="(\d+)"', body)
    assert numbers == ["2", "2", "3"], "every ordered list counts from one"


def test_same_text_gives_same_bytes_without_a_person(content: bytes) -> None:
    assert written() == content
    told = Document(BytesIO(content)).core_properties
    assert (told.author, told.last_modified_by, told.title) == ("Jianyun", "Jianyun", META.title)
    assert told.created.date() == META.day


def test_bookmarks_are_names_word_accepts() -> None:
    long = mark_of("i", "card-" + "x" * 60)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", long)
    assert long != mark_of("i", "card-" + "x" * 61)
    assert mark_of("t", "all-answers") == "t_all_answers"
