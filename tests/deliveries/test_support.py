"""Subsidies and duties as of today: what has ended is gone, what is open is explained."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assessments.queries import catalogue
from app.content.answers import AnswerSheet
from app.kit import clock
from app.kit.db import Database
from app.planning.eligibility import Prospect
from app.planning.grounds import Applicant, Ground, grounds_of
from tests.factories.filings import EXPORTER, sample
from tests.factories.works import make_planned

Enter = Callable[..., FlaskClient]


@pytest.mark.database
def test_the_page_follows_the_calendar(
    app: Flask, database: Database, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        planned = make_planned(database, name=EXPORTER)
    browser = sign_in(planned.owner)
    content = catalogue()
    applied = [content.policies[offer.policy] for offer in planned.plan.offers if offer.status != "not_eligible"]
    ending = next(one for one in applied if one.kind == "subsidy" and one.valid_to and one.valid_to > clock.today())
    assert ending.valid_to is not None
    for left, mark in ((10, "ends in 10 days"), (1, "ends in 1 day<"), (0, "ends in 0 days")):
        monkeypatch.setattr(clock, "today", lambda left=left: ending.valid_to - timedelta(days=left))
        page = browser.get(planned.root + "/support").text
        assert f'id="p-{ending.id}"' in page and mark in page
        assert "Do not count on it yet" in page and ending.source.title.en in page
    monkeypatch.setattr(clock, "today", lambda: ending.valid_to + timedelta(days=1))
    assert f'id="p-{ending.id}"' not in browser.get(planned.root + "/support").text
    monkeypatch.setattr(clock, "today", lambda: date(2040, 1, 1))
    page = browser.get(planned.root + "/support")
    assert page.status_code == 200
    for one in content.policies.values():
        if one.kind != "duty" and one.valid_to:
            assert f'id="p-{one.id}"' not in page.text, one.id


def judged(policy: str, *, level: int = 0, as_of: date = date(2026, 11, 28), **more: object) -> dict[str, Ground]:
    company = sample(EXPORTER).company.model_copy(update=more)
    applicant = Applicant(
        company=company, sheet=AnswerSheet(instrument="furniture", version="", answers={}), level=level
    )
    prospect = Prospect(instrument=catalogue().instrument("furniture"))
    found = grounds_of(catalogue().policies[policy], applicant, as_of, prospect=prospect)
    return {one.text.en: one for one in found}


def states(grounds: dict[str, Ground]) -> SimpleNamespace:
    """Grounds by state."""
    by = {
        state: [text for text, one in grounds.items() if one.state == state] for state in ("met", "not_met", "unknown")
    }
    return SimpleNamespace(**by)


def test_each_condition_is_met_missing_or_unknown() -> None:
    low = states(judged("gd-provincial-pilot", level=1))
    assert any("level 2" in text for text in low.not_met)
    assert any("call" in text for text in low.unknown)
    high = states(judged("gd-provincial-pilot", level=2))
    assert any("level 2" in text for text in high.met)
    away = states(judged("gd-provincial-pilot", level=2, city="shenzhen", town=None, sites=()))
    assert any(text.startswith("Area") for text in away.not_met)
    small = states(judged("gd-provincial-pilot", level=2, revenue_band="under-5m"))
    assert any("20 million" in text for text in small.not_met)


def test_what_is_missing_says_what_to_do() -> None:
    for one in judged("gd-provincial-pilot", level=1).values():
        if one.state == "unknown":
            assert one.todo is not None
    assert any(one.todo and "goal" in one.todo.en for one in judged("gd-provincial-pilot", level=1).values())
