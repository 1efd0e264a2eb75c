"""Looking around the sample firm without an account: three pages with a guide, nothing written, nothing else shown."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.cli.demo import settle_sample
from app.config import Settings
from app.factory import create_app
from app.kit.db import Database
from app.kit.pdf import PdfResult
from app.tenants.models import Organisation
from app.tenants.queries import find_sample_firm
from tests.factories.people import make_firm, make_person
from tests.house.test_neighbours import snapshot

pytestmark = pytest.mark.database
ENGLISH = {"Accept-Language": "en"}
STOPS = ("result", "roadmap", "report")


@pytest.fixture
def sample(
    app: Flask, database: Database, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> Organisation:
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda *_: PdfResult(content=b"%PDF", pages=1))
    with app.test_request_context():
        settle_sample(database)
        settle_sample(database)
    run_jobs()
    with database.reading() as session:
        found = find_sample_firm(session)
        assert found is not None and len(session.scalars(select(Organisation)).all()) == 1
    return found


def test_a_stranger_is_led_through_three_pages(
    app: Flask, client: FlaskClient, sample: Organisation, database: Database
) -> None:
    before = snapshot(database)
    assert 'href="/sample"' in client.get("/", headers=ENGLISH).text
    assert client.get("/sample").headers["Location"] == "/sample/result"
    for number, stop in enumerate(STOPS, start=1):
        english = client.get(f"/sample/{stop}", headers=ENGLISH)
        chinese = client.get(f"/sample/{stop}", headers={"Accept-Language": "zh-CN"})
        assert english.status_code == chinese.status_code == 200
        assert f"page {number} of 3" in english.text and f"第 {number} 页" in chinese.text
        assert "/assessments/" not in english.text, "no link leads where only the firm may go"
        assert sample.name in english.text and "Set-Cookie" not in english.headers
        assert "<form" not in english.text.replace('action="/language"', "").split("<main")[1]
    assert "Start for free" in client.get("/sample/report", headers=ENGLISH).text
    for method in ("POST", "PUT", "DELETE"):
        assert client.open("/sample/result", method=method).status_code == 405
    assert client.get("/sample/answers").status_code == 404
    assert snapshot(database) == before


def test_nobody_signs_in_to_it(app: Flask, client: FlaskClient, sample: Organisation, database: Database) -> None:
    with database.reading() as session:
        (owner,) = session.scalars(select(User)).all()
    assert owner.password is None and not owner.active
    for secret in ("", "jianyun-demo"):
        client.post("/sign-in", data={"email": owner.email, "password": secret})
        assert client.get("/home").status_code == 303


def test_without_a_sample_or_with_the_door_shut_there_is_nothing(
    app: Flask, client: FlaskClient, database: Database, settings: Settings
) -> None:
    real: UUID = make_firm(database, make_person(database)).id
    assert "/sample" not in client.get("/").text
    assert [client.get(f"/sample/{stop}").status_code for stop in STOPS] == [404] * 3, "a real firm is never shown"
    with database.begin() as session:
        session.get_one(Organisation, real).is_sample = True
    assert "/sample" in client.get("/").text
    shut = create_app(settings.model_copy(update={"sample_visit": False})).test_client()
    assert "/sample" not in shut.get("/").text and shut.get("/sample/result").status_code == 404
