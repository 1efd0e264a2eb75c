"""The roadmap in a calendar: an address without a session, days that move with the plan, nothing about money."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import delete

from app.companies.models import Company
from app.kit import clock, ids
from app.kit.addresses import new_address
from app.kit.calendar import Day, calendar
from app.kit.db import Database, Scope
from app.tenants.models import Membership
from tests.factories.works import Planned, make_planned

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
LONG = "佛山市顺德区龙江镇暖居软体家具制造有限公司（总部）🛋️👨‍👩‍👧‍👦" * 3


@pytest.fixture
def planned(app: Flask, database: Database) -> Planned:
    with app.app_context():
        return make_planned(database)


def subscribe(browser: FlaskClient, planned: Planned) -> str:
    """The path of a fresh address."""
    page = browser.post(planned.root + "/calendar", data={"act": "renew"})
    assert page.status_code == 200
    found = re.search(r'id="address" value="([^"]+)"', page.text)
    assert found
    path = urlsplit(found[1]).path
    assert path.rsplit("/", 1)[1] not in browser.get(planned.root + "/calendar").text, "shown once"
    return path


def events(body: bytes) -> dict[str, Event]:
    """uid -> event of a calendar that must be well-formed."""
    assert body.endswith(b"END:VCALENDAR\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    read = Calendar.from_ical(body)
    assert read["version"] == "2.0" and read["prodid"] and not read.errors
    found = {str(one["uid"]): one for one in read.walk("VEVENT")}
    assert len(found) == len(read.walk("VEVENT")), "uids differ"
    for one in found.values():
        assert type(one.decoded("dtstart")) is date
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert isinstance(one.decoded("last-modified"), datetime) and one["summary"] and int(one["sequence"]) > 0
    return found


def test_a_calendar_reads_the_days_without_a_session(planned: Planned, sign_in: Enter, app: Flask) -> None:
    path, reader = subscribe(sign_in(planned.owner), planned), app.test_client()
    answer = reader.get(path)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers and "noindex" in answer.headers["X-Robots-Tag"]
    found = events(answer.data)
    titles = [str(one["summary"]) for one in found.values()]
    assert any(one.startswith("To start: ") for one in titles) and any("Gate of stage 1" in one for one in titles)
    assert any(one.startswith("To be finished: ") for one in titles)
    assert not re.search(r"¥|CNY|yuan|元", answer.text), "calendars are shared: no money"
    again = reader.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert reader.head(path).status_code == 200


def test_work_that_begins_moves_its_own_days_and_nothing_else(planned: Planned, sign_in: Enter, app: Flask) -> None:
    browser = sign_in(planned.owner)
    path = subscribe(browser, planned)
    before = app.test_client().get(path)
    moved = browser.post(planned.work(planned.first) + "/move", data={"version": "0", "status": "started"})
    assert moved.status_code == 303
    after = app.test_client().get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    old, new = events(before.data), events(after.data)
    assert old.keys() == new.keys()
    changed = [uid for uid in old if old[uid].to_ical() != new[uid].to_ical()]
    assert 1 <= len(changed) <= 2
    assert all(int(new[uid]["sequence"]) >= int(old[uid]["sequence"]) for uid in old)
    started = [one for one in new.values() if str(one["summary"]).startswith("Started: ")]
    assert [one.decoded("dtstart") for one in started] == [clock.today()]


def test_both_languages_name_the_same_days(planned: Planned, sign_in: Enter, app: Flask, database: Database) -> None:
    browser = sign_in(planned.owner)
    path = subscribe(browser, planned)
    english = events(app.test_client().get(path).data)
    with database.begin() as session:
        from app.accounts.models import User

        session.get_one(User, planned.owner.id).lang = "zh"
    with database.begin(Scope.tenant(planned.tenant_id)) as session:
        session.query(Company).one().name = LONG[:120]
    answer = app.test_client().get(path)
    chinese = events(answer.data)
    assert {uid: one.decoded("dtstart") for uid, one in english.items()} == {
        uid: one.decoded("dtstart") for uid, one in chinese.items()
    }
    assert any("计划开始" in str(one["summary"]) for one in chinese.values())
    assert str(Calendar.from_ical(answer.data)["x-wr-calname"]).startswith(LONG[:60])


def test_an_address_is_renewed_withdrawn_and_ends_with_the_seat(
    planned: Planned, sign_in: Enter, app: Flask, database: Database
) -> None:
    browser, reader = sign_in(planned.owner), app.test_client()
    first = subscribe(browser, planned)
    second = subscribe(browser, planned)
    assert reader.get(first).status_code == 404 and reader.get(second).status_code == 200
    assert browser.post(planned.root + "/calendar", data={"act": "withdraw"}).status_code == 200
    assert browser.post(planned.root + "/calendar", data={"act": "withdraw"}).status_code == 200
    assert reader.get(second).status_code == 404
    third = subscribe(browser, planned)
    with database.begin() as session:
        session.execute(delete(Membership).where(Membership.user_id == planned.owner.id))
    assert reader.get(third).status_code == 404
    for word in (new_address(planned.tenant_id)[0], new_address(ids.new_id())[0], "x", "é" * 46, "a" * 46):
        assert reader.get(f"/c/{word}.ics").status_code == 404


def test_a_neighbour_reads_only_his_own(planned: Planned, sign_in: Enter, app: Flask, database: Database) -> None:
    with app.app_context():
        other = make_planned(database)
    assert other.tenant_id != planned.tenant_id
    mine, theirs = subscribe(sign_in(planned.owner), planned), subscribe(sign_in(other.owner), other)
    reader = app.test_client()
    ours, others = events(reader.get(mine).data), events(reader.get(theirs).data)
    assert ours.keys().isdisjoint(others), "the same work of two firms has two names"
    assert str(planned.tenant_id) not in reader.get(mine).text


def test_the_days_can_be_loaded_once(planned: Planned, sign_in: Enter) -> None:
    browser = sign_in(planned.owner)
    answer = browser.get(planned.root + "/dates.ics")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert events(answer.data)


def test_awkward_texts_stay_whole_and_one_line() -> None:
    at = clock.now()
    awkward = LONG + '; , \\ "quoted"\nBEGIN:VEVENT\r\nSUMMARY:forged\u2028'
    body = calendar(
        [Day(uid="a@b", on=date(2026, 12, 31), summary=awkward, description=awkward, changed_at=at)],
        name=awkward,
        product="-//x//y//EN",
    )
    (one,) = events(body).values()
    assert "forged" in str(one["summary"]) and len(re.findall(rb"BEGIN:VEVENT\r\n", body)) == 1
