"""Parts of a filling in the hands of colleagues: handing out through the owner's form, and a colleague's browser."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from app.content import firm as content
from app.kit import clock
from tests.factories.browsers import Browser
from tests.factories.fillings import Started

SCHOOL = content.Company(
    name="启明学堂",
    industry="education",
    city="guangzhou",
    headcount=60,
    revenue_band="5m-20m",
    sites=(
        content.Site(id="east", name="东校区", kind="campus"),
        content.Site(id="west", name="西校区", kind="campus"),
    ),
)


def fields(**more: str) -> dict[str, str]:
    """What the form posts: the shop floor, to Wang, in English, within a week."""
    week = (clock.today() + timedelta(days=7)).isoformat()
    given = {"part": "factory|", "name": "Wang", "email": "", "lang": "en", "due_on": week, "note": ""}
    return {**given, **more}


def hand_out(owner: FlaskClient, started: Started, **more: str) -> str:
    """Hand a part out; the path of its link."""
    made = owner.post(f"/assessments/{started.assessment_id}/delegations", data=fields(**more))
    assert made.status_code == 200, made.text
    return link_in(made.text)


def link_in(text: str) -> str:
    """The path of the first colleague's link in a page or a mail."""
    found = re.search(r"https?://[^\s\"<]+/d/[A-Za-z0-9_-]{46}", text)
    assert found, text
    return urlsplit(found[0]).path


def body_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def colleague(app: Flask) -> FlaskClient:
    """A browser nobody signed in with."""
    app.test_client_class = Browser
    return app.test_client()


def begin(app: Flask, path: str) -> FlaskClient:
    """A colleague's browser that has opened the part."""
    browser = colleague(app)
    answer = browser.post(path)
    assert answer.status_code == 303, answer.text
    return browser


def action(owner: FlaskClient, started: Started, verb: str) -> str:
    """The address behind the newest row's button."""
    page = owner.get(f"/assessments/{started.assessment_id}/delegations").text
    found = re.search(rf'action="(/delegations/[^"]+/{verb})"', page)
    assert found, page
    return found[1]


def in_days(days: int) -> str:
    """A day from today, as a form says it."""
    day: date = clock.today() + timedelta(days=days)
    return day.isoformat()


Jobs = Callable[[], int]
