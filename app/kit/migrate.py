"""Migrations: up, down, check; the same files on SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

FOLDER = Path(__file__).parents[2] / "migrations"
HEAD_FILE = FOLDER / ".current-alembic-head"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database at `url` (owner role) up."""
    command.upgrade(_config(url), to)


def downgrade(url: str, to: str) -> None:
    """Take it down to a revision, or `base`."""
    command.downgrade(_config(url), to)


def check(url: str) -> None:
    """Raise when models and migrations differ."""
    command.check(_config(url))


def current(url: str) -> str | None:
    """The revision the database is at, None when empty."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def newest() -> str:
    """The revision this code expects, as pinned in `migrations/.current-alembic-head`."""
    return HEAD_FILE.read_text(encoding="utf-8").strip()
