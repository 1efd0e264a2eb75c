"""Commands that run the service: `serve`, `worker`, `db …`, `demo`. Others than these never import the web."""

import gc
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

import click

from app.accounts.demo import FREE, PASSWORD, PEOPLE
from app.config import ConfigurationFault, Settings, read_settings
from app.kit import migrate

PROGRAM = [sys.executable, "-c", "from app.cli import main; main()"]


def _settings() -> Settings:
    try:
        return read_settings()
    except ConfigurationFault as fault:
        for sentence in fault.faults:
            click.echo(f"jianyun: {sentence}", err=True)
        raise SystemExit(2) from None


def _house() -> Any:
    """app.factory, the top floor, fetched when needed: commands stand below it."""
    return import_module("app.factory")


def open_house() -> Any:
    """The database as this machine's settings name it, for commands that only need rows."""
    return _house().open_database(_settings())


def open_keeping() -> tuple[Any, Any]:
    """Rows, files and ledger as this machine's settings name them, and for how long what is kept."""
    from app.archives.tombstones import Places
    from app.kit.storage import open_storage

    settings, house = _settings(), _house()
    stores = {"storage": open_storage(settings.storage), "ledger": open_storage(settings.ledger)}
    return Places(database=house.open_database(settings), **stores), house.retention_of(settings)


# -- serve ------------------------------------------------------------------------------------------------------------


def _is_prepared(settings: Settings) -> bool:
    """Whether the SQLite database is at the newest revision and has people; cheap, for a quick second start."""
    path = settings.data_dir / "jianyun.db"
    if settings.database_url or not path.exists():
        return False
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        people = connection.execute("SELECT 1 FROM users LIMIT 1").fetchone()
        return version == (migrate.newest(),) and (people is not None or not settings.wants_demo)
    return False


def _prepare(settings: Settings) -> None:
    if _is_prepared(settings):
        return
    steps = [["db", "upgrade"], *([["demo", "--if-empty"]] if settings.wants_demo else [])]
    for step in steps:
        if subprocess.run([*PROGRAM, *step], check=False).returncode != 0:  # noqa: S603 (our own command)
            raise click.ClickException(f"`jianyun {' '.join(step)}` failed, see above")


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            hint = "choose another with PORT=…"
            raise click.ClickException(f"{settings.host}:{settings.port}: {error.strerror}; {hint}") from None


class Crew:
    """The worker process beside the web server: it begins once the web answers, and is started again when it dies.

    Forked, as the web processes are, so that the code sits in memory once for all of them."""

    def __init__(self, settings: Settings) -> None:
        self._leaving = threading.Event()
        self._settings = settings
        self._process = self._start(after_web=True)
        # The web processes are forked while this thread sleeps: it must hold no lock that they could need.
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self, *, after_web: bool = False) -> ForkProcess:
        given = {"beside_parent": True, "after_web": after_web}
        process = get_context("fork").Process(target=_work, args=(self._settings,), kwargs=given, name="worker")
        process.start()
        return process

    def _watch(self) -> None:
        while not self._leaving.wait(1):
            if not self._process.is_alive():
                click.echo("jianyun: the worker ended unexpectedly and is started again", err=True)
                self._process = self._start()

    def dismiss(self) -> None:
        """Let a short job finish; a long one is killed after five seconds and runs again at the next start."""
        self._leaving.set()
        self._process.terminate()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()


def _announce(settings: Settings) -> None:
    click.echo(f"Jianyun 渐云: {settings.address}")
    if settings.wants_demo:
        for email, _name, lang in PEOPLE:
            click.echo(f"  {email:<32} {PASSWORD}  ({lang}{', free plan' if email == FREE else ''})")
    if settings.is_development and not settings.mail_url.startswith("smtp"):
        click.echo(f"  mails: {settings.address}/dev/mail")
    sys.stdout.flush()


@click.command()
def serve() -> None:
    """Serve the web application and run its background jobs; migrates first and loads the demo world if empty."""
    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _refuse_taken_port(settings)
    _prepare(settings)
    from granian.constants import Interfaces
    from granian.server import Server

    _house().prepare_app(settings)  # before the other processes fork off, so that they share its memory
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # a request makes some thousand objects and few cycles

    server = Server(
        "app.factory:ready_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
    )
    _announce(settings)
    crew = Crew(settings)
    try:
        server.serve()
    finally:
        crew.dismiss()


def _await_web(settings: Settings) -> None:
    """The first page comes before background work; twenty seconds at most."""
    began = time.monotonic()
    while time.monotonic() - began < 20:
        with suppress(OSError), socket.create_connection((settings.host, settings.port), 5) as probe:
            probe.sendall(b"GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
            if probe.recv(1):
                return
        time.sleep(0.1)


# -- worker -----------------------------------------------------------------------------------------------------------


@click.command()
@click.option("--beside-parent", is_flag=True, hidden=True, help="Leave when the starting process is gone.")
@click.option("--after-web", is_flag=True, hidden=True, help="Wait for the web server's first answer.")
def worker(beside_parent: bool, after_web: bool) -> None:
    """Run background jobs until stopped; the job in hand is finished first."""
    _work(_settings(), beside_parent=beside_parent, after_web=after_web)


def _work(settings: Settings, *, beside_parent: bool, after_web: bool) -> None:
    parent = os.getppid()
    if after_web:
        _await_web(settings)
    app = _house().ready_app()
    from app.kit.db import db
    from app.kit.jobs import board
    from app.kit.worker import Worker

    lanes = settings.press_lanes or len(os.sched_getaffinity(0))
    hand = Worker(db, board, around=lambda: app.test_request_context(base_url=settings.address), hands=lanes)

    def leave(_number: int, _frame: FrameType | None) -> None:
        hand.stop()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    hand.run(is_wanted=lambda: not beside_parent or os.getppid() == parent)


# -- database ---------------------------------------------------------------------------------------------------------


@click.group()
def db() -> None:
    """Create, upgrade and check the database."""


@db.command()
@click.argument("to", default="head")
def upgrade(to: str) -> None:
    """Bring the database up to the newest revision, or to the one given."""
    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(settings.owner_database, to)


@db.command()
@click.argument("to")
def downgrade(to: str) -> None:
    """Take the database down to a revision, or to `base` (which drops everything)."""
    migrate.downgrade(_settings().owner_database, to)


@db.command()
def check() -> None:
    """Compare models, migrations and the database; exit 1 when they differ."""
    from alembic.util import CommandError

    settings = _settings()
    try:
        migrate.check(settings.owner_database)
    except CommandError as error:
        raise click.ClickException(str(error)) from None
    if (found := migrate.current(settings.owner_database)) != migrate.newest():
        raise click.ClickException(f"the database is at {found}, this code expects {migrate.newest()}")


@db.command()
def current() -> None:
    """Print the revision the database is at."""
    click.echo(migrate.current(_settings().owner_database) or "empty")


@db.command()
@click.argument("number")
@click.argument("name")
def revision(number: str, name: str) -> None:
    """Draft a migration: NUMBER such as 0002, NAME in one word. For developers."""
    migrate.draft(_settings().owner_database, number, name)


@db.command()
def roles() -> None:
    """Print the SQL that creates the three PostgreSQL roles; run it once as a superuser, then set passwords."""
    for role, right in (("owner", "NOBYPASSRLS"), ("app", "NOBYPASSRLS"), ("platform", "BYPASSRLS")):
        click.echo(f"CREATE ROLE jianyun_{role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {right};")
    click.echo("CREATE DATABASE jianyun OWNER jianyun_owner ENCODING 'UTF8' TEMPLATE template0;")


# -- demo -------------------------------------------------------------------------------------------------------------


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when somebody already has an account.")
@click.option(
    "--sample-only", is_flag=True, help="Only the firm visitors may look around in; nobody can sign in to it."
)
def demo(if_empty: bool, sample_only: bool) -> None:
    """Load the demo firms and accounts; what exists already is kept."""
    settings = _settings()
    if settings.is_production and not settings.wants_demo and not sample_only:
        raise click.ClickException("DEMO: the demo world has public passwords; set DEMO=1 to load it in production")
    house = _house()
    app = house.create_app(settings)
    from app.accounts.queries import count_people
    from app.cli.demo import settle_sample
    from app.kit.db import db as database

    with database.reading() as session:
        if if_empty and count_people(session):
            return
    with app.test_request_context(base_url=settings.address):
        for settle in (settle_sample,) if sample_only else house.demo():
            settle(database)
