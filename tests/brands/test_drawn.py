"""Reports in a provider's look: the same chapters in its colours, its sign and words, and no trace of anybody else."""

import io
import re

import page as conformance
import pytest
from PIL import Image
from pypdf import PdfReader

from app.brands.values import Livery, LogoMark
from app.kit.intake.logos import take_in_logo
from app.kit.text import Lang, Text
from app.reports.document import content_code
from app.reports.renderers.docx import compose
from app.reports.renderers.html import render_chapters, render_html
from app.reports.renderers.json import write_json
from app.reports.renderers.pdf import print_document
from app.reports.renderers.pictures import draw_pictures
from app.reports.renderers.xlsx import write_report
from app.reports.values import ReportDocument
from app.reports.wearing import with_logo
from tests.factories.logos import logo
from tests.factories.sniffing import everything_in_pdf, everything_in_zip
from tests.reports.firms import FIRMS, document

OURS = re.compile("jianyun|渐云|渐雲", re.IGNORECASE)
LOGO = take_in_logo(logo()).content
LOOK = Livery(
    name="Lingnan Advisers",
    accent="#8a3b12",
    dark="#3b1f14",
    footer=Text(zh="岭南顾问有限公司", en="Lingnan Advisers Ltd"),
    sender="Lingnan",
    contact="020-5550 0199",
    logo=LogoMark(sha256="0" * 64, width=600, height=200),
    hides_us=True,
)


def worn(**changed: object) -> ReportDocument:
    """A sample's report as issued in this look, its logo in hand."""
    dressed = document(FIRMS[0]).model_copy(update={"brand": LOOK.model_copy(update=changed)})
    return with_logo(ReportDocument.model_validate_json(dressed.model_dump_json()), LOGO)


def test_a_look_changes_nothing_of_what_is_said() -> None:
    plain, dressed = document(FIRMS[0]), worn()
    assert plain.chapters == dressed.chapters and plain.brand is None
    assert content_code(plain) == plain.code, "documents without a look keep their code"
    assert content_code(dressed) != plain.code
    assert "content" not in ReportDocument.model_validate(dressed.model_dump()).model_dump_json().split("chapters")[0]
    before = render_chapters(plain, "zh")
    render_chapters(dressed, "zh")
    assert render_chapters(plain, "zh") == before, "colours of one report never reach the next"
    bare = re.compile(r'(fill|stroke)="#[0-9a-f]{6}"')
    assert bare.sub("", render_chapters(dressed, "zh")) == bare.sub("", before)


def test_paper_wears_colours_logo_and_words_and_can_be_drawn_again() -> None:
    printed = print_document(worn(), "zh")
    assert (printed.warnings, printed.missing) == ((), ())
    for profile in ("3a", "ua1"):
        assert conformance.validate_pdf_bytes(printed.content, profile=profile).failures == []
    assert print_document(worn(), "zh").content == printed.content
    reader = PdfReader(io.BytesIO(printed.content))
    assert "020-5550 0199" in reader.pages[0].extract_text()
    assert all("岭南顾问有限公司" in page.extract_text() for page in reader.pages[1:])
    (image,) = [one for one in reader.pages[0].images if one.image and one.image.width > 300]
    assert isinstance(image.image, Image.Image) and abs(image.image.width / image.image.height - 540 / 160) < 0.2
    drawn = "".join(page.get_contents().get_data().decode("latin-1") for page in reader.pages[:4])  # type: ignore[union-attr]
    assert _painted("#8a3b12") in drawn and _painted("#0b5c63") not in drawn


def _painted(shade: str) -> str:
    """A colour as the operators of a page name it."""
    return " ".join(f"{int(shade[at : at + 2], 16) / 255:.6f}".rstrip("0") for at in (1, 3, 5))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_left_out_means_nowhere(lang: Lang) -> None:
    one = worn()
    name = "Lingnan Advisers"
    for kind, found in {
        "pdf": everything_in_pdf(print_document(one, lang).content),
        "docx": everything_in_zip(compose(one, lang, draw_pictures(one, lang))),
        "xlsx": everything_in_zip(write_report(one, lang)),
        "json": write_json(one).decode(),
        "page": render_html(one, lang),
        "chapters": render_chapters(one, lang),
    }.items():
        hit = OURS.search(found)
        assert hit is None, (kind, found[max(0, hit.start() - 200) : hit.end() + 80])
        assert name in found or kind == "chapters", kind


def test_a_name_that_is_there_is_found() -> None:
    """The search above can fail: the same file, not leaving us out, is found to name us in every place."""
    found = everything_in_pdf(print_document(worn(hides_us=False), "en").content)
    assert len(OURS.findall(found)) >= 3 and "Lingnan Advisers" in found
    assert "Adobe (http" not in found, "fonts name nobody"


def test_both_names_stand_where_ours_is_not_left_out() -> None:
    page = render_html(worn(hides_us=False), "en", "paper")
    assert "Made with Jianyun" in page and 'content="Lingnan Advisers"' in page and 'alt="Lingnan Advisers"' in page
    assert "Jianyun" in render_html(document(FIRMS[0]), "en", "paper")


def test_hostile_words_stay_words_on_every_medium() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    one = worn(name=evil, contact=evil, footer=Text(zh=evil, en=evil))
    for page in (render_html(one, "en"), render_html(one, "en", "paper")):
        assert "<script" not in page and "<img src=x" not in page
    assert print_document(one, "en").pages > 5
    assert "<script" not in everything_in_zip(write_report(one, "en"))
