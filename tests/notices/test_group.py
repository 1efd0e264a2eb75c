"""The firm's WeCom group: set by an owner, sealed, posted to, and honest about failures."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.kit import wecom
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow, board
from app.kit.worker import Worker
from app.notices.models import GroupRobot
from app.notices.operations import GROUP_JOB, tell
from app.notices.tasks import GroupPoster
from app.tenants.models import Role
from tests.factories.people import add_member, make_firm, make_person
from tests.notices.gateways import Gateway, running_gateway

pytestmark = pytest.mark.database
KEY = "693a91f6-7aaa-4bc4-97a0-0ec2deadbeef"
ADDRESS = f"{wecom.HOST}{wecom.PATH}{KEY}"
Enter = Callable[..., FlaskClient]


@pytest.fixture
def robot(app: Flask) -> Iterator[Gateway]:
    """WeCom on loopback."""
    with running_gateway() as one:
        one.answer(200, {"errcode": 0, "errmsg": "ok"})
        post = wecom.RobotPost(one.url, timeout=0.3)
        board.handle(GROUP_JOB, GroupPoster(post, app.config["SETTINGS"].secret_key), forget=True)
        yield one


def test_an_owner_sets_a_robot_tests_it_and_removes_it(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], robot: Gateway
) -> None:
    owner = make_person(database)
    firm = make_firm(database, owner)
    browser = sign_in(owner)
    assert browser.post("/inbox/group", data={"address": ADDRESS}).status_code == 303
    page = browser.get("/inbox/group").text
    assert "beef" in page and KEY not in page and KEY[:8] not in page
    with database.reading(Scope.tenant(firm.id)) as session:
        kept = session.scalars(select(GroupRobot)).one()
        assert KEY not in kept.sealed_key and kept.posted_at is None
    browser.post("/inbox/group/test")
    run_jobs()
    assert robot.arrived[0][0] == f"{wecom.PATH}{KEY}"
    assert robot.bodies[0]["msgtype"] == "text"
    assert "The last message arrived" in browser.get("/inbox/group").text
    browser.post("/inbox/group/leave")
    browser.post("/inbox/group/test")
    run_jobs()
    assert len(robot.arrived) == 1
    with database.reading(Scope.tenant(firm.id)) as session:
        assert not session.scalars(select(GroupRobot)).all()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1/cgi-bin/webhook/send?key=" + KEY,
        ADDRESS.replace("https", "http"),
        ADDRESS.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com.evil.example"),
        ADDRESS.replace("qyapi", "evil@qyapi"),
        ADDRESS.replace("qq.com/", "qq.com@evil.example/"),
        ADDRESS + "&key=other",
        ADDRESS + "\n@evil",
        ADDRESS.replace("qq.com", "qq.com:8443"),
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=../../x",
    ],
)
def test_no_other_address_is_taken(database: Database, sign_in: Enter, address: str) -> None:
    owner = make_person(database)
    make_firm(database, owner)
    answer = sign_in(owner).post("/inbox/group", data={"address": address})
    assert answer.status_code == 422
    assert KEY not in answer.text, "what may be a secret is not put back into the page"


@pytest.mark.parametrize(
    ("status", "body", "again", "words"),
    [
        (200, {"errcode": 93000}, False, "knows no such robot"),
        (200, {"errcode": 45009}, True, "this minute"),
        (200, {"errcode": 40058}, False, "error 40058"),
        (502, {}, True, "error 502"),
        (302, {}, False, "error 302"),
        (200, {"nonsense": 1}, False, "error 200"),
    ],
)
def test_the_owner_sees_what_went_wrong(
    database: Database, sign_in: Enter, robot: Gateway, status: int, body: dict[str, int], again: bool, words: str
) -> None:
    owner = make_person(database)
    make_firm(database, owner)
    browser = sign_in(owner)
    browser.post("/inbox/group", data={"address": ADDRESS})
    browser.post("/inbox/group/test")
    robot.answer(status, body, Location="http://127.0.0.1/")
    Worker(database, board).drain()
    assert words in browser.get("/inbox/group").text
    with database.reading() as session:
        row = session.scalars(select(JobRow).where(JobRow.name == GROUP_JOB)).one()
    assert (row.state == "waiting") is again
    assert KEY not in str(row.error)


def test_a_lost_wecom_is_tried_again_and_said(database: Database, sign_in: Enter, robot: Gateway) -> None:
    owner = make_person(database)
    make_firm(database, owner)
    browser = sign_in(owner)
    browser.post("/inbox/group", data={"address": ADDRESS})
    browser.post("/inbox/group/test")
    robot.silence = 2
    Worker(database, board).drain()
    assert "could not be reached" in browser.get("/inbox/group").text


def test_two_members_told_the_same_are_one_post_and_a_neighbour_hears_nothing(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], robot: Gateway
) -> None:
    owner, colleague, neighbour = (make_person(database) for _ in range(3))
    firm, other = make_firm(database, owner), make_firm(database, neighbour, "Theirwren")
    add_member(database, firm, colleague, Role.CONTRIBUTOR)
    sign_in(owner).post("/inbox/group", data={"address": ADDRESS})
    told = ((firm.id, owner), (firm.id, colleague), (other.id, neighbour))

    def say(name: str, person: User, firm_id: UUID) -> None:
        with app.test_request_context(), database.begin(Scope.tenant(firm_id)) as session:
            tell(session, name, to=person, context={}, path="/home", tenant_id=firm_id)

    for firm_id, person in told:
        say("password-changed", person, firm_id)
    run_jobs()
    assert not robot.arrived, "what is about a person's safety is nobody else's business"
    for firm_id, person in told:
        say("roadmap-planned", person, firm_id)
    run_jobs()
    (body,) = robot.bodies
    assert re.search(r"http://\S+/home$", body["text"]["content"])


def test_a_member_without_the_role_neither_sees_nor_sets_it(database: Database, sign_in: Enter) -> None:
    owner, colleague = make_person(database), make_person(database)
    firm = make_firm(database, owner)
    add_member(database, firm, colleague, Role.CONTRIBUTOR)
    browser = sign_in(colleague)
    assert browser.get("/inbox/group").status_code == 403
    assert browser.post("/inbox/group", data={"address": ADDRESS}).status_code == 403
    assert browser.post("/inbox/group/test").status_code == 403
