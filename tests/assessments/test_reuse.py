"""A second assessment that starts from the first one's answers: they count, are marked, and get confirmed."""

from flask.testing import FlaskClient

from app.assessments.models import AnswerRow
from app.assessments.queries import catalogue, get_assessment, get_filling, list_assessments
from app.companies.models import Company
from app.kit.db import Database, Scope
from tests.factories.fillings import Started

JSON = {"Accept": "application/json"}
SAID = {"mgmt-planning": "started", "op-office": "l2", "cloud-cost": "l1"}


def submit(owner: FlaskClient, started: Started) -> None:
    for question, value in SAID.items():
        owner.post(started.url(question), data={"value": value, "version": "0"}, headers=JSON)
    base = started.url("x").rsplit("/questions/", 1)[0]
    answer = owner.post(f"{base}/submit", data={"declared": "yes"})
    assert answer.status_code in (302, 303), answer.text


def newest(database: Database, started: Started) -> dict[str, AnswerRow]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        draft = list_assessments(session, started.tenant_id)[0]
        rows = session.query(AnswerRow).filter(AnswerRow.assessment_id == draft.id)
        return {row.question_key: row for row in rows}


def test_answers_of_last_time_are_taken_over_marked_and_confirmed(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    submit(owner, started)
    assert "starting from these answers" in owner.get("/home").text
    opened = owner.post("/assessments/", data={"reuse": "yes"}).headers["Location"]
    carried = newest(database, started)
    assert {row.question_key for row in carried.values() if row.prefilled} == set(SAID)
    place = f"{opened}/questions/op-office"
    assert "Still holds" in owner.get(place).text
    review = owner.get(f"{opened}/review").text
    assert "3 answers taken over and not confirmed" in review
    kept = owner.post(place, data={"value": "l2", "version": "1"}, headers=JSON)
    assert kept.status_code == 200 and kept.json and kept.json["version"] == 2
    owner.post(f"{opened}/questions/cloud-cost", data={"value": "l3", "version": "1"}, headers=JSON)
    assert "Still holds" not in owner.get(place).text
    assert "1 answer taken over and not confirmed" in owner.get(f"{opened}/review").text
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        draft = get_assessment(session, list_assessments(session, started.tenant_id)[0].id)
        filling = get_filling(session, draft)
    assert [question.id for question in filling.unconfirmed] == ["mgmt-planning"]
    assert filling.sheet.answer("mgmt-planning").value == "started"


def test_notes_and_module_answers_come_along_and_wait_to_be_confirmed(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.query(Company).one().exports = True
    owner.post(
        started.url("op-office"), data={"value": "l2", "version": "0", "note": "only in Longjiang"}, headers=JSON
    )
    module = catalogue().instrument("eu-dma").questions[0]
    fields = {"value": module.options[0].id, "version": "0", "note": "ask the exporter"}
    assert owner.post(started.url(module.id), data=fields, headers=JSON).status_code == 200
    base = started.url("x").rsplit("/questions/", 1)[0]
    owner.post(f"{base}/submit", data={"declared": "yes"})
    opened = owner.post("/assessments/", data={"reuse": "yes"}).headers["Location"]
    carried = newest(database, started)
    assert {key: row.note for key, row in carried.items() if row.prefilled} == {
        "op-office": "only in Longjiang",
        module.id: "ask the exporter",
    }
    assert "The note is from then, too." in owner.get(f"{opened}/questions/op-office").text
    assert "2 answers taken over and not confirmed" in owner.get(f"{opened}/review").text
    history = owner.get(f"{opened}/questions/op-office/history").text
    assert "taken over from before" in history and "only in Longjiang" in history


def test_from_blank_is_blank(owner: FlaskClient, started: Started, database: Database) -> None:
    submit(owner, started)
    owner.post("/assessments/")
    assert newest(database, started) == {}
