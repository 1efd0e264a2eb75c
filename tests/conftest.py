"""The application on a fresh database for every test that asks: SQLite by default, PostgreSQL with --database."""

import shutil
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services import Flavour
from tests.warm import TEMPLATES

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from app.accounts.models import User
    from app.config import Settings
    from app.kit.db import Database
    from tests.factories.fillings import Started

# Collected modules of other people's packages live in folders without conftest: this is the only one.


@pytest.fixture(scope="session")
def migrated(
    request: pytest.FixtureRequest, database_flavour: Flavour, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A migrated, empty database to copy: a file, or the name of a PostgreSQL database."""
    from app.kit import migrate

    if database_flavour == "sqlite":
        path = tmp_path_factory.mktemp("template") / "template.db"
        migrate.upgrade(f"sqlite:///{path}")
        return str(path)
    cluster = request.getfixturevalue("postgres_cluster")
    migrate.upgrade(cluster.create_database("template_house").owner_url)
    return "template_house"


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, migrated: str, database_flavour: Flavour, tmp_path: Path
) -> "Iterator[Settings]":
    """Settings of one test, pointing to a copy of the migrated database; on PostgreSQL as the role without bypass."""
    from app.config import Settings

    common = {"environment": "test", "data_dir": tmp_path, "log_level": "WARNING"}
    if database_flavour == "sqlite":
        shutil.copy(migrated, tmp_path / "jianyun.db")
        yield Settings(**common)
        return
    cluster, reused = request.getfixturevalue("postgres_cluster"), request.getfixturevalue("reused_database")
    roles = {"database_url": "jianyun_app", "owner_database_url": "jianyun_owner"}
    roles["platform_database_url"] = "jianyun_platform"
    with reused.lend() as name:
        yield Settings(**common, **{key: cluster.url(role, name) for key, role in roles.items()})


@pytest.fixture
def app(settings: "Settings") -> "Iterator[Flask]":
    """The application on the test's own database; passwords hash cheaply."""
    from app.factory import create_app
    from tests.tripwire import watched

    built = create_app(settings)
    built.jinja_env.bytecode_cache = TEMPLATES
    yield from watched(built)


@pytest.fixture
def database(app: "Flask") -> "Database":
    """The test's database."""
    from app.kit.db import db

    return db


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A browser that has not signed in."""
    from tests.factories.browsers import Browser

    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def sign_in(app: "Flask") -> "Callable[..., FlaskClient]":
    """Call with a person to get a browser in which they are signed in."""
    from tests.factories.browsers import Browser
    from tests.factories.people import PASSWORD

    def enter(person: "User", password: str = PASSWORD) -> "FlaskClient":
        app.test_client_class = Browser
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"email": person.email, "password": password})
        assert answer.status_code in (302, 303), answer.text
        return browser

    return enter


@pytest.fixture
def started(app: "Flask", database: "Database") -> "Started":
    """An owner with a firm and an empty draft of the furniture questionnaire."""
    from tests.factories.fillings import start_filling

    with app.app_context():
        return start_filling(database)


@pytest.fixture
def owner(started: "Started", sign_in: "Callable[..., FlaskClient]") -> "FlaskClient":
    """The browser of that owner, signed in."""
    return sign_in(started.owner)


@pytest.fixture
def run_jobs(app: "Flask", settings: "Settings") -> Callable[[], int]:
    """Call to do all the work that is due; returns how many jobs ran. A failed job fails the test."""
    from app.kit.db import db
    from app.kit.jobs import JobRow, board
    from app.kit.worker import Worker

    def work() -> int:
        worker = Worker(db, board, around=lambda: app.test_request_context(base_url=settings.address))
        done = worker.drain()
        with db.reading() as session:
            faults = [row.error for row in session.query(JobRow) if row.error]
        assert not faults, faults
        return done

    return work


@pytest.fixture
def outbox(app: "Flask") -> list[EmailMessage]:
    """Mails delivered by run_jobs, instead of the local sink."""
    from app.kit.jobs import board
    from app.kit.mail import JOB, Deliverer, MemoryPost

    post = MemoryPost()
    board.handle(JOB, Deliverer(post, "Jianyun <no-reply@test.example>"), forget=True)
    return post.outbox
