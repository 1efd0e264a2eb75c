"""Wording a sentence otherwise: kept with its versions, marked in the next issue, never silently lost or kept."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.assessments.queries import catalogue, get_assessment
from app.issues.words import Script, read_script
from app.kit.db import Database, Scope
from app.reports.queries import find_last_issue
from app.wordings.models import Wording
from tests.factories.plans import Planned, make_planned
from tests.house.test_races import press_twice

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
MINE = {"after": "0", "zh": "<b>先把账管好</b>，**再**上系统。", "en": "<b>Books</b> first, **then** systems."}


@pytest.fixture
def firm(app: Flask, database: Database) -> Planned:
    """A firm whose report is issued."""
    with app.app_context():
        return make_planned(database)


def script(database: Database, firm: Planned) -> Script:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return read_script(session, get_assessment(session, firm.assessment_id), catalogue=catalogue())


def newest(database: Database, firm: Planned) -> tuple[str, str]:
    """Its address, and what it says."""
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        report = find_last_issue(session, firm.tenant_id, firm.assessment_id)
        assert report is not None
        return f"/reports/{report.id}", report.document


def sentence(database: Database, firm: Planned) -> str:
    return next(place for place in script(database, firm).texts if place.startswith("summary."))


def test_other_words_go_into_the_next_issue_and_the_original_can_come_back(
    database: Database, firm: Planned, sign_in: Enter
) -> None:
    owner, place = sign_in(firm.owner), sentence(database, firm)
    report, before = newest(database, firm)
    assert owner.post(f"{report}/wordings/{place}", data=MINE).status_code == 303
    assert "Books" in owner.get(f"{report}/wordings").text and "Books" not in newest(database, firm)[1]
    preview = owner.get(f"{report}/preview").text
    assert "&lt;b&gt;Books&lt;/b&gt; first, <b>then</b> systems. [edited]" in preview
    owner.post(f"{report}/issue", data={"after": "1", "status": "final", "classification": "internal"})
    second, said = newest(database, firm)
    assert "[edited]" in said and "[edited]" not in before
    versions = owner.get(f"{second}/wordings/{place}").text
    assert "Versions so far" in versions and firm.owner.name in versions
    assert owner.post(f"{second}/wordings/{place}", data={"after": "1", "restore": "1"}).status_code == 303
    assert not script(database, firm).edits


def test_an_edit_whose_sentence_changed_is_decided_about_before_issuing(
    database: Database, firm: Planned, sign_in: Enter
) -> None:
    owner, place = sign_in(firm.owner), sentence(database, firm)
    report, _ = newest(database, firm)
    owner.post(f"{report}/wordings/{place}", data=MINE)
    with database.begin(Scope.tenant(firm.tenant_id)) as session:  # as if it had been composed from other answers
        session.execute(update(Wording).values(original_zh="从前的句子。", original_en="What was said before."))
    assert script(database, firm).stale == {place}
    choice = {"after": "1", "status": "final", "classification": "internal"}
    refused = owner.post(f"{report}/issue", data=choice)
    assert refused.status_code == 422 and "Decide about it" in refused.text
    assert newest(database, firm)[0] == report
    asked = owner.get(f"{report}/wordings/{place}").text
    assert "What was said before." in asked and "Books" in asked
    owner.post(f"{report}/wordings/{place}", data=MINE | {"after": "1"})
    assert not script(database, firm).stale
    assert owner.post(f"{report}/issue", data=choice).status_code == 303
    assert "[edited]" in newest(database, firm)[1]


def test_two_people_change_one_sentence_and_neither_is_lost_unseen(
    app: Flask, database: Database, firm: Planned, sign_in: Enter
) -> None:
    owner, place = sign_in(firm.owner), sentence(database, firm)
    report, _ = newest(database, firm)
    assert sorted(press_twice(app, owner, f"{report}/wordings/{place}", MINE)) == [303, 422]
    later = owner.post(f"{report}/wordings/{place}", data=MINE | {"en": "A second thought."})
    assert later.status_code == 422 and "A second thought." in later.text and "a moment ago" in later.text


def test_what_is_too_long_empty_or_nowhere_is_refused(database: Database, firm: Planned, sign_in: Enter) -> None:
    owner, place = sign_in(firm.owner), sentence(database, firm)
    report, _ = newest(database, firm)
    long = owner.post(f"{report}/wordings/{place}", data=MINE | {"zh": "长" * 1201})
    assert long.status_code == 422 and "长" * 1201 in long.text
    assert owner.post(f"{report}/wordings/{place}", data=MINE | {"en": " "}).status_code == 422
    assert owner.get(f"{report}/wordings/answers.0.0").status_code == 404
    assert not script(database, firm).edits


def test_a_neighbour_finds_no_wording(app: Flask, database: Database, firm: Planned, sign_in: Enter) -> None:
    place, (report, _) = sentence(database, firm), newest(database, firm)
    sign_in(firm.owner).post(f"{report}/wordings/{place}", data=MINE)
    with app.app_context():
        other = make_planned(database)
    browser = sign_in(other.owner)
    for page in ("wordings", "preview", f"wordings/{place}"):
        assert browser.get(f"{report}/{page}").status_code == 404
    assert browser.post(f"{report}/wordings/{place}", data=MINE).status_code == 404
    assert not script(database, other).edits
