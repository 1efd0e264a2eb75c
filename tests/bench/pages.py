"""Target 6: the result page and the roadmap page, plan stored."""

from pathlib import Path

from sqlalchemy import event

from tests.bench import world
from tests.bench.client import timed
from tests.bench.measure import Row, Timing, ms

PAGES = ("result", "roadmap")


def queries(folder: Path, assessment: str) -> dict[str, int]:
    """SQL statements of each page over the same data, signing in not counted."""
    from app.config import Settings
    from app.factory import create_app

    app = create_app(Settings.model_validate({"DATA_DIR": folder, "JIANYUN_ENV": "test", "LOG_LEVEL": "WARNING"}))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"email": world.OWNER, "password": world.PASSWORD})
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split()[0] not in {"BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"}:
            seen.append(statement)

    event.listen(app.extensions["db"].engine, "before_cursor_execute", count)
    counts = {}
    for page in PAGES:
        client.get(f"{assessment}/{page}")
        seen.clear()
        assert client.get(f"{assessment}/{page}").status_code == 200
        counts[page] = len(seen)
    app.extensions["db"].dispose()
    return counts


def run() -> list[Row]:
    """Both pages, sixty times each after ten."""
    timings = {}
    with world.demo_world() as (server, folder):
        visitor, assessment = world.owner_of(server)
        world.wait_for_plan(visitor, assessment)
        for page in PAGES:
            for _ in range(10):
                visitor.open(f"{assessment}/{page}")
            walls = tuple(timed(visitor.open, f"{assessment}/{page}") for _ in range(60))
            timings[page] = Timing(walls=walls, cpus=walls)
        counts = queries(folder, assessment)
    figures = [f"{page} {ms(timings[page].wall)}, {counts[page]} queries" for page in PAGES]
    return [
        Row(
            number=6,
            what="result page / roadmap page (plan stored), whole request over HTTP",
            target="<= 25 ms median, <= 12 queries each",
            figure=" / ".join(figures),
            met=all(timings[page].wall <= 0.025 and counts[page] <= 12 for page in PAGES),
            rival="CISO Assistant: open one assessment 0.83-1.38 s in 7 calls",
        )
    ]
