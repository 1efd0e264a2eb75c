"""A provider hands in a list, sends each firm its link, and only an owner's yes lets it see anything."""

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.clients.models import Client, Stage
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.tables import read_tables
from app.kit.xlsx import Column, Sheet, write_workbook
from app.onboarding.models import FirmInvite
from app.tenants.models import Engagement, Role
from tests.factories.people import add_member, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
HEADS = ("企业名称", "行业", "联系人", "手机或邮箱", "客户经理", "备注")
TERMS = {"purpose": "advice", "shares": ["results", "answers"], "days": "90"}


class Desk:
    """A provider whose account manager brings firms in."""

    def __init__(self, database: Database, sign_in: Enter) -> None:
        self.database = database
        self.admin, self.manager = make_person(database), make_person(database)
        self.provider = make_provider(database, self.admin)
        add_member(database, self.provider, self.manager, Role.ACCOUNT_MANAGER)
        self.browser, self.then = sign_in(self.manager), ""

    def hand_in(self, *rows: tuple[str, ...]) -> str:
        """The page an uploaded list leads to."""
        columns = [Column(title=head) for head in HEADS]
        sheet = Sheet(name="firms", columns=columns, rows=rows)
        content = write_workbook([sheet], title="firms", at=clock.now())
        page = self.browser.post("/onboarding/import", data={"file": (io.BytesIO(content), "firms.xlsx")})
        assert page.status_code in (200, 422)
        return page.text

    def keep(self, page: str, **extra: str) -> None:
        parcel = re.search(r'name="parcel" value="([^"]+)"', page)
        assert parcel, page
        answer = self.browser.post("/onboarding/import/keep", data={"parcel": parcel[1], **extra})
        assert answer.status_code == 303
        self.then = answer.location

    def book(self) -> dict[str, Client]:
        with self.database.reading(Scope.tenant(self.provider.id)) as session:
            return {row.name: row for row in session.scalars(select(Client))}

    def note(self, name: str = "Lecong Chairs", contact: str = "") -> UUID:
        assert self.browser.post("/onboarding/new", data={"name": name, "contact": contact}).status_code == 303
        return self.book()[name].id

    def invite(self, id: UUID, **extra: str) -> str:
        """The path of the firm's link."""
        page = self.browser.post("/onboarding/invite", data={"firms": [str(id)], **TERMS, **extra})
        assert page.status_code == 303, page.text
        return self.link(id)

    def link(self, id: UUID) -> str:
        found = re.search(r"http://localhost(/join/[\w-]+)", self.browser.get(f"/onboarding/{id}").text)
        assert found
        return found[1]

    def agreed(self) -> list[Engagement]:
        with self.database.reading(Scope.platform("a test reads what was agreed")) as session:
            return list(session.scalars(select(Engagement)))


@pytest.fixture
def desk(app: Flask, database: Database, sign_in: Enter) -> Desk:
    with app.app_context():
        return Desk(database, sign_in)


def test_a_list_is_noted_whole_and_twins_are_told_apart(desk: Desk) -> None:
    manager = str(desk.manager.email)
    page = desk.hand_in(
        ("乐从家具厂", "家具", "陈总", "138 0013 8000", manager, "老客户"),
        ("Shunde  Fans", "", "", "Boss@Fans.example", "", "=SUM(A1)"),
    )
    desk.keep(page)
    assert desk.browser.get("/onboarding/invite").text.count(" checked ") < desk.browser.get(desk.then).text.count(
        " checked "
    )
    book = desk.book()
    chairs = book["乐从家具厂"]
    assert (chairs.contact, chairs.account_manager_id, chairs.stage) == ("+8613800138000", desk.manager.id, Stage.NOTED)
    assert chairs.industry_key and book["Shunde Fans"].contact == "boss@fans.example"
    page = desk.hand_in(
        ("乐从家具厂（有限）", "", "", "13800138000", "", ""),
        ("shunde fans", "", "", "", "", ""),
        ("三水学校", "", "", "", "", ""),
    )
    assert "1 new firm" in page and "same contact as 乐从家具厂" in page and "in your book already" in page
    desk.keep(page)
    assert len(desk.book()) == 3
    desk.keep(page, anyway="2")
    assert set(desk.book()) == {"乐从家具厂", "Shunde Fans", "三水学校", "乐从家具厂（有限）"}, "also when kept twice"


def test_one_mistake_and_nothing_is_imported(desk: Desk) -> None:
    page = html.unescape(
        desk.hand_in(
            ("好企业", "", "", "", "", ""),
            ("", "火箭", "", "not a contact", "Nobody", ""),
            ("好 企业", "", "", "", "", ""),
        )
    )
    for said in (
        "5 mistakes",
        "no trade “火箭”",
        "neither a mail address",
        "Nobody called",
        "name of the firm is missing",
    ):
        assert said in page, said
    assert "The same firm as in row 2." in page and "row 3" in page
    assert desk.book() == {}
    answer = desk.browser.post("/onboarding/import", data={"file": (io.BytesIO(b"\x00\xff"), "x.xlsx")})
    assert answer.status_code == 422
    assert "no firm in this table" in desk.hand_in()
    (table, _guide) = read_tables(desk.browser.get("/onboarding/template.xlsx").data)
    assert table.rows[0][0] == "Firm *"


def test_an_owner_follows_the_link_founds_the_firm_and_agrees(
    desk: Desk, sign_in: Enter, client: FlaskClient, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    id = desk.note(contact="boss@chairs.example")
    link = desk.invite(id, mail="y")
    run_jobs()
    (mail,) = outbox
    assert mail["To"] == "boss@chairs.example"
    assert link in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert desk.browser.get(link).status_code == 303 and desk.book()["Lecong Chairs"].stage == Stage.INVITED
    stranger = client.get(link, headers={"Accept-Language": "en"})
    assert "Cloud Advice invites Lecong Chairs" in stranger.text and f"{link}/agree" in stranger.text
    assert stranger.headers["Cache-Control"] == "private, no-store"
    assert desk.book()["Lecong Chairs"].stage == Stage.OPENED
    owner = sign_in(make_person(desk.database))
    page = owner.get(f"{link}/agree").text
    assert 'value="Lecong Chairs"' in page and 'value="advice"' in page and desk.agreed() == []
    form = {"firm": "new", "name": "Lecong Chairs Ltd", **TERMS}
    assert owner.post(f"{link}/agree", data={**form, "shares": []}).status_code == 422
    assert owner.post(f"{link}/agree", data={**form, "shares": ["results"]}).status_code == 303
    (consent,) = desk.agreed()
    assert (consent.shares, consent.provider_id) == (["results"], desk.provider.id), "as the owner chose, not as asked"
    run_jobs()
    row = desk.book()["Lecong Chairs Ltd"]
    assert (row.firm_id, row.stage, row.id) == (consent.tenant_id, Stage.JOINED, id)
    assert "Joined" in desk.browser.get("/onboarding?stage=joined").text
    assert owner.get(link).status_code == owner.post(f"{link}/agree", data=form).status_code == 404, "it works once"


def test_an_owner_with_a_firm_brings_it_and_nobody_else_can(
    desk: Desk, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    link = desk.invite(desk.note())
    person, viewer = make_person(desk.database), make_person(desk.database)
    firm = make_firm(desk.database, person, "Really Another Name")
    other = make_firm(desk.database, make_person(desk.database), "Not Theirs")
    add_member(desk.database, other, viewer, Role.VIEWER)
    for who, wanted in ((person, other.id), (viewer, other.id), (person, "new")):
        assert sign_in(who).post(f"{link}/agree", data={"firm": str(wanted), "name": "x", **TERMS}).status_code == 422
    assert desk.agreed() == []
    assert sign_in(person).post(f"{link}/agree", data={"firm": str(firm.id), **TERMS}).status_code == 303
    run_jobs()
    assert [row.firm_id for row in desk.book().values()] == [firm.id], "one row, whichever news came first"


def test_withdrawn_replaced_and_stale_links_open_nothing(desk: Desk, client: FlaskClient) -> None:
    id = desk.note()
    first = desk.invite(id)
    assert desk.browser.post(f"/onboarding/{id}/again").status_code == 303
    second = desk.link(id)
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200
    with desk.database.reading(Scope.tenant(desk.provider.id)) as session:
        kept = session.scalars(select(FirmInvite)).one()
    assert second.rpartition("/")[2] not in str(vars(kept)), "of the secret only a hash"
    (table,) = read_tables(desk.browser.get("/onboarding/links.xlsx").data)
    assert table.rows[1][0] == "Lecong Chairs" and second in str(table.rows[1][6])
    with travel(clock.now() + timedelta(days=31), tick=False):
        assert client.get(second).status_code == 404
    assert desk.browser.post(f"/onboarding/{id}/withdraw").status_code == 303
    assert client.get(second).status_code == 404 and desk.book()["Lecong Chairs"].stage == Stage.NOTED
    assert client.get("/join/" + "x" * 46).status_code == 404


def test_a_neighbouring_provider_reaches_none_of_it(desk: Desk, sign_in: Enter, client: FlaskClient) -> None:
    id = desk.note("Canary Chairs")
    link = desk.invite(id)
    admin = make_person(desk.database)
    make_provider(desk.database, admin, "Next Door")
    next_door = sign_in(admin)
    assert next_door.get(f"/onboarding/{id}").status_code == 404
    for act in ("again", "mail", "withdraw"):
        assert next_door.post(f"/onboarding/{id}/{act}").status_code == 404
    assert next_door.post("/onboarding/invite", data={"firms": [str(id)], **TERMS}).status_code == 422
    for path in ("/onboarding", "/onboarding/invite"):
        assert "Canary" not in next_door.get(path).text
    assert b"Canary" not in next_door.get("/onboarding/links.xlsx").data
    assert client.get(link).status_code == 200
