"""Migrations: up, down, check; the same files on SQLite and PostgreSQL. Alembic is imported only when it works."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parents[2] / "migrations"
HEAD_FILE = FOLDER / ".current-alembic-head"


def _config(url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database at `url` (owner role) up."""
    from alembic import command

    command.upgrade(_config(url), to)


def downgrade(url: str, to: str) -> None:
    """Take it down to a revision, or `base`."""
    from alembic import command

    command.downgrade(_config(url), to)


def check(url: str) -> None:
    """Raise alembic's CommandError when models and migrations differ."""
    from alembic import command

    command.check(_config(url))


def draft(url: str, number: str, name: str) -> None:
    """Write `versions/<number>_<name>.py` from what the models have and the database at `url` lacks."""
    from alembic import command

    command.revision(_config(url), message=name, rev_id=number, autogenerate=True)


def current(url: str) -> str | None:
    """The revision the database is at, None when it is empty."""
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import create_engine

    engine = create_engine(url)
    try:
        with engine.connect() as opened:
            return MigrationContext.configure(opened).get_current_revision()
    finally:
        engine.dispose()


def newest() -> str:
    """The revision this code expects, as pinned in `migrations/.current-alembic-head`."""
    return HEAD_FILE.read_text(encoding="utf-8").strip()
