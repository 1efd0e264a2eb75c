"""The letterbox: what is not Stripe's word of now is refused and leaves nothing, what is comes in once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.kit.db import Database
from app.kit.jobs import JobRow
from app.payments.ledger import TAKE
from app.payments.models import EventState
from tests.payments.account import SECRET, event, ledger, letterbox, post, sealed

__all__ = ["letterbox"]
pytestmark = pytest.mark.usefixtures("letterbox")


def jobs(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).where(JobRow.name == TAKE)).one()


def test_what_is_forged_stale_or_broken_is_a_400_and_leaves_nothing(database: Database, client: FlaskClient) -> None:
    body = json.dumps(event())
    fine = sealed(body)["Stripe-Signature"]
    moment, _, signature = fine.partition(",v1=")
    again = json.dumps(json.loads(body), indent=2)
    big = json.dumps(event(data={"object": {"object": "subscription", "id": "sub_1", "text": "x" * 600_000}}))
    refused: dict[str, tuple[str, str]] = {
        "another secret": (body, sealed(body, "whsec_of_somebody_else")["Stripe-Signature"]),
        "stale": (body, sealed(body, ago=310)["Stripe-Signature"]),
        "of tomorrow": (body, sealed(body, ago=-310)["Stripe-Signature"]),
        "the old scheme only": (body, f"{moment},v0={signature}"),
        "serialised again": (again, fine),
        "cut off": (body[: len(body) // 2], fine),
        "of two moments": (body, f"t=1,{fine}"),
        "not ASCII": (body, f"{moment},v1=é{signature}"),
        "no signature in it": (body, "t=,v1="),
        "empty": ("", sealed("")["Stripe-Signature"]),
        "no JSON": ("<event/>", sealed("<event/>")["Stripe-Signature"]),
        "a list": ("[]", sealed("[]")["Stripe-Signature"]),
        "no event": ("{}", sealed("{}")["Stripe-Signature"]),
        "endless": (big, sealed(big)["Stripe-Signature"]),
    }
    for why, (sent, header) in refused.items():
        assert post(client, sent, **{"Stripe-Signature": header}) == 400, why
    assert post(client, body, Accept="*/*") == 400, "without a signature"
    assert not ledger(database) and not jobs(database)


@pytest.mark.database
def test_an_event_is_stored_once_with_a_job_and_without_what_it_said(database: Database, client: FlaskClient) -> None:
    assert [post(client, event()) for _ in range(3)] == [200, 200, 200]
    assert client.get_cookie("session") is None
    (row,) = ledger(database)
    assert (row.stripe_id, row.object_id, row.payer, row.state) == ("evt_1", "sub_1", "cus_1", EventState.STORED)
    assert jobs(database) == 1
    assert [post(client, event(number)) for number in (2, 3)] == [200, 200]
    assert jobs(database) == 1, "one job that waits takes them all"


def test_what_nobody_has_heard_of_is_stored_and_left_alone(database: Database, client: FlaskClient) -> None:
    coming = {"object": "invoice", "customer": "cus_1"}
    assert post(client, event(1, type="jianyun.nobody_has_heard_of")) == 200
    assert post(client, event(2, type="invoice.upcoming", data={"object": coming})) == 200
    assert post(client, event(3, type="balance.available", data={"object": {"object": "balance"}})) == 200
    assert [row.state for row in ledger(database)] == [EventState.IGNORED] * 3 and not jobs(database)


def test_while_a_secret_is_exchanged_both_open(app: Flask, client: FlaskClient, settings: Settings) -> None:
    both = f"whsec_that_is_new,{SECRET}"
    app.config["SETTINGS"] = settings.model_copy(update={"stripe_hook_secret": both})
    body = json.dumps(event())
    assert post(client, body) == 200
    assert post(client, body, **sealed(body, "whsec_that_is_new")) == 200
    assert post(client, body, **sealed(body, both)) == 400
    app.config["SETTINGS"] = settings
    assert post(client, body) == 404, "a house without an account has no letterbox"


def test_rule_03_a_database_that_is_away_is_said_and_not_swallowed(
    app: Flask, database: Database, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def away(*_: Any, **__: Any) -> Callable[..., Any]:
        raise OperationalError("INSERT", {}, Exception("the server closed the connection"))

    with monkeypatch.context() as broken:
        broken.setattr("app.payments.webhooks.note_event", away)
        assert post(client, event()) == 503
    assert not ledger(database)
    assert post(client, event()) == 200, "Stripe sends it again"
