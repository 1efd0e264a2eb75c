"""Undo, what stood before, and bringing it back."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from app.assessments.history import undo_target
from app.assessments.models import AnswerRevision, AnswerRow, Assessment
from app.kit.db import Database, Scope
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started
from tests.factories.people import add_member, make_person

JSON = {"Accept": "application/json"}
SINGLE = "op-office"


def give(owner: FlaskClient, started: Started, value: str, version: int, note: str = "") -> None:
    data = {"value": value, "version": str(version), "note": note}
    assert owner.post(started.url(SINGLE), data=data, headers=JSON).status_code == 200


def standing(database: Database, started: Started) -> tuple[str | None, str, int]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        row = session.query(AnswerRow).one()
        return row.value, row.note, row.version


@dataclass(frozen=True)
class Stood:
    version: int
    restored_from: int | None = None


@pytest.mark.parametrize(
    ("versions", "target"),
    [
        ([], None),
        ([Stood(1)], 0),
        ([Stood(1), Stood(2)], 1),
        ([Stood(1), Stood(2), Stood(3, 1)], 0),
        ([Stood(1), Stood(2), Stood(3, 1), Stood(4, 0)], None),
        ([Stood(1), Stood(2), Stood(3, 1), Stood(4)], 3),
        ([Stood(1), Stood(2), Stood(3, 1), Stood(4), Stood(5, 3)], 0),
    ],
)
def test_undo_walks_back_and_what_was_undone_is_not_met_again(versions: list[Stood], target: int | None) -> None:
    assert undo_target(versions) == target


def test_undo_goes_back_step_by_step_and_keeps_everything(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    give(owner, started, "l1", 0, note="only the office")
    give(owner, started, "l2", 1)
    undo = started.url(SINGLE) + "/undo"
    answer = owner.post(undo, data={"version": "2"}, headers=JSON)
    assert answer.status_code == 200 and answer.json and answer.json["version"] == 3
    assert standing(database, started) == ('"l1"', "only the office", 3)
    page = owner.post(undo, data={"version": "3"})
    assert page.status_code == 303
    assert standing(database, started) == (None, "", 4)
    assert "Nothing to undo" in owner.post(undo, data={}, follow_redirects=True).text
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        kept = session.query(AnswerRevision).order_by(AnswerRevision.version)
        assert [(one.value, one.restored_from) for one in kept] == [
            ('"l1"', None),
            ('"l2"', None),
            ('"l1"', 1),
            (None, 0),
        ]


def test_undo_never_takes_back_what_somebody_else_wrote_meanwhile(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    give(owner, started, "l1", 0)
    give(owner, started, "l2", 1)
    assert owner.post(started.url(SINGLE) + "/undo", data={"version": "1"}, headers=JSON).status_code == 409
    assert standing(database, started) == ('"l2"', "", 2)


def test_history_names_who_when_and_what_and_brings_back(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    give(owner, started, "l1", 0, note="<b>only</b> the office")
    give(owner, started, "l3", 1)
    page = owner.get(started.url(SINGLE) + "/history").text
    assert "&lt;b&gt;only&lt;/b&gt; the office" in page and started.owner.name in page
    back = owner.post(started.url(SINGLE) + "/history", data={"wanted": "1"}, follow_redirects=True)
    assert "The earlier answer stands again." in back.text
    assert standing(database, started) == ('"l1"', "<b>only</b> the office", 3)
    assert "brought back" in owner.get(started.url(SINGLE) + "/history").text
    for wanted in ("9", "-1", "x", ""):
        assert owner.post(started.url(SINGLE) + "/history", data={"wanted": wanted}).status_code == 404


def test_viewer_reads_history_and_finds_nothing_to_press(
    owner: FlaskClient, started: Started, database: Database, sign_in: object
) -> None:
    give(owner, started, "l1", 0)
    give(owner, started, "l3", 1)
    viewer = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, started.tenant_id)
    add_member(database, firm, viewer, Role.VIEWER)
    browser = sign_in(viewer)  # type: ignore[operator]
    page = browser.get(started.url(SINGLE) + "/history").text
    assert "Stands now" in page and "Bring this one back" not in page
    question = browser.get(started.url(SINGLE)).text
    assert "answering is for owners and contributors" in question and "data-undo" not in question
    assert 'name="go"' not in question


def test_answer_is_never_saved_in_the_name_of_whoever_is_signed_in_now(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    stranger = make_person(database)
    headers = {**JSON, "X-Person": str(stranger.id)}
    answer = owner.post(started.url(SINGLE), data={"value": "l1", "version": "0"}, headers=headers)
    assert answer.status_code == 401 and answer.json and "not saved" in answer.json["error"]["message"]
    assert owner.post(started.url(SINGLE) + "/undo", data={}, headers=headers).status_code in (200, 401)
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert session.query(AnswerRow).count() == 0


def test_nothing_comes_back_once_submitted(owner: FlaskClient, started: Started, database: Database) -> None:
    give(owner, started, "l1", 0)
    give(owner, started, "l3", 1)
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Assessment, started.assessment_id).state = "submitted"
    for path, data in (("/undo", {}), ("/history", {"wanted": "1"})):
        assert owner.post(started.url(SINGLE) + path, data=data, headers=JSON).status_code == 409
    assert "Bring this one back" not in owner.get(started.url(SINGLE) + "/history").text
    assert standing(database, started) == ('"l3"', "", 2)
