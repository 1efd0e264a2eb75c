"""The report as a Word file: every block, the same marks in both languages, no answers in the edition for others."""

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document

from app.kit.text import LANGS, Lang
from app.reports.models import Format
from app.reports.renderers.docx import compose
from app.reports.renderers.files import Wanted, draw_file
from app.reports.renderers.html import Scribe
from app.reports.renderers.pictures import HEADLINE, Picture, flat
from app.reports.values import Cards, Figure, ReportDocument, Table
from tests.factories.files import photo
from tests.reports.firms import FIRMS, document, report, sheet

DOT = Picture(png=photo((4, 4), "PNG"), width=600)
FIRM = FIRMS[1]


def blocks(one: ReportDocument) -> list[object]:
    return [part for chapter in one.chapters for block in chapter.blocks for part in flat(block)]


def drawn(one: ReportDocument, lang: Lang) -> bytes:
    names = [HEADLINE, *(part.id for part in blocks(one) if isinstance(part, Figure))]
    return compose(one, lang, dict.fromkeys(names, DOT))


def body(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def words(content: bytes) -> str:
    return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", body(content)))


def marks(content: bytes) -> list[str]:
    return re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', body(content))


@pytest.mark.parametrize("lang", LANGS)
def test_chapters_tables_and_initiatives_are_all_there(lang: Lang) -> None:
    one, scribe = document(FIRM), Scribe(lang, "paper")
    content = drawn(one, lang)
    read = Document(BytesIO(content))
    heads = [part.text for part in read.paragraphs if part.style.name == "Heading 1"]
    assert heads == [f"{chapter.number}  {scribe.say(chapter.title)}" for chapter in one.chapters]
    told = words(content).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    for part in blocks(one):
        if isinstance(part, Table):
            cells = [cell for row in part.rows for cell in row.cells]
            for cell in cells:
                assert scribe.say(cell).replace("**", "").replace("\n", "") in told
    names = marks(content)
    cards = [card.id for part in blocks(one) if isinstance(part, Cards) for card in part.items]
    assert len(cards) > 5
    assert [name for name in names if name.startswith("i_")] == [f"i_{id.replace('-', '_')}"[:40] for id in cards]
    assert all(re.fullmatch(r"[a-z]_[A-Za-z0-9_]{1,38}", name) for name in names)
    assert len(names) == len(set(names))


def test_both_languages_carry_the_same_marks_in_the_same_order() -> None:
    one = document(FIRMS[2])
    assert marks(drawn(one, "zh")) == marks(drawn(one, "en"))


def test_shared_file_holds_no_answers_and_no_person() -> None:
    content = draw_file(document(FIRM), Wanted(format=Format.DOCX, lang="zh", edition="share")).content
    names = marks(content)
    assert "k_summary" in names
    assert not {"k_answers", "t_all_answers", "k_dimensions", "k_initiatives"} & set(names)
    whole = words(drawn(document(FIRM), "zh"))
    assert "您答的是" in whole
    assert "您答的是" not in words(content)
    with zipfile.ZipFile(BytesIO(content)) as package:
        pictures = [one for one in package.namelist() if one.startswith("word/media/")]
        assert len(pictures) > 2
        assert not [one for one in package.namelist() if "embed" in one or "custom" in one]
        assert b"<dc:creator>Jianyun</dc:creator>" in package.read("docProps/core.xml")


def test_longest_name_and_hostile_words_make_a_sound_file() -> None:
    raw = sheet(FIRM)
    raw["company"] = dict(raw["company"], name="<w:p>佛山市" + "甲" * 48 + "\x0b&公司")
    content = drawn(report(raw), "zh")
    assert "<w:p>佛山市" in Document(BytesIO(content)).core_properties.title
    assert "&lt;w:p&gt;佛山市" in body(content)
