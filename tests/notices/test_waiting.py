"""Work that took so long that whoever asked may have gone away: they are told, once, and only then."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.companies.queries import get_company
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.pdf import PdfResult
from app.notices.queries import list_notices
from app.reports.models import Report
from app.reports.operations import publish_result
from app.roadmaps.means import suggested_means
from app.roadmaps.operations import request_roadmap
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database


@pytest.fixture
def asked(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> User:
    """An owner whose roadmap and report are about to be made."""
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda *_: PdfResult(content=b"%PDF", pages=1))
    owner = make_person(database, lang="zh")
    filled = make_filled(database, owner)
    with database.begin() as session:
        (seat,) = list_seats(session, owner.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        assessment = get_assessment(session, filled)
        publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
        means = suggested_means(get_company(session, seat.organisation_id), start=clock.today())
        request_roadmap(session, assessment, means, catalogue=catalogue(), by=owner.id)
    return owner


def told(database: Database, person: User) -> list[str]:
    with database.reading() as session:
        firms = [seat.organisation_id for seat in list_seats(session, person.id)]
        return [notice.name for notice in list_notices(session, person.id, firms)]


def test_what_took_long_is_told_once_in_the_language_of_whoever_asked(
    database: Database,
    asked: User,
    run_jobs: Callable[[], int],
    outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.roadmaps.emails.LONG", timedelta(0))
    monkeypatch.setattr("app.reports.emails.LONG", timedelta(0))
    run_jobs()
    assert told(database, asked) == ["report-drawn", "roadmap-planned"]
    assert [mail["Subject"] for mail in outbox] == ["您的路线图做好了", "您的报告做好了"]


def test_what_was_retracted_while_it_was_drawn_is_not_announced(
    database: Database, asked: User, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def retracted_meanwhile(*_: object) -> PdfResult:
        with database.reading() as session:
            (seat,) = list_seats(session, asked.id)
        with database.begin(Scope.tenant(seat.organisation_id)) as session:
            session.query(Report).update({"state": "retracted"})
        return PdfResult(content=b"%PDF", pages=1)

    monkeypatch.setattr("app.reports.emails.LONG", timedelta(0))
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", retracted_meanwhile)
    run_jobs()
    assert "report-drawn" not in told(database, asked)


def test_what_was_quick_is_not_worth_a_notice(
    database: Database, asked: User, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    run_jobs()
    assert told(database, asked) == []
    assert not outbox
