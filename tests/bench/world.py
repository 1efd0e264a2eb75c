"""The demo world, served: what `make serve` leaves behind after its worker has planned and printed."""

import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from app.accounts.demo import PASSWORD
from tests.bench.client import Visitor
from tests.services import OurServer, start_server

OWNER = "owner@demo.jianyun.example"


def start(folder: Path) -> OurServer:
    """`jianyun serve` over the data in `folder`."""
    environment = {"DATA_DIR": str(folder), "JIANYUN_ENV": "development", "LOG_LEVEL": "WARNING"}
    return start_server(["jianyun", "serve"], environment, folder)


def owner_of(server: OurServer) -> tuple[Visitor, str]:
    """The demo owner signed in, and the address of their submitted assessment."""
    visitor = Visitor(server.port)
    visitor.sign_in(OWNER, PASSWORD)
    found = re.search(r"/assessments/[0-9a-f-]{36}", visitor.open("/home"))
    if not found:
        raise RuntimeError("the demo owner's home shows no assessment")
    return visitor, found[0]


def wait_for_plan(visitor: Visitor, assessment: str, seconds: float = 120) -> None:
    """Until the worker has planned: the roadmap page is then there, with a stage on it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status, text = visitor.send("GET", f"{assessment}/roadmap")
        if status == 200 and 'class="report report-screen"' in text:
            return
        time.sleep(0.5)
    raise RuntimeError(f"no roadmap within {seconds} s")


def wait_for_rest(folder: Path, seconds: float = 120) -> None:
    """Until the worker has no job left that is due: what sits in memory is then idle."""
    until = time.monotonic() + seconds
    asked = "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'waiting' AND attempts > 0) OR "
    asked += "(state = 'waiting' AND name IN ('plan_roadmap', 'issue_report', 'draw_report'))"
    while time.monotonic() < until:
        with closing(sqlite3.connect(f"file:{folder / 'jianyun.db'}?mode=ro", uri=True)) as database:
            if database.execute(asked).fetchone() == (0,):
                return
        time.sleep(0.5)
    raise RuntimeError(f"jobs are left after {seconds} s")


@contextmanager
def demo_world() -> Iterator[tuple[OurServer, Path]]:
    """A served demo world in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="jianyun-bench-") as name:
        server = start(Path(name))
        try:
            server.wait_until_ready("/health", 120)
            yield server, Path(name)
        finally:
            server.stop()


def pss(pid: int) -> int:
    """Proportional memory of a process and all its children, in bytes."""
    parent = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in [parent, *parent.children(recursive=True)])
