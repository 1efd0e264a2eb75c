"""Target 18: a report nobody changed, asked for again: the button pressed and the file fetched, over HTTP.

Nothing is drawn: no job is left, and the file is the one that was drawn before.
"""

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.bench import world
from tests.bench.client import Visitor
from tests.bench.measure import Row, Timing, ms

ASKED = 60


def fetch(visitor: Visitor, path: str) -> tuple[int, bytes]:
    """One GET as bytes."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    visitor.connection.request("GET", path, headers={"Cookie": cookies})
    answer = visitor.connection.getresponse()
    return answer.status, answer.read()


def ask(visitor: Visitor, report: str) -> bytes:
    """Press the button, then fetch what it leads to."""
    status, _ = visitor.send("POST", f"{report}/pdf", {"speak": "zh"})
    if status != 303:
        raise RuntimeError(f"asking for the file: {status}")
    status, content = fetch(visitor, f"{report}/pdf/zh")
    if status != 200 or not content.startswith(b"%PDF"):
        raise RuntimeError(f"fetching the file: {status} {content[:200]!r}")
    return content


def drawings(folder: Path) -> int:
    """How many drawings were ever asked of the worker."""
    with closing(sqlite3.connect(f"file:{folder / 'jianyun.db'}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM jobs WHERE name = 'draw_report'").fetchone()[0])


def run() -> list[Row]:
    """Median of asking and fetching sixty times."""
    with world.demo_world() as (server, folder):
        visitor, assessment = world.owner_of(server)
        world.wait_for_plan(visitor, assessment)
        world.wait_for_rest(folder)
        visitor, assessment = world.owner_of(server)  # the server has hung up on whoever waited so long
        page = visitor.open(f"{assessment}/roadmap")
        found = re.search(r'href="(/reports/[0-9a-f-]{36})"', page)
        if found is None:
            raise RuntimeError("the roadmap names no report")
        report = found[1]
        visitor.open(report)
        first, before = ask(visitor, report), drawings(folder)
        walls = []
        for _ in range(ASKED):
            began = time.perf_counter()
            again = ask(visitor, report)
            walls.append(time.perf_counter() - began)
            if again != first:
                raise RuntimeError("another file")
        drawn = drawings(folder) - before
    timing = Timing(walls=tuple(walls), cpus=tuple(walls))
    return [
        Row(
            number=18,
            what="unchanged report asked for again: button and download over HTTP, both requests",
            target="<= 10 ms, no render",
            figure=f"{ms(timing.wall)}, 95 % within {ms(timing.percentile(0.95))}, {len(first) / 1000:.0f} KB,"
            f" {drawn} drawings",
            met=timing.wall <= 0.010 and drawn == 0,
        )
    ]
