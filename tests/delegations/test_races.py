"""Two at once: a part handed out twice, a link begun in two browsers, an answer beside the part being taken back."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.assessments.models import AnswerRow
from app.delegations.models import Delegation
from app.kit.db import Database, Scope
from tests.factories.browsers import Browser
from tests.factories.fillings import Started
from tests.factories.parts import action, begin, colleague, fields, hand_out
from tests.house.test_races import press_twice

pytestmark = pytest.mark.database


def at_once(*acts: Callable[[], int]) -> list[int]:
    """The codes of posts that start together."""
    ready, codes = threading.Barrier(len(acts)), [0] * len(acts)

    def run(place: int, act: Callable[[], int]) -> None:
        ready.wait()
        codes[place] = act()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def posting(app: Flask, browser: FlaskClient, path: str, data: dict[str, str] | None = None) -> Callable[[], int]:
    """A post of this browser, ready to go in a thread of its own."""
    assert isinstance(browser, Browser)
    tab, token = app.test_client(), browser.renew_token()
    for cookie in browser._cookies.values():
        tab.set_cookie(cookie.key, cookie.value, path=cookie.path)
    return lambda: tab.post(path, data=data or {}, headers={"X-CSRFToken": token}).status_code


def test_a_part_pressed_twice_goes_out_once(
    owner: FlaskClient, started: Started, app: Flask, database: Database
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    codes = press_twice(app, owner, f"/assessments/{started.assessment_id}/delegations", fields())
    assert sorted(codes) == [200, 422]
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert len(session.scalars(select(Delegation)).all()) == 1


def test_of_two_browsers_that_begin_one_gets_in(owner: FlaskClient, started: Started, app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for part in ("factory|", "supply|", "machines|"):
        path = hand_out(owner, started, part=part)
        codes = at_once(posting(app, colleague(app), path), posting(app, colleague(app), path))
        assert sorted(codes) == [303, 403]


def test_an_answer_beside_a_withdrawal_is_kept_or_refused_and_never_half(
    owner: FlaskClient, started: Started, app: Flask, database: Database
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    said: dict[str, int] = {}
    for part in ("factory|", "supply|", "machines|"):
        path = hand_out(owner, started, part=part)
        browser = begin(app, path)
        question = browser.get(path).headers["Location"].rsplit("/", 1)[1]
        answer = posting(
            app, browser, f"{path}/questions/{question}", {"state": "dont_know", "value": "~dont_know", "version": "0"}
        )
        said[question], withdrawn = at_once(answer, posting(app, owner, action(owner, started, "withdraw")))
        assert withdrawn == 303
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        kept = set(session.scalars(select(AnswerRow.question_key)))
    assert kept == {question for question, code in said.items() if code == 303}
    assert set(said.values()) <= {303, 410}
