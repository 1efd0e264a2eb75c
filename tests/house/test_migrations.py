"""Migrations are numbered, go up, down and up again, and leave what the models say, on both databases."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from tests.house import source
from tests.services import PostgresCluster

VERSIONS = source.ROOT / "migrations" / "versions"


def versions() -> list[Path]:
    """The migration files in order."""
    return sorted(VERSIONS.glob("*.py"))


def test_migrations_are_numbered_in_one_line() -> None:
    files = versions()
    assert files
    before = "None"
    for path in files:
        text, number = path.read_text(encoding="utf-8"), path.name[:4]
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", path.name)
        assert f'revision = "{number}"' in text
        assert re.search(rf"^down_revision = {before}$", text, re.M), path.name
        assert "def downgrade() -> None:" in text
        before = f'"{number}"'


def test_head_is_pinned() -> None:
    pinned = (source.ROOT / "migrations" / ".current-alembic-head").read_text(encoding="utf-8").strip()
    assert pinned == versions()[-1].name[:4]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The owner's address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'house.db'}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    name = f"house_{tmp_path.name}"
    yield cluster.create_database(name).owner_url
    cluster.drop_database(name)


def tables(url: str) -> set[str]:
    """Names of the tables there are."""
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_every_step_goes_up_down_and_up_again(address: str) -> None:
    from app.kit import migrate

    before = "base"
    for path in versions():
        number = path.name[:4]
        migrate.upgrade(address, number)
        up = tables(address)
        migrate.downgrade(address, before)
        migrate.upgrade(address, number)
        assert tables(address) == up
        before = number
    migrate.downgrade(address, "base")
    assert tables(address) == {"alembic_version"}
    migrate.upgrade(address)
    assert migrate.current(address) == migrate.newest()


def test_models_match(address: str) -> None:
    from app.kit import migrate

    migrate.upgrade(address)
    migrate.check(address)
