"""No page offers anybody a button that their role may not press."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from app.kit.db import Database
from app.tenants.access import ALLOWED
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, make_person
from tests.house.test_neighbours import House, doors, houses

__all__ = ["houses"]
pytestmark = pytest.mark.database


class Buttons(HTMLParser):
    """Where each button of a page posts to; an empty address is the page's own."""

    def __init__(self) -> None:
        super().__init__()
        self.form: str | None = None
        self.fieldsets: list[bool] = []
        self.posts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.form = (given.get("action") or "") if given.get("method") == "post" else None
        elif tag == "fieldset":
            self.fieldsets.append("disabled" in given)
        elif tag == "button" and self.form is not None and given.get("type") != "button" and not any(self.fieldsets):
            self.posts.add(given.get("formaction") or self.form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "fieldset" and self.fieldsets:
            self.fieldsets.pop()


def permission_of(app: Flask, address: str) -> str | None:
    """What posting to an address takes; None where it leads out of the table."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address, method="POST")
    except HTTPException:
        return None
    return str(app.extensions["access_table"][endpoint, "POST"].permission)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR])
def test_every_button_shown_may_be_pressed(
    app: Flask,
    houses: tuple[House, House],
    sign_in: Callable[..., FlaskClient],
    database: Database,
    role: Role,
) -> None:
    ours, _theirs = houses
    person = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, ours.tenant_id)
    add_member(database, firm, person, role)
    browser, wrong, seen = sign_in(person), [], 0
    for door in doors(app):
        if door.method != "GET" or role not in ALLOWED.get(door.permission, {role}):
            continue
        address = door.address(ours)
        page = browser.get(address, follow_redirects=True)
        if page.mimetype != "text/html":
            continue
        buttons = Buttons()
        buttons.feed(page.text)
        seen += 1
        for action in buttons.posts:
            needed = permission_of(app, (action or page.request.path).split("?")[0])
            if needed in ALLOWED and role not in ALLOWED[needed]:
                wrong.append(f"{address}: a button posts to {action or 'itself'}, which takes “{needed}”")
    assert seen >= 15
    assert not wrong, "\n".join(sorted(set(wrong)))
