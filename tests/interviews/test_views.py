"""An adviser asks at the client's: answers on its behalf, notes the firm and other providers never see."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.assessments.models import AnswerRow
from app.kit.db import Database, Scope
from app.tenants.models import Organisation
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import engage_adviser, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
ALL = ("answers", "results", "drafts")
JSON = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A firm that fills in, with its owner."""

    owner: User
    firm: Organisation
    root: str

    def adviser(self, database: Database, name: str, shares: tuple[str, ...] = ALL) -> User:
        return engage_adviser(database, self.owner, self.firm.id, name, shares)


@pytest.fixture
def visit(app: Flask, database: Database) -> Visit:
    owner = make_person(database)
    with app.app_context():
        assessment_id: UUID = make_filled(database, owner)
    with database.reading() as session:
        firm = session.get_one(Organisation, list_seats(session, owner.id)[0].organisation_id)
    return Visit(owner, firm, f"/assessments/{assessment_id}")


def test_answers_are_given_on_the_firms_behalf(visit: Visit, database: Database, sign_in: Enter) -> None:
    browser = sign_in(visit.adviser(database, "Yunfan"))
    first = browser.get(f"{visit.root}/interview", follow_redirects=True)
    assert first.status_code == 200 and "How to ask" in first.text and "on behalf of" in first.text
    assert "answering is for owners" not in first.text
    url = f"{visit.root}/interview/questions/base-capture"
    with database.reading(Scope.tenant(visit.firm.id)) as session:
        (row,) = session.query(AnswerRow).filter_by(question_key="base-capture")
    kept = browser.post(url, data={"value": "energy", "version": str(row.version)}, headers=JSON)
    assert kept.status_code == 200 and kept.json and kept.json["base"].endswith("/interview/")
    with database.reading(Scope.tenant(visit.firm.id)) as session:
        (row,) = session.query(AnswerRow).filter_by(question_key="base-capture")
        assert row.value == '["energy"]' and row.given_by.endswith("(Yunfan)") and row.answered_by_id is not None
    assert "(Yunfan)" in sign_in(visit.owner).get(f"{visit.root}/questions/base-capture").text
    stale = browser.post(url, data={"value": "none", "version": "0"}, headers=JSON)
    assert stale.status_code == 409


def test_notes_belong_to_the_provider_alone(visit: Visit, database: Database, sign_in: Enter) -> None:
    adviser, rival = visit.adviser(database, "Yunfan"), visit.adviser(database, "Rivals")
    browser, url = sign_in(adviser), f"{visit.root}/interview/questions/base-capture"
    said = {"private": "The boss <b>guesses</b>", "version": "0"}
    for _lost_reply in range(2):
        kept = browser.post(f"{url}/note", data=said, headers=JSON)
        assert kept.json and kept.json["version"] == 1 and kept.json["progress"]["asked"]
    clash = browser.post(f"{url}/note", data={"private": "other", "version": "0"}, headers=JSON)
    assert clash.status_code == 409 and clash.json == {"version": 1, "theirs": said["private"], "mine": "other"}
    assert "The boss &lt;b&gt;guesses" in browser.get(url).text
    assert "guesses" not in sign_in(rival).get(url).text
    owner = sign_in(visit.owner)
    assert "guesses" not in owner.get(f"{visit.root}/questions/base-capture").text
    assert owner.get(url).status_code == 403 and owner.post(f"{url}/note", data=said).status_code == 403


def test_without_drafts_shared_nobody_interviews(visit: Visit, database: Database, sign_in: Enter) -> None:
    browser = sign_in(visit.adviser(database, "Yunfan", ("answers", "results")))
    url = f"{visit.root}/interview/questions/base-capture"
    refused = [browser.get(url), browser.post(url), browser.post(f"{url}/note"), browser.get(f"{visit.root}/interview")]
    assert {one.status_code for one in refused} == {403}
