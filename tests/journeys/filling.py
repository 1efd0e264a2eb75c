"""A running server with one firm and its empty draft, browsers to fill it with, and what the database then holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.assessments.models import AnswerRevision, AnswerRow
from app.assessments.queries import catalogue
from app.config import Settings
from app.content.schema import Section
from app.kit.db import Database, Scope
from tests.factories.fillings import Started, start_filling
from tests.factories.people import PASSWORD
from tests.services import OurServer, start_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SINGLES = [one for one in catalogue().instrument("furniture").questions if one.kind == "single" and one.when is None]


@dataclass
class World:
    """A running server, and a firm with an empty draft in its database."""

    server: OurServer
    folder: Path
    database: Database
    started: Started

    def restart(self) -> None:
        """Start again on the same port and database."""
        environment = {"DATA_DIR": str(self.folder), "DEMO": "0", "PORT": str(self.server.port)}
        fresh = start_server(["jianyun", "serve"], environment, self.folder)
        self.server = replace(fresh, port=self.server.port)
        self.server.wait_until_ready()

    def answers(self) -> dict[str, str | None]:
        """What the database holds."""
        with self.database.reading(Scope.tenant(self.started.tenant_id)) as session:
            return {row.question_key: row.value for row in session.query(AnswerRow)}

    def history(self, question: str) -> list[str | None]:
        """Every value that ever stood, oldest first."""
        with self.database.reading(Scope.tenant(self.started.tenant_id)) as session:
            rows = session.query(AnswerRevision).filter(AnswerRevision.question_key == question)
            return [row.value for row in rows.order_by(AnswerRevision.version)]

    def sections(self) -> tuple[Section, ...]:
        """The parts of its questionnaire."""
        return catalogue().instrument("furniture").sections

    def address(self, question: str) -> str:
        """Where a question is answered."""
        return self.server.url + self.started.url(question)


@pytest.fixture
def world(serve: Callable[..., OurServer], tmp_path: Path) -> Iterator[World]:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    with app.app_context():
        started = start_filling(db, lang="zh")
    world = World(server, tmp_path, db, started)
    yield world
    world.server.stop()
    db.dispose()


@pytest.fixture
def open_page(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """A page whose console may complain: here servers die on purpose."""
    contexts = []

    def make(width: int = 375, lang: str = "zh", scripts: bool = True) -> "Page":
        locale = "zh-CN" if lang == "zh" else "en-GB"
        size = {"width": width, "height": 812}
        context = browser.new_context(viewport=size, locale=locale, java_script_enabled=scripts)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def sign_in(page: "Page", world: World) -> None:
    page.goto(world.server.url + "/sign-in")
    page.fill("[name=email]", world.started.owner.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")


def pick(page: "Page", value: str) -> None:
    page.check(f'[name=value][value="{value}"]')


def open_question(page: "Page", world: World, question: str) -> None:
    page.goto(world.address(question))
    page.wait_for_load_state("networkidle")


@contextmanager
def saved(page: "Page") -> Iterator[None]:
    page.evaluate("document.getElementById('save-state').dataset.tone = ''")
    yield
    page.wait_for_selector("#save-state[data-tone=good]", timeout=40_000)
