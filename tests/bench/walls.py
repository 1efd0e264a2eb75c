"""Target 21: what the walls between tenants cost a request: guard and row-level security against neither."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from tests.bench.measure import Row, ms
from tests.services import PostgresDatabase, running_postgres

ROUNDS = 150


def open_app(database: PostgresDatabase, folder: Path) -> tuple[Flask, tuple[str, ...]]:
    """The application as the role that row-level security holds, with one filled firm; and pages of that firm."""
    from app.config import Settings
    from app.factory import create_app
    from app.kit import migrate
    from app.kit.db import db
    from tests.factories.filings import make_filled
    from tests.factories.people import make_person

    migrate.upgrade(database.owner_url)
    urls = {"database_url": database.app_url, "owner_database_url": database.owner_url}
    given = Settings(environment="test", data_dir=folder, log_level="WARNING", **urls)  # type: ignore[arg-type]
    app = create_app(given)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        assessment = f"/assessments/{make_filled(db, make_person(db, email='owner@bench.example'))}"
    return app, ("/home", f"{assessment}/questions/base-capture", f"{assessment}/review", "/firm/inventory")


@contextmanager
def no_walls(superuser_url: str) -> Iterator[None]:
    """The same application without the guard, the setting that names the tenant, and row-level security."""
    from app.kit import db as house
    from app.kit.scope import guard_flush, guard_statement

    guards = (("do_orm_execute", guard_statement), ("before_flush", guard_flush))
    engine, kept, tell = house.connect(superuser_url), vars(house.db).copy(), house._tell_postgres
    for name, guard in guards:
        event.remove(house.HouseSession, name, guard)
    house._tell_postgres = lambda *_: None  # type: ignore[assignment]
    house.db._engine, house.db._reading = engine, engine.execution_options(readonly=True)
    try:
        yield
    finally:
        vars(house.db).update(kept)
        house._tell_postgres = tell
        for name, guard in guards:
            event.listen(house.HouseSession, name, guard)
        engine.dispose()


def clock(act: Callable[[], object]) -> float:
    """Seconds one act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def run() -> list[Row]:
    """Blocks of requests with and without walls in turns, so that a slow spell meets both."""
    from tests.factories.people import PASSWORD

    with running_postgres() as cluster, tempfile.TemporaryDirectory(prefix="jianyun-bench-") as name:
        database = cluster.create_database("walls")
        app, pages = open_app(database, Path(name))
        client = app.test_client()
        client.post("/sign-in", data={"email": "owner@bench.example", "password": PASSWORD})
        walled: dict[str, list[float]] = {page: [] for page in pages}
        bare: dict[str, list[float]] = {page: [] for page in pages}

        def block(times: dict[str, list[float]], rounds: int) -> None:
            for _ in range(rounds):
                for page in pages:
                    times[page].append(clock(lambda page=page: client.get(page)))

        block({page: [] for page in pages}, 10)
        for _ in range(ROUNDS // 10):
            block(walled, 10)
            with no_walls(database.superuser_url):
                block({page: [] for page in pages}, 1)
                block(bare, 10)
        app.extensions["db"].dispose()
    costs = {page: statistics.median(walled[page]) - statistics.median(bare[page]) for page in pages}
    for page, cost in costs.items():
        print(f"  {page}: {ms(statistics.median(walled[page]))}, of which {cost * 1000:+.2f} ms for the walls")
    middle, worst = statistics.median(costs.values()), max(costs.values())
    return [
        Row(
            number=21,
            what="cost of the walls: the same page of a firm with the session's guard and row-level security, and with "
            "neither, on PostgreSQL in turns; four pages",
            target="<= +0.6 ms median",
            figure=f"{middle * 1000:+.2f} ms median of the pages, {worst * 1000:+.2f} ms the dearest",
            met=middle <= 0.0006,
        )
    ]
