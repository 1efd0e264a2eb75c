"""Two presses of one button, in two tabs, at what must happen once: verdicts, invitations, consents, month ends."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.clients.models import Client
from app.closings.models import Closing
from app.kit.db import Database, Scope
from app.reviews.models import Verdict
from app.tenants.models import Engagement, Membership, Role
from tests.factories.people import add_member, make_firm, make_person, make_provider
from tests.factories.reviewing import make_reviewed
from tests.house.test_races import press_twice

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
TIMES = 3
"""Two threads do not always meet."""


def count(database: Database, model: type[Any], *where: Any) -> int:
    with database.reading(Scope.platform("a test counts what there is")) as session:
        return session.scalar(select(func.count(model.id)).where(*where)) or 0


def test_one_answer_gets_one_verdict(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    firm = make_reviewed(database)
    browser = sign_in(firm.consultant)
    assert browser.post(firm.page("/take")).status_code == 303
    fields = {"kind": "agree", "revision": "0", "answer_version": "1"}
    for question in ("op-finance", "op-people", "base-capture"):
        codes = press_twice(app, browser, firm.page(f"/answers/{question}"), fields)
        assert sorted(codes) == [303, 409], "the second tab saw no verdict and is told that there is one"
        assert count(database, Verdict, Verdict.question_key == question) == 1


def test_an_invitation_is_taken_once(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    owner = make_person(database)
    firm = make_firm(database, owner)
    inviting = sign_in(owner)
    for _ in range(TIMES):
        newcomer = make_person(database)
        form = {"contact": str(newcomer.email), "role": "viewer", "lang": "en"}
        link = re.search(r"http://localhost(/i/[\w-]+)", inviting.post("/firm/invitations", data=form).text)
        assert link
        codes = press_twice(app, sign_in(newcomer), link[1], {})
        assert set(codes) <= {302, 303, 404, 409} and min(codes) < 400
        assert count(database, Membership, Membership.user_id == newcomer.id) == 1
    assert count(database, Membership, Membership.organisation_id == firm.id) == 1 + TIMES


def test_consent_is_given_once_and_a_month_end_kept_once(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    owner, manager = make_person(database), make_person(database)
    make_firm(database, owner)
    provider = make_provider(database, make_person(database))
    add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
    terms = {"provider": str(provider.id), "shares": ["results"], "purpose": "advice", "days": ""}
    codes = press_twice(app, sign_in(owner), "/firm/providers/agree", terms)
    assert set(codes) <= {303, 409}
    live = (Engagement.provider_id == provider.id, Engagement.ended_at.is_(None))
    assert count(database, Engagement, *live) == 1
    browser = sign_in(manager)
    for _ in range(TIMES):
        assert set(press_twice(app, browser, "/month-ends", {})) <= {303, 429}
    with database.reading(Scope.tenant(provider.id)) as session:
        keys = session.scalars(select(Closing.key)).all()
    assert len(keys) == len(set(keys)) > 0
    firms = {"name": "Twice Furniture", "contact": ""}
    assert set(press_twice(app, browser, "/onboarding/new", firms)) <= {303, 409, 422}
    assert count(database, Client, Client.name == "Twice Furniture") == 1
