"""Real services for tests, each started on first use and stopped at the end: PostgreSQL, Redis, SMTP, Chromium, ours.

Also the two switches of a test run: `--database` (which database the marked tests use) and `--forbid-skips`.
"""

import gc
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.reuse import Reused

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
Flavour = Literal["sqlite", "postgresql"]

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def free_port() -> int:
    """A TCP port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# -- switches ---------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the switches."""
    group = parser.getgroup("jianyun")
    group.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="database of marked tests")
    group.addoption("--golden", action="store_true", help="keep what reports look like now as tests/golden")
    group.addoption(
        "--forbid-skips",
        action="store_true",
        default=os.environ.get("FORBID_SKIPS") == "1",
        help="count a skipped test as a failed one (also FORBID_SKIPS=1)",
    )


def pytest_configure() -> None:
    """Thousands of applications in one process: at its usual pace, collecting garbage takes an eighth of the run."""
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of walls that only PostgreSQL has belong to the run on PostgreSQL."""
    if config.getoption("--database") == "postgresql":
        return
    absent = [item for item in items if item.get_closest_marker("postgresql")]
    if absent:
        items[:] = [item for item in items if not item.get_closest_marker("postgresql")]
        config.hook.pytest_deselected(items=absent)


def _refuse_skip(config: pytest.Config, report: Any) -> None:
    if report.skipped and config.getoption("--forbid-skips"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped in this run: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Turn a skip into a failure where skips are forbidden."""
    report = yield
    _refuse_skip(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """The same for a module that skips itself."""
    report = yield
    _refuse_skip(collector.config, report)
    return report


@pytest.fixture(scope="session")
def database_flavour(pytestconfig: pytest.Config) -> Flavour:
    """Which database this run uses."""
    flavour: Flavour = pytestconfig.getoption("--database")
    return flavour


# -- PostgreSQL -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresDatabase:
    """One empty database, as seen by the owner (migrations), the application (no bypass) and the platform (bypass)."""

    name: str
    owner_url: str
    app_url: str
    platform_url: str
    superuser_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresCluster:
    """A throw-away PostgreSQL server; superuser postgres, three roles without passwords."""

    port: int

    def url(self, role: str, database: str) -> str:
        """SQLAlchemy address of a database for a role."""
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> None:
        """Run statements as the superuser, outside a transaction."""
        import psycopg

        with psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname=database, autocommit=True) as db:
            db.execute(sql)  # type: ignore[call-overload]

    def create_database(self, name: str) -> PostgresDatabase:
        """An empty database owned by jianyun_owner; what the other two roles may do there is up to the migrations."""
        self.run(f'CREATE DATABASE "{name}" OWNER jianyun_owner')
        return PostgresDatabase(
            name=name,
            owner_url=self.url("jianyun_owner", name),
            app_url=self.url("jianyun_app", name),
            platform_url=self.url("jianyun_platform", name),
            superuser_url=self.url("postgres", name),
        )

    def copy_database(self, name: str, template: str) -> None:
        """A copy of a migrated database. Copying files, where the server can, takes half the time of its log."""
        how = " STRATEGY=FILE_COPY" if _copies_files(_postgres_program("postgres")) else ""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE {template} OWNER jianyun_owner{how}')

    def drop_database(self, name: str) -> None:
        """Throw a database away, whoever is connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _postgres_program(name: str) -> str:
    homes = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]))
    found = str(homes[-1]) if homes else shutil.which(name)
    if not found:
        pytest.fail(f"PostgreSQL's {name} is missing; run `make setup-tests`")
    return found


@cache
def _copies_files(program: str) -> bool:
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return int(re.findall(r"\d+", said)[0]) >= 15


@contextmanager
def running_postgres() -> Iterator[PostgresCluster]:
    """Start a cluster on a free port (as user postgres when we are root, who may not) and stop it afterwards."""
    base = Path(tempfile.mkdtemp(prefix="jianyun-pg-"))
    person: dict[str, Any] = {"cwd": base, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(base, account.pw_uid, account.pw_gid)
        person |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data, port = base / "data", free_port()
    initdb, pg_ctl = _postgres_program("initdb"), _postgres_program("pg_ctl")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={base} -c fsync=off "
        "-c full_page_writes=off -c synchronous_commit=off -c max_connections=100 -c shared_buffers=64MB"
    )
    try:
        flags = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([initdb, "-D", str(data), *flags], check=True, **person)
        start = [pg_ctl, "-D", str(data), "-l", str(base / "log"), "-o", options, "-w", "-t", "60", "start"]
        subprocess.run(start, check=True, **person)
        cluster = PostgresCluster(port=port)
        cluster.run("CREATE ROLE jianyun_owner LOGIN NOSUPERUSER NOBYPASSRLS")
        cluster.run("CREATE ROLE jianyun_app LOGIN NOSUPERUSER NOBYPASSRLS")
        cluster.run("CREATE ROLE jianyun_platform LOGIN NOSUPERUSER BYPASSRLS")
        yield cluster
    finally:
        subprocess.run([pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop"], check=False, **person)
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A PostgreSQL server for this run."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def postgres_database(postgres_cluster: PostgresCluster) -> Iterator[PostgresDatabase]:
    """An empty PostgreSQL database for one test."""
    name = f"test_{time.monotonic_ns()}"
    yield postgres_cluster.create_database(name)
    postgres_cluster.drop_database(name)


@pytest.fixture(scope="session")
def reused_database(postgres_cluster: PostgresCluster, migrated: str) -> Reused:
    """The one PostgreSQL database that tests take turns with."""
    return Reused(postgres_cluster, migrated)


# -- Redis, mail ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a Redis server for this run, nothing kept on disk."""
    program = shutil.which("redis-server")
    if not program:
        pytest.fail("redis-server is missing; run `make setup-tests`")
    port = free_port()
    arguments = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
    try:
        _wait_for_port(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class SmtpSink:
    """A mail server that keeps what it is given."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep one mail."""
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"


@pytest.fixture(scope="session")
def _smtp_server() -> Iterator[SmtpSink]:
    from aiosmtpd.controller import Controller

    sink = SmtpSink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@pytest.fixture
def smtp_sink(_smtp_server: SmtpSink) -> SmtpSink:
    """An SMTP server on loopback; `messages` is empty at the start of each test."""
    _smtp_server.messages.clear()
    return _smtp_server


# -- our own server ---------------------------------------------------------------------------------------------------


def _wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode} before it listened")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} did not listen on {port} within {seconds} s")


@dataclass(slots=True, kw_only=True)
class OurServer:
    """`jianyun serve` (or granian alone) as a process of its own; stop() is polite, kill() is SIGKILL to the group."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where it listens, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self, path: str = "/", seconds: float = 60) -> float:
        """Seconds until `path` answers with anything below 500; RuntimeError with the log's end if it does not."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.url + path, timeout=5):
                    return time.monotonic() - began
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError(f"no answer from {self.url}{path}\n{self.log.read_text(errors='replace')[-3000:]}")

    def stop(self) -> None:
        """SIGTERM, then SIGKILL to whatever is left of the group after ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole group, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait(10)


def start_server(command: list[str], environment: Mapping[str, str], folder: Path) -> OurServer:
    """Start `command` (arguments after the interpreter's bin folder) in its own process group on a free PORT."""
    port = free_port()
    log = folder / f"server-{port}.log"
    program = [str(Path(sys.executable).parent / command[0]), *command[1:]]
    env = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environment}
    with log.open("wb") as sink:
        process = subprocess.Popen(program, env=env, cwd=ROOT, stdout=sink, stderr=sink, start_new_session=True)
    return OurServer(process=process, port=port, log=log)


@pytest.fixture
def serve(migrated: str, tmp_path: Path) -> Iterator[Callable[..., OurServer]]:
    """Call with the environment to start our server on a migrated database, or from nothing; stopped after the test."""
    running: list[OurServer] = []

    def start(environment: Mapping[str, str], *, from_nothing: bool = False) -> OurServer:
        if not from_nothing:
            shutil.copy(migrated, Path(environment["DATA_DIR"]) / "jianyun.db")
        server = start_server(["jianyun", "serve"], {"BILLING": "off", **environment}, tmp_path)
        running.append(server)
        server.wait_until_ready()
        return server

    yield start
    for server in running:
        server.stop()


# -- Chromium ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if not program:
        pytest.fail("chromium is missing; run `make setup-tests`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


STORY_SECONDS = 300


def _give_up(_number: int, _frame: object) -> None:
    raise TimeoutError(f"the story took over {STORY_SECONDS} seconds: something in the browser hangs")


@pytest.fixture
def page_factory(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """Call with width (375 or 1280), lang ("zh" or "en") and base_url for a page in a fresh browser profile.

    Script errors and refused content-security rules of every page fail the test.
    """
    contexts, complaints = [], []
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(STORY_SECONDS)

    def listen(message: Any) -> None:
        # A form that comes back with faults is no fault of the page, nor is a line cut on purpose.
        if message.type == "error" and not any(one in message.text for one in ("status of 422", "_DISCONNECTED")):
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def open_page(width: int = 1280, lang: str = "zh", base_url: str | None = None) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 812 if width < 600 else 900},
            device_scale_factor=2 if width < 600 else 1,
            has_touch=width < 600,
            locale="zh-CN" if lang == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            base_url=base_url,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        return page

    yield open_page
    for context in contexts:
        context.close()
    signal.alarm(0)
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)
