"""The edition for others on paper: there when the link is made, as long as the link opens, and without an answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.storage import stored_files
from app.reports.editions import share_edition
from app.reports.models import ReportFile
from app.reports.renderers.html import render_html
from app.reports.renderers.pdf import print_document
from app.reports.values import ReportDocument
from app.shares.models import ShareView
from tests.reports.firms import FIRMS, SAMPLES, document
from tests.shares.test_views import ENGLISH, report, share

Enter = Callable[..., FlaskClient]
Shared = tuple[FlaskClient, str, str]
FIRMS_OF_ALL = sorted(path.stem for path in SAMPLES.glob("*.json"))
__all__ = ["report"]


@pytest.mark.database
def test_the_pdf_is_there_when_the_link_is_made_and_goes_with_it(
    report: Shared, app: Flask, database: Database, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, id, tenant = report
    path = share(owner, id)
    stranger = app.test_client()
    waiting = stranger.get(f"{path}/pdf/zh", headers=ENGLISH)
    assert waiting.status_code == 200 and "data-wait" in waiting.text and "noindex" in waiting.headers["X-Robots-Tag"]
    run_jobs()
    with database.reading(Scope.tenant(UUID(tenant))) as session:
        kept = session.query(ReportFile).all()
        assert sorted((one.lang, one.edition) for one in kept) == [("en", "share"), ("zh", "share")]
    assert f"{path}/pdf/en" in stranger.get(path, headers=ENGLISH).text
    answer = stranger.get(f"{path}/pdf/zh", headers=ENGLISH)
    assert answer.mimetype == "application/pdf" and "no-store" in answer.headers["Cache-Control"]
    assert "-%E5%88%86%E4%BA%AB%E7%89%88-" in answer.headers["Content-Disposition"]
    pages = PdfReader(BytesIO(answer.data))
    assert len(pages.pages) >= 4 and not pages.attachments
    with database.reading(Scope.tenant(UUID(tenant))) as session:
        assert sorted(one.what for one in session.query(ShareView)) == ["page", "pdf"]
    with app.app_context():
        stored_files().delete(next(one.storage_key for one in kept if one.lang == "zh") or "")
    assert "data-wait" in stranger.get(f"{path}/pdf/zh").text  # it is drawn anew
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=8))
    assert stranger.get(f"{path}/pdf/en").status_code == 404


@pytest.mark.database
def test_a_password_and_a_withdrawal_hold_for_the_pdf_too(
    report: Shared, app: Flask, run_jobs: Callable[[], int]
) -> None:
    owner, id, _ = report
    path = share(owner, id, password="geheim-1")
    run_jobs()
    stranger = app.test_client()
    assert stranger.get(f"{path}/pdf/zh").headers["Location"].endswith(path)
    stranger.post(path, data={"password": "geheim-1"})
    assert stranger.get(f"{path}/pdf/zh").mimetype == "application/pdf"
    page = owner.get(f"/reports/{id}/shares").text
    found = re.search(r"/shares/([0-9a-f-]{36})/withdraw", page)
    assert found
    owner.post(f"/shares/{found[1]}/withdraw")
    assert stranger.get(f"{path}/pdf/zh").status_code == 404


def bare(text: str) -> str:
    """Text without tags, spaces and line breaks, as a reader of extracted text compares."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", text)))


def told(whole: ReportDocument, said: str, lang: str) -> list[str]:
    """Answers that stand in a text; short ones (a yes, a level's name) could stand anywhere."""
    assert whole.data
    least = 8 if lang == "zh" else 24
    words = [bare(one.text.zh if lang == "zh" else one.text.en) for one in whole.data.answers if one.asked]
    return [one for one in words if len(one) >= least and one in said]


@pytest.mark.parametrize("firm", FIRMS_OF_ALL)
def test_no_answer_note_or_own_figure_on_paper(firm: str) -> None:
    whole = document(firm)
    shared = share_edition(whole)
    for lang in ("zh", "en"):
        page = bare(render_html(shared, lang, "paper"))
        assert told(whole, page, lang) == []


@pytest.mark.parametrize(("firm", "lang"), [(FIRMS[0], "zh"), (FIRMS[2], "en")])
def test_extracted_text_holds_none_either(firm: str, lang: str) -> None:
    whole = document(firm)
    printed = print_document(share_edition(whole), "zh" if lang == "zh" else "en")
    reader = PdfReader(BytesIO(printed.content))
    assert not reader.attachments and told(whole, bare("".join(one.extract_text() for one in reader.pages)), lang) == []
