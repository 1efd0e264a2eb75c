"""Every sample's report in both languages as it is issued: for archives, for screen readers, every sentence in it."""

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import page as conformance
import pypdfium2
import pytest
from pypdf import PdfReader

from app.kit.text import Lang
from app.reports.editions import share_edition
from app.reports.renderers.html import render_html
from app.reports.renderers.json import write_json
from app.reports.renderers.pdf import DATA_NAME, print_document
from app.reports.values import ReportDocument
from tests.reports.firms import FIRMS, SAMPLES, document, issued

EVERY = sorted(path.stem for path in SAMPLES.glob("*.json"))
RUNNING = re.compile(r"[^\n]*\n[^\n]*\d+ / \d+\Z")
"""Running heads and feet are drawn last."""


def faults(content: bytes) -> list[str]:
    """What PDF/A-3a and PDF/UA-1 have against a file."""
    reports = [conformance.validate_pdf_bytes(content, profile=profile) for profile in ("3a", "ua1")]
    assert all(report.rules.total > 100 for report in reports)
    return [f"{one.rule_id} {one.message}" for report in reports for one in report.failures]


def text_of(content: bytes) -> str:
    """All text of the pages in the order it was drawn, from one page on to the next."""
    with pypdfium2.PdfDocument(content) as file:
        pages = [RUNNING.sub("", leaf.get_textpage().get_text_range()).strip("\r\n ·•") for leaf in file]
    return bare("".join(pages))


def bare(text: str) -> str:
    """Without what may differ at the end of a line: spaces, and hyphens, which the reader takes for soft ones there.

    Brackets of names alike in both widths: in English they are set narrow, as a typesetter would.
    """
    return re.sub(r"[\s\ufffe\x02-]", "", text).replace("（", "(").replace("）", ")")


def sentences(one: ReportDocument, lang: Lang) -> Iterator[str]:
    """Every sentence of the paper page, block by block, labels of drawings too."""
    html = render_html(one, lang, "paper")
    body = ElementTree.fromstring(html[html.index("<html") :]).find("body")
    assert body is not None
    ends = ("p", "td", "th", "li", "h1", "h2", "h3", "h4", "figcaption", "a", "{http://www.w3.org/2000/svg}text")
    for block in (part for part in body.iter() if part.tag in ends):
        if not any(inner is not block and inner.tag in ends for inner in block.iter()):
            yield from re.findall(r"[^。！？]+[。！？]?", bare("".join(drawn(block))))


def drawn(part: ElementTree.Element) -> Iterator[str]:
    """The text of an element without the names of its pictures, which are read aloud and not drawn."""
    yield part.text or ""
    for inner in part:
        if not inner.tag.endswith("}title"):
            yield from drawn(inner)
        yield inner.tail or ""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("firm", EVERY)
def test_report_is_fit_for_archives_and_keeps_every_sentence(firm: str, lang: Lang) -> None:
    printed = issued(firm, lang)
    assert (faults(printed.content), printed.missing, printed.warnings) == ([], (), ())
    read = text_of(printed.content)
    said = list(sentences(document(firm), lang))
    assert len(said) > 400
    assert [one for one in said if one not in read] == []


def test_report_carries_its_data_and_says_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(issued(FIRMS[0], "zh").content))
    inside = reader.attachments
    assert list(inside) == [DATA_NAME]
    assert inside[DATA_NAME][0] == write_json(document(FIRMS[0]))
    assert reader.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"] == "/Data"
    assert reader.metadata is not None
    assert reader.metadata.title == f"{document(FIRMS[0]).cover.firm} · {document(FIRMS[0]).title.zh}"
    assert reader.metadata.creation_date_raw == f"D:{document(FIRMS[0]).as_of:%Y%m%d}"
    assert len(reader.outline) > 10


def test_share_edition_holds_no_file() -> None:
    shown = print_document(share_edition(document(FIRMS[0])), "zh")
    assert b"EmbeddedFile" not in shown.content
    assert not PdfReader(io.BytesIO(shown.content)).attachments
    assert faults(shown.content) == []


def test_the_same_document_is_the_same_file() -> None:
    assert print_document(document(FIRMS[0]), "zh").content == issued(FIRMS[0], "zh").content
