"""What an organisation asks for beside the password: at a page, a post, a download; and nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from time_machine import travel

from app.kit import clock
from app.kit.db import Database
from app.tenants.models import Organisation, Role
from tests.accounts.test_factors import bring as bring_code
from tests.accounts.test_factors import set_up
from tests.factories.authenticators import Authenticator, bring, register
from tests.factories.fillings import Started
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

Enter = Callable[..., FlaskClient]


def demand(database: Database, organisation_id: object) -> None:
    with database.begin() as session:
        session.get_one(Organisation, organisation_id).factor_required = True


def test_a_firm_that_asks_opens_only_with_a_factor_and_keeps_what_was_typed(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    page = f"/assessments/{started.assessment_id}"
    assert owner.get(f"{page}/review").status_code == 200
    demand(database, started.tenant_id)
    for path in ("/home", f"{page}/review", "/firm/members", "/firm/inventory/workbook.xlsx"):
        assert owner.get(path).headers["Location"].startswith("/second-factor?next="), path
    at = started.url("base-capture")
    plain = owner.post(at, data={"value": "x", "version": "0"})
    assert plain.status_code == 428 and "still on this device" in plain.text
    quick = owner.post(at, data={"value": "x", "version": "0"}, headers={"Accept": "application/json"})
    assert quick.status_code == 428 and quick.get_json()["error"]["way"] == "/second-factor"
    along = owner.get(f"/profile/data/export?about={started.tenant_id}")
    assert along.headers["Location"].endswith("/profile/data"), "nor is its data there to take along"
    led = owner.get(f"/second-factor?next={page}/review").text
    assert "/profile/passkeys/new" in led and "/profile/two-factor" in led
    set_up(owner)
    back = re.search(r'href="([^"]+)">Go on where', owner.get("/profile/security").text)
    assert back and back[1] == f"{page}/review"
    assert owner.get(back[1]).status_code == 200


def test_a_passkey_counts_and_the_password_alone_never_again(
    app: Flask, started: Started, database: Database, sign_in: Enter
) -> None:
    demand(database, started.tenant_id)
    browser, device = sign_in(started.owner), Authenticator()
    register(browser, device)
    assert browser.get("/firm/members").status_code == 200
    other = sign_in(started.owner)
    assert other.get("/firm/members").headers["Location"].startswith("/second-factor")
    assert bring(other, device, "/firm/members").status_code == 303
    assert other.get("/firm/members").status_code == 200
    friend = make_person(database)
    other.post("/sign-out")
    add_member(database, Organisation(id=started.tenant_id), friend, Role.VIEWER)
    other.post("/sign-in", data={"email": friend.email, "password": "correct horse battery"})
    assert other.get("/firm/members").status_code == 303, "the factor was somebody else's"


def test_an_old_session_may_bring_the_code(app: Flask, started: Started, database: Database, sign_in: Enter) -> None:
    old, browser = sign_in(started.owner), sign_in(started.owner)
    phone = set_up(browser)
    demand(database, started.tenant_id)
    assert old.get("/firm/members").status_code == 303
    assert bring_code(old, "000000", "/second-factor?next=/firm/members").status_code == 422
    with travel(clock.now() + timedelta(minutes=2), tick=False):
        assert bring_code(old, phone.code(), "/second-factor?next=/firm/members").status_code == 303
    assert old.get("/firm/members").status_code == 200


@pytest.mark.database
def test_what_a_provider_asks_for_holds_for_its_firms_too(database: Database, sign_in: Enter) -> None:
    admin, consultant, owner = make_person(database), make_person(database), make_person(database)
    provider, firm = make_provider(database, admin), make_firm(database, owner)
    add_member(database, provider, consultant, Role.CONSULTANT)
    engage(database, firm, provider, owner)
    boss = sign_in(admin)
    assert boss.post("/provider/second-factor", data={"wanted": "yes"}).status_code == 422, "not before one's own"
    register(boss, Authenticator())
    assert boss.post("/provider/second-factor", data={"wanted": "yes"}).status_code == 303
    helper = sign_in(consultant)
    for path in ("/home", "/clients"):
        assert helper.get(path).headers["Location"].startswith("/second-factor"), path
    assert helper.post("/firm/switch", data={"firm": str(provider.id)}).status_code == 303
    assert helper.post("/provider/second-factor", data={"wanted": "no"}).status_code == 428
    assert sign_in(owner).get("/home").status_code == 200, "the firm itself asks for nothing"
    assert boss.post("/provider/second-factor", data={"wanted": "no"}).status_code == 303
    assert helper.get("/home").status_code == 200
