"""The colleague's side: one part, from one browser, until it is handed back; and everybody who should not get in."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assessments.models import AnswerRevision, AnswerRow
from app.companies.models import Site
from app.events.models import Event
from app.kit import clock, ids
from app.kit.addresses import new_address
from app.kit.db import Database, Scope
from tests.factories.fillings import Started, start_filling
from tests.factories.parts import SCHOOL, action, begin, body_of, colleague, hand_out, in_days

pytestmark = pytest.mark.database
JSON = {"Accept": "application/json"}
FIRM = "佛山暖居家具厂"


def answers(database: Database, started: Started) -> dict[tuple[str, str], tuple[str | None, str, UUID | None]]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        kept = session.query(AnswerRow)
        return {(one.question_key, one.site_key): (one.value, one.given_by, one.answered_by_id) for one in kept}


def save(browser: FlaskClient, path: str, question: str, value: str, version: int = 0, **more: str):
    data = {"value": value, "version": str(version), **more}
    return browser.post(f"{path}/questions/{question}", data=data, headers=JSON)


def test_a_colleague_fills_one_part_under_their_own_name_and_hands_it_back(
    owner: FlaskClient,
    started: Started,
    app: Flask,
    database: Database,
    run_jobs: Callable[[], int],
    outbox: list[EmailMessage],
) -> None:
    path = hand_out(owner, started, note="Please by Friday")
    browser = colleague(app)
    page = browser.get(path)
    assert page.status_code == 200 and FIRM in page.text and "Please by Friday" in page.text
    assert "noindex" in page.headers["X-Robots-Tag"] and 'lang="en"' in page.text
    assert browser.post(path).status_code == 303
    on = browser.get(path)
    assert on.headers["Location"] == f"{path}/questions/op-planning"
    saved = save(browser, path, "op-planning", "l2", note="Ask Li")
    assert saved.json["version"] == 1 and saved.json["progress"]["asked"] == 6 and saved.json["base"] == f"{path}/"
    assert set(saved.json["states"]) == {
        "op-planning", "op-production", "op-quality", "op-equipment", "op-safety", "op-energy",
    }  # fmt: skip
    assert save(browser, path, "op-planning", "l2", note="Ask Li").json["version"] == 1, "a lost reply, sent again"
    assert answers(database, started) == {("op-planning", ""): ('"l2"', "Wang", None)}
    assert "Answered by Wang" in owner.get(started.url("op-planning")).text
    assert "5 questions without an answer" in browser.get(f"{path}/end").text
    thanks = browser.post(f"{path}/end")
    assert thanks.status_code == 200 and "Thank you" in thanks.text
    run_jobs()
    assert outbox[-1]["To"] == started.owner.email and "Wang has handed back" in outbox[-1]["Subject"]
    assert "1 of 6 questions" in body_of(outbox[-1])
    gone = browser.get(path)
    assert gone.status_code == 410 and "has been handed back" in gone.text and "这一部分已经交回" in gone.text
    assert FIRM not in gone.text and "op-" not in gone.text and "On the shop floor" not in gone.text
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        (first,) = session.query(AnswerRevision).all()
        assert first.given_by == "Wang" and first.answered_by_id is None
        tags = [one.tag for one in session.query(Event).order_by(Event.at) if one.tag.startswith("section.")]
        assert tags == ["section.handed_out", "section.opened", "section.handed_back"]


def test_nothing_else_of_the_firm_is_reachable(owner: FlaskClient, started: Started, app: Flask) -> None:
    owner.post(started.url("cloud-strategy"), data={"value": "l1", "version": "0", "note": "SECRET"})
    browser = begin(app, path := hand_out(owner, started))
    pages = [browser.get(f"{path}/questions/op-planning").text, browser.get(f"{path}/end").text]
    for page in pages:
        inside = re.findall(r'(?:href|action)="([^"#]+)"', page)
        assert {one for one in inside if not one.startswith((path, "/static/"))} <= {"/language"}
        assert "Where the owner wants to go" not in page and "SECRET" not in page
    for elsewhere in ("cloud-strategy", "base-capture", "eu-dma", "nothing"):
        assert browser.get(f"{path}/questions/{elsewhere}").status_code == 404
        assert save(browser, path, elsewhere, "l1").status_code == 404
    for address in (started.url("op-planning"), f"/assessments/{started.assessment_id}/review", "/home", "/firm/"):
        assert browser.get(address).headers["Location"].startswith("/sign-in")


def test_somebody_signed_in_elsewhere_gains_nothing(
    owner: FlaskClient, started: Started, app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    path = hand_out(owner, started)
    with app.app_context():
        neighbour = start_filling(database)
    browser = sign_in(neighbour.owner)
    assert browser.post(path).status_code == 303
    assert save(browser, path, "op-planning", "l1").json["version"] == 1
    assert answers(database, started)["op-planning", ""][1:] == ("Wang", None)
    assert answers(database, neighbour) == {}
    assert browser.get(started.url("op-planning")).status_code == 404


def test_a_principal_fills_their_own_campus_only(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        school = start_filling(database, profile=SCHOOL)
    owner = sign_in(school.owner)
    form = owner.get(f"/assessments/{school.assessment_id}/delegations").text
    assert 'value="|east"' in form and 'value="campus|west"' in form and 'value="enrolment|east"' not in form
    owner.post(school.url("edu-network"), data={"value": "l3", "version": "0", "site": "west", "note": "WESTNOTE"})
    browser = begin(app, path := hand_out(owner, school, part="|east", name="Principal Chen"))
    page = browser.get(f"{path}/questions/edu-network").text
    assert "东校区" in page and "西校区" not in page and "WESTNOTE" not in page
    saved = save(browser, path, "edu-network", "l1", site="east")
    assert saved.json["version"] == 1 and saved.json["states"]["edu-network"] == "answered"
    assert save(browser, path, "edu-network", "l1", 1, site="west").status_code == 422
    assert save(browser, path, "edu-network", "l1").status_code == 422
    assert browser.get(f"{path}/questions/iot-skills").status_code == 404, "asked of the whole school"
    kept = answers(database, school)
    assert kept["edu-network", "east"] == ('"l1"', "Principal Chen", None)
    assert kept["edu-network", "west"][:2] == ('"l3"', "")


def test_a_site_removed_meanwhile_closes_its_part(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        school = start_filling(database, profile=SCHOOL)
    owner = sign_in(school.owner)
    browser = begin(app, path := hand_out(owner, school, part="|east"))
    with database.begin(Scope.tenant(school.tenant_id)) as session:
        session.delete(session.query(Site).filter(Site.key == "east").one())
    assert browser.get(path).status_code == 410
    refused = save(browser, path, "edu-network", "l1", site="east")
    assert refused.status_code == 410 and refused.json["closed"] == "gone"
    assert "Closed: no longer asked" in owner.get(f"/assessments/{school.assessment_id}/delegations").text


def test_questions_no_longer_asked_close_the_part(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        maker = start_filling(database, profile=SCHOOL.model_copy(update={"industry": "appliances", "sites": ()}))
    owner = sign_in(maker.owner)
    link = f"/assessments/{maker.assessment_id}/delegations"
    assert 'value="product|"' not in owner.get(link).text, "nothing is known of connected products yet"
    owner.post(maker.url("product-features"), data={"value": "connected", "version": "0"})
    browser = begin(app, path := hand_out(owner, maker, part="product|"))
    assert browser.get(path).status_code == 302
    owner.post(maker.url("product-features"), data={"value": "none", "version": "1"})
    refused = save(browser, path, "iot-product", "l1")
    assert refused.status_code == 410 and refused.json["closed"] == "gone"
    assert "no longer asked" in owner.get(link).text


def test_the_first_browser_keeps_the_link(owner: FlaskClient, started: Started, app: Flask, database: Database) -> None:
    path = hand_out(owner, started)
    for robot in (colleague(app), colleague(app)):
        assert robot.get(path).status_code == 200, "looking binds nothing"
    begin(app, path)
    second = colleague(app)
    for address in (path, f"{path}/questions/op-planning", f"{path}/end"):
        page = second.get(address)
        assert page.status_code == 403 and "open on another device" in page.text
        assert FIRM not in page.text and "shop floor" not in page.text
    assert second.post(path).status_code == 403
    assert second.post(f"{path}/end").status_code == 403
    refused = save(second, path, "op-planning", "l1")
    assert refused.status_code == 410 and refused.json["closed"] == "elsewhere"
    assert answers(database, started) == {}


def test_a_code_by_mail_lets_one_more_browser_in(
    owner: FlaskClient, started: Started, app: Flask, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    path = hand_out(owner, started, email="wang@firm.example")
    begin(app, path)
    second = colleague(app)
    assert "w…@firm.example" in second.get(path).text and "wang@" not in second.get(path).text
    assert "on its way" in second.post(f"{path}/code").text
    assert second.get(f"{path}/code").headers["Location"] == path, "reloaded, or in another language"
    run_jobs()
    code = re.findall(r"\b\d{6}\b", body_of(outbox[-1]))[0]
    assert outbox[-1]["To"] == "wang@firm.example"
    assert second.post(f"{path}/admit", data={"code": f" {code[:3]} {code[3:]} "}).status_code == 303
    assert second.get(path).headers["Location"].endswith("/questions/op-planning")
    third = colleague(app)
    assert third.post(f"{path}/admit", data={"code": code}).status_code == 422, "a code works once"


def test_a_code_shown_on_the_first_device_lets_the_second_in_and_guesses_end_it(
    owner: FlaskClient, started: Started, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin(app, path := hand_out(owner, started))
    assert colleague(app).post(f"{path}/device").status_code == 403

    def fresh() -> str:
        return "".join(re.findall(r'class="code"[^>]*>(\d{3}) (\d{3})<', first.post(f"{path}/device").text)[0])

    assert colleague(app).post(f"{path}/admit", data={"code": fresh()}).status_code == 303
    code = fresh()
    for wrong in ("", "1", "x" * 4000, "000000" if code != "000000" else "111111", "½"):
        assert colleague(app).post(f"{path}/admit", data={"code": wrong}).status_code == 422
    assert colleague(app).post(f"{path}/admit", data={"code": code}).status_code == 422, "five wrong ones end it"
    code, later = fresh(), clock.now() + timedelta(minutes=11)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert colleague(app).post(f"{path}/admit", data={"code": code}).status_code == 422
    codes = [first.post(f"{path}/device").status_code for _ in range(4)]
    assert codes[-1] == 429


def closed(browser: FlaskClient, path: str, why: str) -> None:
    """Shut for pages and scripts alike; what was typed comes back."""
    page = browser.get(f"{path}/questions/op-planning")
    assert page.status_code == 410 and FIRM not in page.text
    refused = save(browser, path, "op-planning", "l1", 9)
    assert refused.status_code == 410 and refused.json["closed"] == why and refused.json["error"]["message"]
    typed = {"value": "l1", "version": "0", "note": "typed <b>too late</b>", "go": "next"}
    plain = browser.post(f"{path}/questions/op-planning", data=typed)
    assert plain.status_code == 410 and "not accepted" in plain.text
    assert "typed &lt;b&gt;too late" in plain.text and "How is production planned?" in plain.text
    assert browser.post(f"{path}/end").status_code == 410
    assert browser.post(path).status_code == 410


def test_after_withdrawal_expiry_hand_back_or_submission_nothing_is_accepted(
    owner: FlaskClient, started: Started, app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = begin(app, path := hand_out(owner, started))
    owner.post(action(owner, started, "withdraw"))
    closed(browser, path, "withdrawn")
    browser = begin(app, path := hand_out(owner, started))
    assert browser.post(f"{path}/end").status_code == 200
    closed(browser, path, "handed-back")
    browser = begin(app, path := hand_out(owner, started, due_on=in_days(0)))
    tomorrow = clock.today() + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "today", lambda: tomorrow)
        closed(browser, path, "expired")
    assert save(browser, path, "op-planning", "l1").status_code == 200
    assert owner.post(f"/assessments/{started.assessment_id}/submit", data={"declared": "yes"}).status_code == 303
    closed(browser, path, "submitted")
    assert answers(database, started) == {("op-planning", ""): ('"l1"', "Wang", None)}


def test_addresses_nobody_made_open_nothing_and_guessing_is_slowed(
    owner: FlaskClient, started: Started, app: Flask
) -> None:
    hand_out(owner, started)
    words = [new_address(started.tenant_id)[0], new_address(ids.new_id())[0], "a" * 46, "x", "é" * 46]
    for word in words:
        page = colleague(app).get(f"/d/{word}")
        assert page.status_code == 404 and "请核对网址" in page.text and "does not open" in page.text
        kept = colleague(app).post(f"/d/{word}/questions/op-planning", data={"value": "my words", "note": "and these"})
        assert kept.status_code == 404 and "my words" in kept.text and "and these" in kept.text
    codes = [colleague(app).get(f"/d/{words[0]}").status_code for _ in range(40)]
    assert codes[-1] == 429
    real = hand_out(owner, started, part="supply|")
    assert colleague(app).get(real).status_code == 200, "guesses shut nobody else out"


def test_owner_and_colleague_on_one_answer_see_both(owner: FlaskClient, started: Started, app: Flask) -> None:
    browser = begin(app, path := hand_out(owner, started))
    assert owner.post(started.url("op-quality"), data={"value": "l3", "version": "0"}).status_code == 303
    clash = save(browser, path, "op-quality", "l1")
    assert clash.status_code == 409 and clash.json["version"] == 1 and clash.json["theirs"] != clash.json["mine"]
    plain = browser.post(f"{path}/questions/op-quality", data={"value": "l1", "version": "0"})
    assert plain.status_code == 409 and clash.json["theirs"] in plain.text.replace("&#39;", "'")
    assert save(browser, path, "op-quality", "l1", 1).json["version"] == 2
    theirs = owner.post(started.url("op-quality"), data={"value": "l2", "version": "1"}, headers=JSON)
    assert theirs.status_code == 409
    assert (
        owner.post(started.url("op-quality"), data={"value": "l2", "version": "2"}, headers=JSON).json["version"] == 3
    )
    assert "Answered by" not in owner.get(started.url("op-quality")).text


def test_a_form_without_its_token_changes_nothing(
    owner: FlaskClient, started: Started, app: Flask, database: Database
) -> None:
    browser = begin(app, path := hand_out(owner, started))
    for address in (f"{path}/questions/op-planning", f"{path}/end", f"{path}/device", path):
        assert browser.post(address, data={"value": "l1"}, token=False).status_code == 400  # type: ignore[call-arg]
    assert answers(database, started) == {}


def test_going_on_elsewhere_needs_signing_in(
    owner: FlaskClient, started: Started, app: Flask, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    page = owner.get(f"/assessments/{started.assessment_id}/elsewhere?at=op-quality")
    assert page.status_code == 200 and "<svg" in page.text and started.url("op-quality") in page.text
    assert owner.post(f"/assessments/{started.assessment_id}/elsewhere?at=op-quality").status_code == 303
    run_jobs()
    assert outbox[0]["To"] == started.owner.email and started.url("op-quality") in body_of(outbox[0])
    phone = colleague(app)
    sent_away = phone.get(started.url("op-quality"))
    assert sent_away.headers["Location"].startswith("/sign-in?next=") and "op-quality" in sent_away.headers["Location"]
    assert owner.get(f"/assessments/{started.assessment_id}/elsewhere?at=nothing").status_code == 404
