"""One PostgreSQL database for the tests of a run, emptied between them: copies took longer than the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from tests.services import PostgresCluster

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
SHAPE = """
SELECT (SELECT string_agg(concat(relname, relkind, relrowsecurity, relforcerowsecurity, relacl), ',' ORDER BY relname)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal),
       (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_policy)
"""


@dataclass(slots=True)
class Reused:
    """Lends the one database; it is copied from the template at first, and again when a test changed more than rows."""

    cluster: "PostgresCluster"
    template: str
    name: str = "test_house"
    _tables: tuple[str, ...] = ()
    _shape: Any = None
    _copied: bool = field(default=False)

    @contextmanager
    def lend(self) -> Iterator[str]:
        """The name of an empty, migrated database; emptied afterwards, and whoever is still connected is cut off."""
        if not self._copied:
            self._copy()
        yield self.name
        with self._connect() as db:
            db.execute(OTHERS, (db.info.backend_pid,))
            unchanged = db.execute(SHAPE).fetchone() == self._shape
            if unchanged:
                self._empty(db)
        if not unchanged:
            self.cluster.drop_database(self.name)
            self._copied = False

    def _copy(self) -> None:
        self.cluster.copy_database(self.name, self.template)
        with self._connect() as db:
            filled = {name for (name,) in db.execute(TABLES) if self._filled(db, (name,))}
            assert filled == {"alembic_version"}, f"the migrations fill {filled}, which emptying would lose"
            self._tables = tuple(name for (name,) in db.execute(TABLES) if name not in filled)
            self._shape, self._copied = db.execute(SHAPE).fetchone(), True

    def _empty(self, db: "psycopg.Connection[Any]") -> None:
        """As a replica, which runs no triggers: some tables refuse to let go of a row."""
        db.execute("SET session_replication_role = replica")
        for name in self._filled(db, self._tables):
            db.execute(f'DELETE FROM "{name}"')  # type: ignore[call-overload]

    @staticmethod
    def _filled(db: "psycopg.Connection[Any]", tables: tuple[str, ...]) -> list[str]:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
        return [name for (name,) in db.execute(asked)]  # type: ignore[call-overload]

    def _connect(self) -> "psycopg.Connection[Any]":
        address = {"host": "127.0.0.1", "port": self.cluster.port, "user": "postgres", "dbname": self.name}
        return psycopg.connect(**address, autocommit=True)  # type: ignore[arg-type]
