"""The book as an account manager works with it: found, filtered, kept as a view, changed in bulk, taken along."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.accounts.models import User
from app.clients.models import BookView, Client, Stage
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import enqueue
from app.tenants.models import Organisation, Role
from tests.factories.consents import agree_anew
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
EVIL = '=HYPERLINK("http://evil.example")'


class Desk:
    """A provider with three clients and its account manager, and a neighbour with one."""

    def __init__(self, database: Database, sign_in: Callable[..., FlaskClient]) -> None:
        self.database = database
        self.admin, self.manager = make_person(database, lang="zh"), make_person(database, lang="zh")
        self.provider = make_provider(database, self.admin)
        add_member(database, self.provider, self.manager, Role.ACCOUNT_MANAGER)
        self.firm = make_firm(database, make_person(database), "佛山沙发")
        engage(database, self.firm, self.provider, self.admin)
        self.sofa = self.put(self.provider, "佛山沙发", firm=self.firm, level=3, score=612, previous_score=540)
        self.kettle = self.put(
            self.provider, "中山电水壶", stage=Stage.NOTED, next_on=clock.today() - timedelta(days=1)
        )
        self.evil = self.put(self.provider, EVIL, stage=Stage.INVITED)
        self.rival = make_provider(database, make_person(database), "Rival Advice")
        self.theirs = self.put(self.rival, "佛山沙发二厂", stage=Stage.NOTED)
        self.browser = sign_in(self.manager)

    def put(self, provider: Organisation, name: str, *, firm: Organisation | None = None, **known: object) -> Client:
        facts = {"stage": Stage.IN_REVIEW, "last_active_at": clock.now() - timedelta(days=40)} if firm else {}
        with self.database.begin(Scope.tenant(provider.id)) as session:
            session.add(row := Client(name=name, firm_id=firm.id if firm else None, **{**facts, **known}))
        return row

    def names(self, query: str) -> list[str]:
        page = self.browser.get(f"/clients?{query}")
        assert page.status_code == 200, page.text
        return [
            line.split("<")[0]
            for line in page.text.split('<th scope="row"><a href="')[1:]
            for line in [line.split(">", 1)[1]]
        ]

    def row(self, client: Client) -> Client:
        with self.database.reading(Scope.tenant(client.tenant_id)) as session:
            return session.scalars(select(Client).where(Client.id == client.id)).one()


@pytest.fixture
def desk(app: Flask, database: Database, sign_in: Callable[..., FlaskClient]) -> Iterator[Desk]:
    yield Desk(database, sign_in)


def test_clients_are_found_by_what_is_known_of_them(desk: Desk) -> None:
    everybody = ["&#61;", "佛山沙发", "中山电水壶"]
    assert len(desk.names("view=all")) == len(everybody)
    for query in (
        "q=fssf",
        "q=foshan",
        "q=佛山+沙发",
        "q=FSSF",
        "stage=in-review",
        "level_from=3",
        "moved=up",
        "stalled=1",
    ):
        assert desk.names(query) == ["佛山沙发"], query
    assert desk.names("overdue=1") == ["中山电水壶"]
    assert desk.names("q=%25") == desk.names("level_from=4") == desk.names("owner=mine") == []
    assert len(desk.names("owner=none&level_from=x&sort=drop&page=0&due=-3&stage=no&owner=none")) == 3
    for column in (
        "name",
        "stage",
        "trade",
        "level",
        "score",
        "moved",
        "active",
        "due",
        "manager",
        "consultant",
        "next",
    ):
        for sort in (column, f"-{column}"):
            assert len(desk.names(f"sort={sort}")) == 3, sort
    assert desk.names("sort=-level")[0] == "佛山沙发"


def test_facts_are_shown_only_while_the_firm_agrees(
    desk: Desk, database: Database, run_jobs: Callable[[], int]
) -> None:
    def consent(**changes: object) -> str:
        with database.begin(Scope.tenant(desk.firm.id)) as session:
            agree_anew(session, desk.firm.id, **changes)
        return desk.browser.get("/clients?view=all").text + desk.browser.get(f"/clients/{desk.sofa.id}").text

    assert "集成" in consent(shares=["results"])
    page = consent(shares=["answers"])
    assert "61.2" not in page and desk.names("level_from=3") == [] and "审核中" in page
    page = consent(shares=["results"], until_at=clock.now() - timedelta(seconds=1))
    assert "61.2" not in page and desk.names("stage=in-review") == [] and desk.names("stage=ended") == ["佛山沙发"]
    desk.put(desk.provider, "已注销的厂", stage=Stage.IN_REVIEW, level=2)  # as the erasure of a firm leaves it
    assert set(desk.names("stage=ended")) == {"佛山沙发", "已注销的厂"} and desk.names("level_from=1") == []
    with database.begin() as session:
        enqueue(session, "clients.tidy")
    run_jobs()
    assert desk.names("stage=ended") == ["佛山沙发"], "a name that came from the firm goes with it"
    row = desk.row(desk.sofa)
    assert (row.stage, row.level, row.score, row.last_active_at) == (Stage.ENDED, None, None, None)


def test_many_are_changed_at_once_and_a_neighbours_stay_as_they_are(desk: Desk, database: Database) -> None:
    there = {
        "client": [str(desk.sofa.id), str(desk.theirs.id)],
        "elsewhere": f"{desk.kettle.id},no-id",
        "back": "q=a&page=2",
    }
    answer = desk.browser.post(
        "/clients/tend", data={**there, "act": "next", "next_action": "打电话", "next_on": "2026-12-24"}
    )
    assert answer.status_code == 303 and answer.headers["Location"] == "/clients?q=a&page=2&done=1"
    assert [desk.row(one).next_action for one in (desk.sofa, desk.kettle, desk.evil, desk.theirs)] == [
        "打电话",
        "打电话",
        "",
        "",
    ]
    desk.browser.post("/clients/tend", data={**there, "account_manager_id": str(desk.manager.id)})
    assert desk.row(desk.kettle).account_manager_id == desk.manager.id
    assert set(desk.names("owner=mine")) == {"佛山沙发", "中山电水壶"}
    stranger: User = make_person(database)
    refused = desk.browser.post(
        "/clients/tend", data={**there, "account_manager_id": str(stranger.id)}, follow_redirects=True
    )
    assert "不在贵机构" in refused.text and desk.row(desk.kettle).account_manager_id == desk.manager.id
    for bad in ({"act": "next", "next_on": "soon"}, {}, {"act": "next", "client": []}):
        assert desk.browser.post("/clients/tend", data=bad).status_code == 303


def test_a_view_is_kept_shared_and_opens_the_list(
    desk: Desk, sign_in: Callable[..., FlaskClient], database: Database
) -> None:
    kept = {"name": "逾期的", "back": "overdue=1&sort=-level", "shared": "1", "default": "1"}
    desk.browser.post("/clients/views", data=kept)
    assert desk.browser.get("/clients").headers["Location"] == "/clients?overdue=1&sort=-level"
    again = desk.browser.post("/clients/views", data=kept, follow_redirects=True)
    assert "您已有一个叫" in again.text
    colleague = sign_in(desk.admin)
    assert "逾期的" in colleague.get("/clients?view=all").text and colleague.get("/clients").status_code == 200
    with database.reading(Scope.tenant(desk.provider.id)) as session:
        (view,) = session.scalars(select(BookView)).all()
    assert colleague.post(f"/clients/views/{view.id}/remove").status_code == 404
    rival = make_person(database)
    add_member(database, desk.rival, rival, Role.ACCOUNT_MANAGER)
    neighbour = sign_in(rival)
    for path in (
        f"views/{view.id}/open",
        f"views/{view.id}/remove",
        f"{desk.sofa.id}/notes",
        f"{desk.sofa.id}/contact",
    ):
        assert neighbour.post(f"/clients/{path}", data={"body": "x"}).status_code == 404, path
    assert neighbour.get(f"/clients/{desk.sofa.id}").status_code == 404
    assert desk.browser.post(f"/clients/views/{view.id}/remove").status_code == 303
    assert desk.browser.get("/clients").status_code == 200


def test_the_list_is_taken_along_as_shown_and_runs_nothing(desk: Desk) -> None:
    page = desk.browser.get("/clients/book.csv?sort=-level")
    rows = list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows][1] == "佛山沙发" and rows[1][4] == "L3 集成" and rows[1][5:7] == ["61.2", "7.2"]
    assert f"'{EVIL}" in [row[0] for row in rows] and "客户名册" in unquote(page.headers["Content-Disposition"])
    book = desk.browser.get("/clients/book.xlsx?overdue=1")
    table = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in table] == ["企业", "中山电水壶"]
    history = desk.browser.get("/clients?view=all")
    assert EVIL not in history.text


def test_what_was_said_with_a_client_stays_in_the_house(desk: Desk, sign_in: Callable[..., FlaskClient]) -> None:
    at = f"/clients/{desk.sofa.id}"
    assert desk.browser.post(f"{at}/notes", data={"body": "老板说\n年后再谈 <b>"}).status_code == 303
    for part, typed in (("notes", {"body": " "}), ("notes", {"body": "长" * 2001}), ("next", {"next_on": "soon"})):
        refused = desk.browser.post(f"{at}/{part}", data=typed)
        assert refused.status_code == 422 and next(iter(typed.values())) in refused.text
    desk.browser.post(f"{at}/contact", data={"contact_name": "陈总", "contact": "13800138000", "note": "家里做沙发"})
    desk.browser.post(f"{at}/next", data={"next_action": "寄方案", "next_on": "2027-01-05"})
    page = desk.browser.get(at).text
    assert (
        "年后再谈 &lt;b&gt;" in page
        and "陈总" in page
        and "2027-01-05" in page
        and desk.names("q=陈总") == ["佛山沙发"]
    )
    note = page.split(f"{at}/notes/")[1].split("/")[0]
    assert sign_in(desk.admin).post(f"{at}/notes/{note}/remove").status_code == 404
    assert desk.browser.post(f"{at}/notes/{note}/remove").status_code == 303
    assert "年后再谈" not in desk.browser.get(at).text
