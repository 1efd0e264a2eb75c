"""The owner's side: handing parts out, and what can be done about them."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.delegations.models import Delegation, DelegationLink
from app.delegations.views import MAILS
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started, start_filling
from tests.factories.parts import action, begin, body_of, colleague, fields, hand_out, in_days, link_in
from tests.factories.people import add_member, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


def manage(started: Started) -> str:
    return f"/assessments/{started.assessment_id}/delegations"


def rows(database: Database, started: Started) -> list[Delegation]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return session.query(Delegation).order_by(Delegation.created_at).all()


def test_the_link_is_mailed_in_the_colleagues_language_and_shown_once(
    owner: FlaskClient, started: Started, run_jobs: Callable[[], int], outbox: list[EmailMessage], database: Database
) -> None:
    given = fields(name="王主任", email="wang@firm.example", lang="zh", note="  请本周内\n看一下 ")
    page = owner.post(manage(started), data=given).text
    assert "on its way to wang@firm.example" in page and "<svg" in page and "王主任" in page
    run_jobs()
    (mail,) = outbox
    assert mail["To"] == "wang@firm.example" and "车间里" in mail["Subject"]
    assert link_in(body_of(mail)) == link_in(page) and "请本周内" in body_of(mail)
    assert link_in(page) not in owner.get(manage(started)).text
    with database.reading(Scope.platform("test")) as session:
        words = str([(one.secret_hash, one.id) for one in session.query(DelegationLink)])
        assert link_in(page).rsplit("/", 1)[1] not in words
        events = session.query(Event).filter(Event.tag == "section.handed_out").all()
        assert [one.actor_id for one in events] == [started.owner.id]


def test_without_an_address_nothing_is_mailed_and_the_words_can_be_passed_on(
    owner: FlaskClient, started: Started, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    page = owner.post(manage(started), data=fields(lang="zh")).text
    assert "打开链接就能填，不用注册" in page and "No mail was sent" not in page
    run_jobs()
    assert outbox == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"part": "nowhere|"}, "no such part"),
        ({"part": "|"}, "no such part"),
        ({"part": ""}, "This is needed"),
        ({"part": "factory|nowhere"}, "no such part"),
        ({"name": ""}, "This is needed"),
        ({"name": "\u202e\u2066 \u200f".rstrip("\u200f")}, "This is needed"),
        ({"name": "x" * 81}, "At most 80"),
        ({"email": "no address"}, "no e-mail address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "no e-mail address"),
        ({"due_on": "2020-01-01"}, "today or a later day"),
        ({"due_on": "9999-12-31"}, "within a year"),
        ({"due_on": "soon"}, "Give a day"),
        ({"lang": "fr"}, "Not a valid choice"),
        ({"note": "x" * 301}, "At most 300"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    owner: FlaskClient, started: Started, database: Database, wrong: dict[str, str], said: str
) -> None:
    given = fields(name="Wang", note="by Friday") | wrong
    answer = owner.post(manage(started), data=given)
    assert answer.status_code == 422 and said in answer.text
    if "note" not in wrong:
        assert "by Friday" in answer.text
    assert rows(database, started) == []


def test_marks_that_turn_text_round_leave_the_name(owner: FlaskClient, started: Started, database: Database) -> None:
    hand_out(owner, started, name="\u202eWang\u2066\n  Wei")
    assert [one.name for one in rows(database, started)] == ["Wang Wei"]
    assert owner.post(manage(started), data=fields(part="supply|", name="W\x00")).status_code == 400


def test_a_part_that_is_out_is_not_given_to_a_second_person(owner: FlaskClient, started: Started) -> None:
    hand_out(owner, started)
    again = owner.post(manage(started), data=fields(name="Li"))
    assert again.status_code == 422 and "Wang has this part already" in again.text and 'value="Li"' in again.text
    assert owner.post(action(owner, started, "withdraw")).status_code == 303
    hand_out(owner, started, name="Li")


def test_forty_parts_may_be_out_at_once(owner: FlaskClient, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.delegations.operations.MOST", 2)
    hand_out(owner, started)
    hand_out(owner, started, part="supply|")
    full = owner.post(manage(started), data=fields(part="machines|"))
    assert full.status_code == 422 and "2 parts are with colleagues" in full.text


def test_the_list_says_how_far_each_part_is(
    owner: FlaskClient, started: Started, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = hand_out(owner, started)
    page = owner.get(manage(started)).text
    assert "Sent, not opened yet" in page and "0 of 6 answered" in page
    browser = begin(app, path)
    browser.post(f"{path}/questions/op-planning", data={"value": "l2", "version": "0"})
    page = owner.get(manage(started)).text
    assert "Opened" in page and "1 of 6 answered" in page
    assert "Wang" in owner.get(started.url("op-quality")).text, "the filling page lists it too"
    later = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    next_week = clock.today() + timedelta(days=9)
    monkeypatch.setattr(clock, "today", lambda: next_week)
    assert "Expired" in owner.get(manage(started)).text


def test_extending_opens_the_same_link_again(
    owner: FlaskClient, started: Started, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = hand_out(owner, started, due_on=in_days(1))
    later, tomorrow = clock.now() + timedelta(days=3), clock.today() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert colleague(app).get(path).status_code == 410
    extend = action(owner, started, "extend")
    assert owner.post(extend, data={"due_on": "2020-01-01"}).status_code == 422
    assert owner.post(extend, data={"due_on": "x"}).status_code == 422
    assert owner.post(extend, data={"due_on": in_days(5)}).status_code == 303
    assert colleague(app).get(path).status_code == 200


def test_asking_again_reopens_a_part_with_a_new_link(owner: FlaskClient, started: Started, app: Flask) -> None:
    path = hand_out(owner, started)
    browser = begin(app, path)
    assert browser.post(f"{path}/end").status_code == 200
    page = owner.post(action(owner, started, "again"), data={"due_on": in_days(3), "note": "one more look"})
    assert page.status_code == 200
    fresh = link_in(page.text)
    assert fresh != path and browser.get(path).status_code == 410
    assert "one more look" in colleague(app).get(fresh).text
    assert owner.post(action(owner, started, "withdraw")).status_code == 303


def test_a_new_link_ends_the_old_one_and_the_browser_that_held_it(
    owner: FlaskClient, started: Started, app: Flask
) -> None:
    path = hand_out(owner, started)
    stranger = begin(app, path)
    fresh = link_in(owner.post(action(owner, started, "renew")).text)
    gone = stranger.get(path)
    assert gone.status_code == 410 and "has been replaced" in gone.text
    assert "Begin" in stranger.get(fresh).text, "who had the old one has to begin anew"
    assert begin(app, fresh).get(fresh).status_code == 302


def test_reminding_by_hand_mails_once_a_day_and_shows_a_link_each_time(
    owner: FlaskClient, started: Started, run_jobs: Callable[[], int], outbox: list[EmailMessage], app: Flask
) -> None:
    first = hand_out(owner, started, email="wang@firm.example")
    again = link_in(owner.post(action(owner, started, "remind")).text)
    page = owner.post(action(owner, started, "remind")).text
    assert "one a day is enough" in page
    run_jobs()
    assert len(outbox) == 2 and "is due on" in outbox[1]["Subject"]
    assert len({first, again, link_in(page)}) == 3
    assert owner.get(action(owner, started, "remind")).headers["Location"] == manage(started), "reloaded"
    assert begin(app, first).get(again).status_code == 302, "all of them lead the same browser to the same part"


def test_reminders_go_out_by_themselves_two_days_before_and_on_the_last_day(
    owner: FlaskClient,
    started: Started,
    run_jobs: Callable[[], int],
    outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand_out(owner, started, email="wang@firm.example", due_on=in_days(5))
    hand_out(owner, started, email="li@firm.example", due_on=in_days(5), part="supply|")
    owner.post(action(owner, started, "withdraw"))
    run_jobs()
    sent = []
    start, today = clock.now(), clock.today()
    for day in range(8):
        monkeypatch.setattr(clock, "now", lambda day=day: start + timedelta(days=day, hours=23))
        monkeypatch.setattr(clock, "today", lambda day=day: today + timedelta(days=day))
        before = len(outbox)
        run_jobs()
        sent.append([mail["To"] for mail in outbox[before:]])
    assert sum(map(len, sent)) == 2 and all(to == "wang@firm.example" for one in sent for to in one)


def test_too_many_mails_are_not_sent_but_the_link_is_there(
    owner: FlaskClient, started: Started, run_jobs: Callable[[], int], outbox: list[EmailMessage], app: Flask
) -> None:
    for _ in range(60):
        app.extensions["throttle"].take(MAILS, str(started.tenant_id))
    page = owner.post(manage(started), data=fields(email="wang@firm.example"))
    assert page.status_code == 200 and "No mail was sent" in page.text and link_in(page.text)
    run_jobs()
    assert outbox == []


def test_viewers_and_neighbours_hand_nothing_out(
    owner: FlaskClient, started: Started, sign_in: Enter, database: Database, app: Flask
) -> None:
    hand_out(owner, started)
    row = rows(database, started)[0]
    viewer = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, started.tenant_id)
    add_member(database, firm, viewer, Role.VIEWER)
    with app.app_context():
        neighbour = start_filling(database)
    for person, code in ((viewer, 403), (neighbour.owner, 404)):
        browser = sign_in(person)
        assert browser.get(manage(started)).status_code == code
        assert browser.post(manage(started), data=fields(part="supply|")).status_code == code
        for verb in ("remind", "renew", "withdraw", "extend", "again"):
            assert browser.post(f"/delegations/{row.id}/{verb}", data={"due_on": in_days(2)}).status_code == code
    assert "Hand parts" not in sign_in(viewer).get(started.url("op-quality")).text
    assert len(rows(database, started)) == 1 and rows(database, started)[0].withdrawn_at is None


def test_a_submitted_assessment_hands_nothing_out(owner: FlaskClient, started: Started, database: Database) -> None:
    hand_out(owner, started)
    owner.post(started.url("op-planning"), data={"value": "l1", "version": "0"})
    assert owner.post(f"/assessments/{started.assessment_id}/submit", data={"declared": "yes"}).status_code == 303
    page = owner.get(manage(started)).text
    assert "Closed: the assessment was submitted" in page and "can no longer be handed out" in page
    assert owner.post(manage(started), data=fields(part="supply|")).status_code == 422
    row = rows(database, started)[0]
    assert owner.post(f"/delegations/{row.id}/remind").status_code == 409
    assert owner.post(f"/delegations/{row.id}/again", data={"due_on": in_days(2)}).status_code == 409
