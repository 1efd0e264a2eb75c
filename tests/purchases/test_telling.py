"""What is told of plans that end: on pages while it matters, in messages once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import enqueue
from app.purchases.banners import find_banner
from app.purchases.telling import news_of_end
from app.subscriptions.models import Subscription
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started
from tests.factories.people import add_member, make_person

ENGLISH = {"Accept-Language": "en"}
NOW = datetime(2026, 12, 1, 8, tzinfo=clock.now().tzinfo)


def held(**given: Any) -> Subscription:
    """A year by transfer, paid far ahead, but for what is given."""
    words = {"plan": "standard", "interval": "year", "currency": "CNY", "seats": 1, "collects": "transfer"}
    times = {"state": "active", "since_at": NOW, "paid_until_at": in_days(300), "open_until_at": in_days(314)}
    return Subscription(**{**words, **times, "read_at": NOW, **given})


def in_days(days: float) -> datetime:
    return NOW + timedelta(days=days)


CARD = {"collects": "charge_automatically", "stripe_id": "sub_1", "paid_until_at": None}
TRIAL = CARD | {"state": "trialing"}


@pytest.mark.parametrize(
    ("given", "banner", "mail"),
    [
        ({}, None, None),
        ({"paid_until_at": in_days(29)}, "prepaid", "month"),
        ({"paid_until_at": in_days(29), "interval": "month"}, "prepaid", None),
        ({"paid_until_at": in_days(6)}, "prepaid", "week"),
        ({"paid_until_at": in_days(-2), "open_until_at": in_days(12)}, "prepaid", None),
        ({"paid_until_at": in_days(-20), "open_until_at": in_days(-6)}, None, None),
        (CARD | {"period_end_at": in_days(2)}, None, None),
        (TRIAL | {"trial_end_at": in_days(4)}, None, None),
        (TRIAL | {"trial_end_at": in_days(2)}, "trial", "trial"),
        (TRIAL | {"trial_end_at": in_days(2), "cancel_at": in_days(2)}, None, "cancelled"),
        (CARD | {"state": "past_due", "past_due_since_at": in_days(-3)}, "late", None),
        (CARD | {"state": "unpaid"}, "late", None),
        (CARD | {"cancel_at": in_days(9), "period_end_at": in_days(9)}, None, "cancelled"),
    ],
)
def test_what_is_said_on_pages_and_what_by_mail(given: dict[str, Any], banner: str | None, mail: str | None) -> None:
    row = held(**given)
    found, told = find_banner([row], NOW), news_of_end(row, NOW)
    assert (found.kind if found else None) == banner, "a failed card has mails of Stripe's own, so none of ours"
    assert (told[1] if told else None) == mail


@pytest.mark.database
@pytest.mark.usefixtures("billed")
def test_an_owner_hears_of_the_end_once_and_puts_the_banner_away(
    started: Started,
    owner: FlaskClient,
    database: Database,
    run_jobs: Callable[[], int],
    outbox: list[EmailMessage],
    sign_in: Callable[..., FlaskClient],
) -> None:
    ends, viewer = clock.now() + timedelta(days=20), make_person(database)
    with database.reading() as session:
        add_member(database, session.get_one(Organisation, started.tenant_id), viewer, Role.VIEWER)
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.add(held(paid_until_at=ends, open_until_at=ends + timedelta(days=14)))
    for _ in range(2):
        with database.begin() as session:
            enqueue(session, "purchases.round")
        run_jobs()
    (mail,) = [one for one in outbox if "prepaid time ends" in str(one["Subject"])]
    assert mail["To"] == started.owner.email
    assert "prepaid time ends" in owner.get("/home", headers=ENGLISH).text
    assert "prepaid time ends" not in sign_in(viewer).get("/home", headers=ENGLISH).text
    away = owner.post("/firm/plan/quiet", data={"kind": "prepaid", "next": "/home"})
    assert away.headers["Location"] == "/home" and "Max-Age=86400" in away.headers["Set-Cookie"]
    assert "prepaid time ends" not in owner.get("/home", headers=ENGLISH).text
