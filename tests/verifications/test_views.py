"""The page where anybody asks what became of an issued report: all states, all spellings, nothing of whose it is."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from app.archives.erasing import close_firm, erase_firm
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.document import content_code
from app.reports.models import Report
from app.reports.values import ReportDocument
from app.tenants.models import Organisation
from app.verifications.models import Standing, Verification
from app.verifications.operations import change_standing
from tests.factories.plans import Planned, make_planned

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


@pytest.fixture
def firm(app: Flask, database: Database) -> Planned:
    """A firm whose report is issued."""
    with app.app_context():
        return make_planned(database)


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """A stranger who reads English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def issued(database: Database, firm: Planned) -> Report:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return session.scalars(select(Report).where(Report.roadmap_id.is_not(None))).one()


def say(database: Database, code: str, standing: Standing) -> None:
    with database.begin() as session:
        change_standing(session, [code], standing, on=clock.today())


def test_whoever_holds_the_code_learns_that_it_stands_and_nothing_else(
    database: Database, firm: Planned, client: FlaskClient
) -> None:
    report = issued(database, firm)
    document = ReportDocument.model_validate_json(report.document)
    page = client.get(f"/verify/{report.code}")
    assert page.status_code == 200 and "noindex" in page.headers["X-Robots-Tag"]
    assert "Valid" in page.text and "furniture 1.0" in page.text
    with database.reading() as session:
        entry = session.scalars(select(Verification).where(Verification.code == report.code)).one()
    assert entry.content_hash in page.text
    kept = json.dumps([str(getattr(entry, column.key)) for column in Verification.__table__.columns])
    for secret in (document.cover.firm, document.cover.level_name.en, str(firm.tenant_id), str(report.id)):
        assert secret not in page.text and secret not in kept
    chinese = client.get(f"/verify/{report.code}", headers={"Accept-Language": "zh"}).text
    assert "有效" in chinese and document.cover.firm not in chinese


def test_every_issue_has_a_code_of_its_own_which_is_computed_from_what_it_says(
    app: Flask, database: Database, firm: Planned
) -> None:
    with app.app_context():
        twin = make_planned(database)  # word for word the same firm
    one, other = issued(database, firm), issued(database, twin)
    assert one.code != other.code
    for report in (one, other):
        assert content_code(ReportDocument.model_validate_json(report.document)) == report.code


def test_a_code_is_read_as_people_type_it(database: Database, firm: Planned, client: FlaskClient) -> None:
    code = issued(database, firm).code
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    answer = client.get("/verify", query_string={"code": f"  {typed} "})
    assert answer.status_code == 303 and answer.location == f"/verify/{code}"
    assert client.get(f"/verify/{typed}").location == f"/verify/{code}"
    wrong = client.get("/verify", query_string={"code": "<b>7Q2K"})
    assert wrong.status_code == 422 and "&lt;b&gt;7Q2K" in wrong.text and "Nothing was looked up" in wrong.text


def test_a_code_nobody_issued_is_unknown(client: FlaskClient) -> None:
    page = client.get("/verify/0000-0000-0000-0000")
    assert page.status_code == 404 and "No report with this code was issued here" in page.text


def test_an_entry_never_goes_back(database: Database, firm: Planned, client: FlaskClient) -> None:
    code = issued(database, firm).code
    say(database, code, Standing.RETRACTED)
    say(database, code, Standing.SUPERSEDED)
    assert "was retracted on" in client.get(f"/verify/{code}").text


def test_an_erased_firm_leaves_only_that_it_has_withdrawn(
    app: Flask, database: Database, firm: Planned, client: FlaskClient
) -> None:
    code = issued(database, firm).code
    with app.test_request_context(), database.begin(Scope.tenant(firm.tenant_id)) as session:
        name = session.get_one(Organisation, firm.tenant_id).name
        close_firm(session, firm.tenant_id, typed=name, by=firm.owner.id)
        session.get_one(Organisation, firm.tenant_id).closing_at = clock.now()
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        assert erase_firm(session, firm.tenant_id, app.extensions["storage"])
    page = client.get(f"/verify/{code}").text
    assert "This report was withdrawn on" in page and name not in page


def test_guessing_is_slowed_down(client: FlaskClient) -> None:
    answers = {client.get(f"/verify/0000-0000-0000-{at:04}").status_code for at in range(61)}
    assert answers == {404, 429}


@pytest.mark.postgresql
def test_the_application_cannot_rewrite_what_was_issued(database: Database, firm: Planned) -> None:
    code = issued(database, firm).code
    with pytest.raises(ProgrammingError, match="permission denied"), database.begin() as session:
        session.execute(update(Verification).where(Verification.code == code).values(content_hash="0" * 64))
