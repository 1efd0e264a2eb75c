"""Drawing that fails: the disk is full, the report too long, the worker killed. Nothing half-written, nothing lost."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models import User
from app.kit import clock, storage
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow, board
from app.kit.paper import Failure, PressFailed
from app.kit.storage import folder_of
from app.kit.worker import Worker
from app.reports.models import Report, ReportFile
from app.reports.renderers import files
from app.reports.renderers.files import Drawn
from app.tenants.queries import list_seats
from tests.factories.filings import WORKSHOP, make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database
PAPER = Drawn(content=b"%PDF-1.7 paper", pages=3)


@pytest.fixture
def owner(app: Any, database: Database) -> User:
    with app.app_context():
        return make_person(database, lang="zh")


class House:
    """A firm with a result, the page of its report's file, and a press that does as it is told."""

    def __init__(self, app: Any, database: Database, owner: User, browser: FlaskClient) -> None:
        assessment = make_filled(database, owner, WORKSHOP)
        browser.post(f"/assessments/{assessment}/submit", data={"declared": "yes"})
        self.app, self.database, self.browser = app, database, browser
        with database.reading() as session:
            self.tenant = list_seats(session, owner.id)[0].organisation_id
        with database.reading(Scope.tenant(self.tenant)) as session:
            self.report: UUID = session.scalars(select(Report.id)).one()
        self.drawn: list[str] = []
        self.failure: Exception | None = None
        self.folder = Path(app.extensions["storage"]._root)

    def draw(self, _document: Any, lang: Any) -> Drawn:
        """In the place of the real press."""
        self.drawn.append(lang)
        if self.failure is not None:
            raise self.failure
        return PAPER

    def ask(self) -> None:
        """Press the button."""
        assert self.browser.post(f"/reports/{self.report}/pdf", data={"speak": "zh"}).status_code == 303

    def look(self, speak: str = "zh") -> Any:
        """The page that waits, or the file."""
        return self.browser.get(f"/reports/{self.report}/pdf/{speak}")

    def file(self) -> ReportFile:
        """What is kept of the file."""
        with self.database.reading(Scope.tenant(self.tenant)) as session:
            return session.scalars(select(ReportFile).where(ReportFile.lang == "zh")).one()

    def work(self) -> None:
        """The worker does what is due; a job that fails is given back."""
        Worker(self.database, board, around=self.app.test_request_context).drain()

    def make_due(self) -> None:
        """Time passes, and what waits to be tried again is due."""
        with self.database.begin() as session:
            session.execute(update(JobRow).where(JobRow.state == "waiting").values(run_at=clock.now()))

    def kept(self) -> list[str]:
        """Every drawing in storage."""
        return list(self.app.extensions["storage"].keys(f"{folder_of(self.tenant)}/drawn"))


@pytest.fixture
def house(
    app: Any,
    database: Database,
    owner: User,
    sign_in: Callable[[User], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> House:
    made = House(app, database, owner, sign_in(owner))
    kind = replace(files.FORMATS[files.Format.PDF], draw=made.draw)
    monkeypatch.setitem(files.FORMATS, files.Format.PDF, kind)
    return made


def test_full_disk_is_told_and_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage.os, "fsync", full)
        house.ask()
        house.work()
    page = house.look().text
    assert "我们的磁盘满了" in page
    assert "系统正在自动重试" in page
    assert house.kept() == []
    assert not [path for path in house.folder.rglob("*") if path.suffix == ".part"]
    house.make_due()
    house.work()
    assert house.look().data == PAPER.content
    assert house.file().reason is None


def test_a_report_beyond_its_limits_says_so_once_and_can_be_asked_for_again(house: House) -> None:
    house.failure = PressFailed("more than 200 pages", Failure.PAGES)
    house.ask()
    house.work()
    assert len(house.drawn) == 1
    page = house.look().text
    assert "页数超过了一份报告的上限" in page
    assert "再试一次" in page or "重试" in page
    house.browser.post("/language", data={"speak": "en", "next": "/"})
    house.failure = None
    house.ask()
    house.work()
    assert house.look().data == PAPER.content


def test_a_press_that_dies_is_tried_again_and_then_given_up_with_its_reason(house: House) -> None:
    house.failure = PressFailed("the document could not be printed within 30 s", Failure.TIME)
    house.ask()
    for _ in range(4):
        house.work()
        house.make_due()
    assert len(house.drawn) == 4
    assert "生成时间超过了一份报告的上限" in house.look().text
    assert 'role="alert"' in house.look().text


def test_the_same_words_are_drawn_once(house: House) -> None:
    house.ask()
    house.ask()
    house.work()
    with house.database.begin(Scope.tenant(house.tenant)) as session:
        first = session.get(Report, house.report)
        assert first is not None
        twin = Report(assessment_id=first.assessment_id, code=first.code, document=first.document, as_of=first.as_of)
        session.add(twin)
        session.flush()
        house.report = twin.id
    house.ask()
    house.work()
    assert house.drawn == ["zh"]
    assert house.look().data == PAPER.content
    assert len(house.kept()) == 1
