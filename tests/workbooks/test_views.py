"""A questionnaire filled in offline: preview, nothing overwritten silently, all or nothing, of this firm alone."""

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assessments.models import AnswerRevision, AnswerRow, Assessment
from app.assessments.queries import catalogue
from app.events.models import Event
from app.kit.db import Database, Scope
from app.kit.text import Lang
from tests.attack.files import faults_of
from tests.factories.fillings import PROFILE, Started, start_filling
from tests.factories.people import engage_adviser
from tests.imports.books import book
from tests.workbooks.books import Workbook, address, parcel, send, take, ticked

Enter = Callable[..., FlaskClient]
JSON = {"Accept": "application/json"}


BAIT = "=cmd|' /C calc'!A0<img src=x onerror=bite(1)>"


def kept(database: Database, started: Started) -> dict[str, AnswerRow]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return {one.question_key: one for one in session.query(AnswerRow)}


def option(question: str, id: str, lang: Lang = "en") -> str:
    """What the list of a cell offers."""
    found = next(one for one in catalogue().instrument("furniture").questions if one.id == question)
    return next(one.text.get(lang) for one in found.options if one.id == id)


def answer(browser: FlaskClient, started: Started, question: str, value: str, version: int = 0) -> None:
    said = {"value": value, "version": str(version)}
    assert browser.post(started.url(question), data=said, headers=JSON).status_code == 200


def test_a_workbook_filled_in_offline_is_previewed_then_loaded(
    started: Started, owner: FlaskClient, database: Database
) -> None:
    answer(owner, started, "op-planning", "l1")
    taken = take(owner, started)
    assert taken.told("op-planning") == option("op-planning", "l1")
    with zipfile.ZipFile(io.BytesIO(owner.get(address(started, "/questionnaire.xlsx")).data)) as parts:
        drawn = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '<col min="1" max="2"' in drawn and 'hidden="1"' in drawn and drawn.count("<dataValidation ") > 80
    status, page = send(owner, started, taken.saved())
    assert status == 200 and 'name="parcel"' not in page and "there already" in page
    taken.say("base-capture#energy", "是")
    taken.say("base-digital-share#part", 3)
    taken.say("base-digital-share#total", "２0")
    taken.say("op-safety", "I don't know", "ask Li")
    taken.say("op-quality", option("op-quality", "l2", "zh"))
    status, page = send(owner, started, taken.saved())
    assert status == 200 and "4 new" in page and "1 as they were" in page and "that differ" not in page
    assert set(kept(database, started)) == {"op-planning"}, "nothing is kept yet"
    assert owner.post(address(started, "/keep"), data={"parcel": parcel(page)}).status_code == 303
    rows = kept(database, started)
    assert rows["base-capture"].value == '["energy"]' and rows["base-digital-share"].value == '{"part":3,"total":20}'
    assert (rows["op-safety"].state, rows["op-safety"].note) == ("dont_know", "ask Li")
    assert (rows["op-quality"].value, rows["op-quality"].source) == ('"l2"', "workbook")
    assert not rows["op-quality"].proxy and rows["op-planning"].version == 1
    assert "from a workbook" in owner.get(f"{started.url('op-quality')}/history").text
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert session.query(Event).filter_by(tag="assessment.loaded").count() == 1


@pytest.mark.database
def test_nothing_is_overwritten_silently(started: Started, owner: FlaskClient, database: Database) -> None:
    for question in ("op-planning", "op-quality", "op-equipment"):
        answer(owner, started, question, "l1")
    taken = take(owner, started)
    taken.say("op-quality", option("op-quality", "l2"), "seen on site")
    taken.say("op-equipment", None, "a note alone")
    answer(owner, started, "op-planning", "l3", 1)
    answer(owner, started, "op-equipment", "l2", 1)
    _, page = send(owner, started, taken.saved())
    assert "2 that differ" in page and ticked(page) == ["op-quality"], "what moved online is not ticked"
    assert "changed online after" in page
    keep = {"parcel": parcel(page), "take": ["op-quality"]}
    owner.post(address(started, "/keep"), data=keep)
    rows = kept(database, started)
    assert (rows["op-quality"].value, rows["op-quality"].note) == ('"l2"', "seen on site")
    assert rows["op-planning"].value == '"l3"', "the file did not touch it"
    assert (rows["op-equipment"].value, rows["op-equipment"].note) == ('"l2"', ""), "it was not ticked"
    again = owner.post(address(started, "/keep"), data=keep)
    assert again.status_code == 409 and "changed while you looked" in again.text
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert session.query(AnswerRevision).filter_by(question_key="op-quality").count() == 2


def test_one_mistake_keeps_everything_out_and_comes_back_marked(
    started: Started, owner: FlaskClient, database: Database
) -> None:
    taken = take(owner, started)
    taken.say("op-planning", "Perfectly")
    taken.say("base-digital-share#part", 30)
    taken.say("base-digital-share#total", 20)
    taken.say("base-capture#energy", "maybe")
    taken.say("op-safety", "I don't know", BAIT[1:])
    taken.say("op-energy", "I don't know", f" {BAIT}")
    taken.main.append(["", "", "", "Whose?", "My own answer"])
    status, page = send(owner, started, taken.saved())
    assert status == 422 and "4 answers cannot be read" in page and "2 new" in page and "Perfectly" in page
    assert kept(database, started) == {}
    back = owner.post(address(started, "/marked.xlsx"), data={"parcel": parcel(page)})
    assert faults_of(back) == []
    marked = Workbook(back.data)
    assert marked.told("op-planning") == "Perfectly" and "use the list" in marked.row("op-planning")[-1]
    assert marked.told("op-safety") == "I don't know" and "choose “Yes”" in marked.row("base-capture#energy")[-1]
    assert any("My own answer" in row for row in marked.main)
    marked.say("op-planning", None)
    marked.say("base-digital-share#part", 3)
    marked.say("base-capture#energy", "Yes")
    marked.main.pop()
    status, page = send(owner, started, marked.saved())
    assert status == 200 and "4 new" in page


def test_what_is_not_this_firms_questionnaire_is_refused(
    app: Flask, started: Started, owner: FlaskClient, database: Database, sign_in: Enter
) -> None:
    with app.app_context():
        neighbour = start_filling(database, profile=PROFILE.model_copy(update={"name": BAIT}))
    theirs = take(sign_in(neighbour.owner), neighbour)
    ours, older, headless, doubled = (take(owner, started) for _ in range(4))
    older.main[0][0] = older.main[0][0].replace("|1.0|", "|0.9|")
    headless.main[0][0] = ""
    doubled.sheets["again"] = doubled.main
    macros = io.BytesIO(ours.saved())
    with zipfile.ZipFile(macros, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (50 * 1024 * 1024))
    for content, said in (
        (theirs.saved(), "another firm"),
        (older.saved(), "furniture 0.9"),
        (headless.saved(), "not a questionnaire"),
        (doubled.saved(), "two sheets"),
        (macros.getvalue(), "macros"),
        (bomb.getvalue(), "too large"),
        (b"%PDF-1.7", "not a questionnaire"),
        (b"\xd0\xcf\x11\xe0", "older format"),
        (book(Plan=[["=1+1"]]), "not a questionnaire"),
        (ours.saved(), "not one answer"),
        (b"x" * (1990 * 1024), "larger than"),
    ):
        status, page = send(owner, started, content)
        assert (status, said in page) == (422, True), said
    assert owner.get(address(neighbour, "/questionnaire.xlsx")).status_code == 404
    assert send(owner, neighbour, theirs.saved())[0] == 404
    assert kept(database, started) == {} == kept(database, neighbour)


@pytest.mark.database
def test_an_advisers_workbook_is_kept_as_given_on_the_firms_behalf(
    started: Started, owner: FlaskClient, database: Database, sign_in: Enter
) -> None:
    adviser = sign_in(engage_adviser(database, started.owner, started.tenant_id, "Yunfan"))
    taken = take(adviser, started)
    taken.say("op-safety", "I don't know")
    _, page = send(adviser, started, taken.saved())
    assert "asked to confirm" in page
    stolen = owner.post(address(started, "/keep"), data={"parcel": "x" + parcel(page)})
    assert stolen.status_code == 422
    adviser.post(address(started, "/keep"), data={"parcel": parcel(page)})
    row = kept(database, started)["op-safety"]
    assert row.proxy and row.source == "workbook" and row.given_by.endswith("(Yunfan)")
    assert "1 answer given on your behalf" in owner.get(f"/assessments/{started.assessment_id}/review").text
    blind = sign_in(engage_adviser(database, started.owner, started.tenant_id, "Rivals", ("answers", "results")))
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Assessment, started.assessment_id).state = "changes-requested"
    assert blind.get(address(started, "/questionnaire.xlsx")).status_code == 403
    assert send(blind, started, taken.saved())[0] == 403
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Assessment, started.assessment_id).state = "submitted"
    assert send(owner, started, taken.saved())[0] == 303
    assert owner.post(address(started, "/keep"), data={"parcel": parcel(page)}).status_code == 409
