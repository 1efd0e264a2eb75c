"""Runs migrations on an engine of its own: SQLite would lose children when a batch rebuilds a parent table."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection

from app.factory import import_models
from app.kit.db import UTCDateTime, metadata
from app.kit.frozen import FrozenValue


def render_item(kind: str, item: Any, _autogen: Any) -> Any:
    """Revisions name plain types, never classes of the app."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, FrozenValue):
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    """Configure and run on one connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError("a migration left rows pointing nowhere")


import_models()
engine = create_engine(context.config.attributes["url"])
if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA busy_timeout=10000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    run(connection)
engine.dispose()
