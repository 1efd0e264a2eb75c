"""Messages through a real HTTP gateway: signed, tried again, given up, and never in the log."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.config import ConfigurationFault, read_settings
from app.kit import clock, sms
from app.kit.db import Database, db
from app.kit.jobs import JobRow, board
from app.kit.wire import Unreachable
from app.kit.worker import Worker
from tests.notices.gateways import Gateway, running_gateway

pytestmark = pytest.mark.database
SECRET = "a secret of the gateway's"
MESSAGE = sms.Sms(
    to="+8613800138000", text="您的验证码是 123456", template="sign-in-code", lang="zh", params={"code": "123456"}
)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running_gateway() as one:
        yield one


@pytest.fixture
def work(app: Flask, gateway: Gateway) -> Callable[[], JobRow]:
    """Leave MESSAGE and let the worker try once; the job as it stands then."""
    board.handle(sms.JOB, sms.Deliverer(sms.GatewayPost(f"{gateway.url}/send", SECRET, timeout=0.3)), forget=True)

    def once(leave: bool = True) -> JobRow:
        if leave:
            with db.begin() as session:
                sms.send_sms(session, MESSAGE, good_for=timedelta(minutes=5))
        Worker(db, board).work_once()
        with db.reading() as session:
            return session.scalars(select(JobRow).where(JobRow.name == sms.JOB)).one()

    return once


def test_a_message_arrives_signed(gateway: Gateway, work: Callable[..., JobRow]) -> None:
    row = work()
    ((path, headers, body),) = gateway.arrived
    assert path == "/send"
    stamp = headers["X-Jianyun-Timestamp"]
    wanted = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Jianyun-Signature"] == f"v1={wanted}"
    assert abs(int(stamp) - clock.now().timestamp()) < 60
    said = json.loads(body)
    assert said.pop("id") == headers["Idempotency-Key"] == str(row.id)
    assert said == {
        "to": MESSAGE.to,
        "text": MESSAGE.text,
        "template": "sign-in-code",
        "lang": "zh",
        "params": {"code": "123456"},
    }
    assert (row.state, row.payload) == ("done", {})


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_gateway_is_asked_again_under_the_same_key(
    gateway: Gateway, work: Callable[..., JobRow], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.answers = [(status, {}, {}), (200, {}, {})]
    row = work()
    assert (row.state, row.attempts) == ("waiting", 1)
    with time_machine.travel(clock.now() + timedelta(seconds=10)):
        assert work(leave=False).state == "done"
    first, second = gateway.arrived
    assert first[1]["Idempotency-Key"] == second[1]["Idempotency-Key"]
    assert_silent(row, capsys)


def test_a_lost_gateway_delays_and_a_stale_code_is_dropped(
    gateway: Gateway, work: Callable[..., JobRow], capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.silence = 2
    row = work()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert Unreachable.__name__ in str(row.error)
    assert_silent(row, capsys)
    gateway.silence = 0
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        row = work(leave=False)
    assert (row.state, row.payload) == ("done", {}), "and the number is forgotten"
    assert len(gateway.arrived) == 1


@pytest.mark.parametrize(("status", "headers"), [(400, {}), (403, {}), (302, {"Location": "/elsewhere"})])
def test_a_refusal_is_final_and_a_redirect_is_not_followed(
    gateway: Gateway,
    work: Callable[..., JobRow],
    status: int,
    headers: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    gateway.answer(status, **headers)
    row = work()
    assert (row.state, row.payload) == ("done", {})
    assert [path for path, _headers, _body in gateway.arrived] == ["/send"]
    assert_silent(row, capsys)


def assert_silent(row: JobRow, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither number nor code in the log or in the reason that is kept."""
    said = capsys.readouterr()
    for private in ("13800138000", "123456"):
        assert private not in said.err + said.out + str(row.error)


def test_a_message_overtakes_long_work(app: Flask, database: Database, gateway: Gateway) -> None:
    from app.kit.jobs import enqueue

    order: list[str] = []
    board.handle("long", lambda _job: order.append("long"))
    board.handle(sms.JOB, lambda _job: order.append("sms"))
    with database.begin() as session:
        enqueue(session, "long")
        enqueue(session, "long")
        sms.send_sms(session, MESSAGE)
    Worker(database, board).drain()
    assert order == ["sms", "long", "long"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"SMS_URL": "http://gateway.example/send", "SMS_SECRET": SECRET}, "SMS_URL"),
        ({"SMS_URL": "https://gateway.example/send"}, "SMS_SECRET"),
        ({"SMS_URL": "https://gateway.example/send", "SMS_SECRET": "short"}, "SMS_SECRET"),
        ({"SMS_REGIONS": "China"}, "SMS_REGIONS"),
        ({"WECOM_URL": "https://evil.example"}, "WECOM_URL"),
    ],
)
def test_unfit_settings_are_named(given: dict[str, str], fault: str) -> None:
    with pytest.raises(ConfigurationFault, match=fault):
        read_settings(given)
