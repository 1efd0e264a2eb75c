"""A review from the queue to the signature, by plain forms: no script is needed for any of it."""

import io
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.assessments.models import Assessment
from app.events.models import Event
from app.kit.db import Database, Scope
from app.notices.models import Notice
from app.reports.document import content_code
from app.reports.editions import share_edition
from app.reports.models import Report
from app.reports.renderers.docx import write_docx
from app.reports.renderers.xlsx import write_report
from app.reports.values import ReportDocument
from app.results.models import KeptScorecard, ReviewedSheet
from tests.factories.reviewing import Reviewed, make_reviewed

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
LOW, HIGH = "op-finance", "cloud-connectivity"


def item(page: str, question: str) -> dict[str, str]:
    """What the form of one answer carries."""
    part = page.split(f'id="a-{question}"')[1].split("</article>")[0]
    return {name: re.search(rf'name="{name}" value="(\d+)"', part)[1] for name in ("revision", "answer_version")}  # type: ignore[index]


def judge(browser: FlaskClient, firm: Reviewed, question: str, kind: str, **more: str) -> int:
    fields = item(browser.get(firm.page()).text, question)
    return browser.post(firm.page(f"/answers/{question}"), data={**fields, "kind": kind, **more}).status_code


def state_of(database: Database, firm: Reviewed) -> str:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return session.scalars(select(Assessment.state)).one()


def test_a_review_from_the_queue_to_the_signature(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    firm = make_reviewed(database, owner_lang="zh")
    run_jobs()
    consultant, owner = sign_in(firm.consultant), sign_in(firm.owner)
    assert firm.page("/take") in consultant.get("/reviews").text
    consultant.post(firm.page("/take"))
    assert judge(consultant, firm, LOW, "ask", words="Which machine?") == 303
    assert consultant.post(firm.page("/close"), data={"act": "request", "note": "Please look again"}).status_code == 303
    run_jobs()
    fill_again(owner, firm)
    run_jobs()
    consultant.post(firm.page("/take"))
    page = consultant.get(firm.page()).text
    assert "The saw" in page
    assert "Changed since" in page.split(f'id="a-{LOW}"')[1].split("</article>")[0]
    assert consultant.post(firm.page("/close"), data={"act": "sign"}).status_code == 409
    settle_all(consultant, firm)
    closing = consultant.post(firm.page("/close"), data={"act": "sign", "note": "A sober start."})
    assert closing.status_code == 303
    run_jobs()
    assert state_of(database, firm) == "signed-off"
    check_both_scores(database, firm)
    assert "顾问评审" in owner.get(f"/assessments/{firm.assessment_id}/result").text
    assert "Too optimistic" in owner.get(firm.page("/differences")).text
    check_told(database, firm, outbox)
    assert consultant.post(firm.page("/close"), data={"act": "reopen"}).status_code == 422, "without a reason"
    consultant.post(firm.page("/close"), data={"act": "reopen", "note": "A new invoice turned up"})
    assert state_of(database, firm) == "in-review"
    assert "A new invoice turned up" in owner.get(firm.page("/course")).text


def fill_again(owner: FlaskClient, firm: Reviewed) -> None:
    asked = owner.get(f"/assessments/{firm.assessment_id}/questions/{LOW}").text
    assert "Please look again" in asked
    assert "Which machine?" in asked
    other = re.findall(r'<input type="radio" name="value" value="([^"~]+)" data-value>', asked)[0]
    version = re.search(r'name="version" value="(\d+)"', asked)[1]  # type: ignore[index]
    owner.post(f"/assessments/{firm.assessment_id}/questions/{LOW}", data={"value": other, "version": version})
    owner.post(firm.page(f"/answers/{LOW}/words"), data={"words": "The saw"})
    owner.post(f"/assessments/{firm.assessment_id}/submit", data={"declared": "yes"})


def check_told(database: Database, firm: Reviewed, outbox: list[EmailMessage]) -> None:
    subjects = [str(mail["Subject"]) for mail in outbox if str(firm.owner.email) in str(mail["To"])]
    assert any("签" in one for one in subjects), subjects
    with database.platform_engine.connect() as connection:
        tags = set(connection.execute(select(Event.tag)).scalars())
        notices = set(connection.execute(select(Notice.name)).scalars())
    assert {"review.taken", "review.requested", "review.signed", "review.judged", "review.commented"} <= tags
    assert {"review-taken", "review-requested", "review-signed", "review-answered", "review-back"} <= notices


def settle_all(browser: FlaskClient, firm: Reviewed) -> None:
    page = browser.get(firm.page()).text
    options = re.findall(
        r'name="value" value="([^"~]+)" data-value>', page.split(f'id="a-{HIGH}"')[1].split("</article>")[0]
    )
    assert judge(browser, firm, HIGH, "adjust", value=options[0]) == 422, "without a reason"
    assert judge(browser, firm, HIGH, "adjust", value=options[0], reason="Too optimistic") == 303
    browser.post(firm.page("/plain"))
    page = browser.get(firm.page()).text
    for key in re.findall(r'id="a-([^"]+)"[^>]* data-settled="no"', page):
        question, _, site = key.partition(".")
        fields = item(browser.get(firm.page()).text, key)
        browser.post(firm.page(f"/answers/{question}"), data={**fields, "kind": "agree", "site": site})


def check_both_scores(database: Database, firm: Reviewed) -> None:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        (signed,) = session.scalars(select(ReviewedSheet))
        cards = list(session.scalars(select(KeptScorecard).where(KeptScorecard.lens_key == "readiness")))
        newest = session.scalars(select(Report).order_by(Report.created_at.desc()).limit(1)).one()
    own = [one.card.overall.score for one in cards if one.kind == "self"][-1]
    (reviewed,) = [one.card.overall.score for one in cards if one.kind == "reviewed"]
    assert own is not None
    assert reviewed is not None
    assert reviewed < own
    document = ReportDocument.model_validate_json(newest.document)
    assert document.outcome is not None
    passport = document.outcome.passport
    assert passport is not None
    assert document.outcome.review == "signed_off"
    assert (passport.adjustments, passport.provider) == (len(signed.changes), "Cloud Advice")
    assert passport.scores[0].own == round(float(own), 6)
    assert passport.scores[0].reviewed == round(float(reviewed), 6)
    assert [one.question for one in passport.findings] == [HIGH]
    check_editions(document)


def check_editions(document: ReportDocument) -> None:
    """Workbook and Word draw it; the edition for others names reviewer and scores, and no answer."""
    shared = share_edition(document)
    assert shared.outcome is not None
    assert shared.outcome.passport is not None
    assert "Too optimistic" not in shared.model_dump_json()
    assert "A sober start" not in shared.model_dump_json()
    assert content_code(document) == document.code
    for content in (write_report(document, "en"), write_docx(document, "en")):
        parts = zipfile.ZipFile(io.BytesIO(content))
        assert any(b"Too optimistic" in parts.read(name) for name in parts.namelist())
