"""The two pages after a quick scan: always two, honest about what they cannot say, printed once."""

import threading
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.cli import main
from app.content.loader import load_catalogue
from app.content.scans import fit_scan
from app.content.schema import Kind
from app.kit.errors import Unavailable
from app.kit.paper import PdfResult, PressFailed
from app.kit.text import Lang
from app.reports.quick import SCAN, Scanned, assemble_quick
from app.reports.renderers import passing
from app.reports.renderers.html import render_html
from app.reports.renderers.passing import INSIDE, Counter
from app.reports.renderers.pdf import print_document
from app.reports.values import Points, ReportDocument
from app.scans.answers import read_answers, stand_in
from tests.reports.test_golden import compare, figures_of
from tests.reports.test_paper import LONG, strays

MIDDLE = "l1~l2~l1~l2~l1~l0~l1~l2~l1~l0~policy~3of12~l1~l2"
UNKNOWN = "l0" + "~dk" * 13
TRADES = ("furniture", "appliances", "education")


def scanned(said: str, trade: str = "furniture", name: str = "") -> ReportDocument:
    catalogue = load_catalogue()
    scan, firm = fit_scan(catalogue.instrument(SCAN), trade), stand_in(trade)
    return assemble_quick(
        Scanned(
            scan=scan,
            sheet=read_answers(scan, trade, said),
            company=firm.model_copy(update={"name": name}) if name else firm,
            is_known=bool(name),
            as_of=date(2026, 11, 28),
            address=None if name else "https://example.org/scan/furniture/result?s=l1",
        ),
        catalogue,
    )


def longest(trade: str) -> str:
    """Every answer with the longest words."""
    words = []
    for question in fit_scan(load_catalogue().instrument(SCAN), trade).questions:
        options = sorted((one for one in question.options if not one.exclusive), key=lambda one: -len(one.text.zh))
        many = ",".join(one.id for one in options) if question.kind is Kind.MULTIPLE else ""
        words.append("0of9" if question.kind is Kind.SHARE else many or options[0].id)
    return "~".join(words)


def test_structure_and_figures(request: pytest.FixtureRequest) -> None:
    compare("quick-furniture.jsonl", figures_of(scanned(MIDDLE)), request)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("trade", TRADES)
def test_always_two_pages(trade: str, lang: Lang) -> None:
    for said, name in ((longest(trade), LONG), (UNKNOWN, "")):
        assert print_document(scanned(said, trade, name), lang).pages == 2


def test_longest_name_stays_on_the_page() -> None:
    assert strays(scanned(longest("furniture"), name=LONG), "zh") == []


def test_a_scan_of_unknowns_praises_nothing_and_says_what_to_find_out() -> None:
    page = render_html(scanned(UNKNOWN, "education"), "zh")
    assert "先去弄清楚" in page and "不给排名" in page
    won = next(one for one in _points(scanned(UNKNOWN)) if one.tone == "good")
    assert not won.items and won.empty


def _points(document: ReportDocument) -> Iterator[Points]:
    for chapter in document.chapters:
        for block in chapter.blocks:
            halves = (block.left, block.right) if block.kind == "spread" else (block,)
            yield from (one for one in halves if isinstance(one, Points))


def test_the_same_pages_are_printed_once_and_few_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    printed, go, begun = [], threading.Event(), threading.Event()

    def slow(document: ReportDocument, lang: Lang) -> PdfResult:
        printed.append(lang)
        begun.set()
        assert go.wait(5)
        return PdfResult(content=lang.encode(), pages=2)

    monkeypatch.setattr(passing, "print_apart", slow)
    counter, document, got = Counter(), scanned(MIDDLE), []
    waiting = [threading.Thread(target=lambda: got.append(counter.print(document, "zh"))) for _ in range(2)]
    waiting[0].start()
    assert begun.wait(5)
    for _ in range(INSIDE - 1):
        counter._door.acquire()
    with pytest.raises(Unavailable):
        counter.print(document, "en")
    for _ in range(INSIDE - 1):
        counter._door.release()
    waiting[1].start()
    go.set()
    for one in waiting:
        one.join()
    assert len(got) == 2 and printed == ["zh"]


def test_a_press_that_fails_says_so_and_loses_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: ReportDocument, lang: Lang) -> PdfResult:
        raise PressFailed("no paper")

    monkeypatch.setattr(passing, "print_apart", broken)
    answer = client.get("/scan/appliances/report/en", query_string={"s": MIDDLE}, headers={"Accept-Language": "en"})
    assert answer.status_code == 503 and "The result is safe" in answer.text


def test_a_passer_by_downloads_it_and_nothing_is_kept(client: FlaskClient) -> None:
    page = client.get("/scan/furniture/result", query_string={"s": MIDDLE}, headers={"Accept-Language": "en"})
    assert "/scan/furniture/report/zh?s=" in page.text
    answers = [client.get("/scan/furniture/report/zh", query_string={"s": MIDDLE}) for _ in range(13)]
    assert [one.status_code for one in answers] == [200] * 12 + [429]
    first = answers[0]
    assert first.mimetype == "application/pdf" and "no-store" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers and first.data == answers[1].data
    pages = PdfReader(BytesIO(first.data)).pages
    assert len(pages) == 2 and "先做什么" in pages[1].extract_text()
    links = [note.get_object()["/A"]["/URI"] for note in pages[1]["/Annots"]]
    assert any("/scan/furniture/result?s=l1" in one for one in links)
    assert client.get("/scan/furniture/report/zh").status_code == 302  # nothing answered yet
    assert client.get("/scan/bakery/report/zh", query_string={"s": MIDDLE}).status_code == 404


def test_command_prints_two_pages_of_a_scan(tmp_path: Path) -> None:
    sheet, target = tmp_path / "quick.json", tmp_path / "quick.pdf"
    made = CliRunner().invoke(main, ["sheet", SCAN, "--industry", "education", "--random"])
    sheet.write_text(made.output, encoding="utf-8")
    done = CliRunner().invoke(main, ["assess", str(sheet), "--pdf", str(target), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert len(PdfReader(target).pages) == 2
