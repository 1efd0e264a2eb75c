"""The database: base class, column types, tenant-owned tables, sessions, and the safe way to use SQLite and PostgreSQL.

How to add a table: see `migrations/README.md`. How a session is held to a tenant: see `app.kit.scope`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, has_app_context
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKeyConstraint,
    MetaData,
    Result,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError as DatabaseAway
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.selectable import TypedReturnsRows

from app.kit import clock, ids
from app.kit.owned import TenantOwned
from app.kit.scope import (
    STAMPED,
    TENANT_PARAMETER,
    Prepared,
    Scope,
    ScopeBreach,
    ScopeMissing,
    attach_guard,
    refuse_owned,
    scope_of,
)

__all__ = [
    "Base",
    "Database",
    "DatabaseAway",
    "Scope",
    "ScopeBreach",
    "ScopeMissing",
    "TenantOwned",
    "UTCDateTime",
    "db",
    "metadata",
]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware value to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetimes are refused")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; give it back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table: UUIDv7 key, named constraints."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UTCDateTime, UUID: Uuid}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id, sort_order=-2)


metadata = Base.metadata


class Stamped:
    """When a row was made."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=90)


def owned_by(parent: str, column: str, *, ondelete: str = "CASCADE") -> ForeignKeyConstraint:
    """Composite key (tenant_id, column) -> parent(tenant_id, id), for `__table_args__` of a TenantOwned child."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{parent}.tenant_id", f"{parent}.id"], ondelete=ondelete)


class HouseSession(Session):
    """A session that may be bound to one scope, once."""

    def open_scope(self, scope: Scope) -> None:
        """Bind for good; works inside a running transaction too."""
        held = scope_of(self)
        if held == scope:
            return
        if held is not None:
            raise ScopeBreach(f"a session bound to {held.kind} cannot change to {scope.kind}")
        if scope.kind == "platform" and self.in_transaction():
            raise ScopeBreach("a platform scope is opened before the first statement")
        self.info["scope"] = scope
        if scope.kind == "platform":
            self.bind = self.info["database"].platform_engine.execution_options(readonly=self.info["readonly"])
        elif self.in_transaction():
            _tell_postgres(scope, super().connection())

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """As in SQLAlchemy; marks the statement as the mapper's own, which the guard narrows but need not inspect."""
        self.info["getting"] = True
        try:
            return super().get(*args, **kwargs)
        finally:
            self.info["getting"] = False

    def ask(self, prepared: Prepared, **values: Any) -> Result[Any]:
        """Run a prepared SELECT, held to the scope like any other statement."""
        scope = scope_of(self)
        if scope is None or scope.tenant_id is None:
            return self.execute(prepared.plain, values)
        if self.new or self.dirty or self.deleted:
            self.flush()
        # Columns need no mapper, and the statement already carries what the guard would add to it.
        return super().connection().execute(prepared.narrowed, {**values, TENANT_PARAMETER: scope.tenant_id})

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        """Refused outside the platform scope: nothing guards a bare connection."""
        scope = scope_of(self)
        if scope is None or scope.kind != "platform":
            raise ScopeBreach("a bare connection cannot be held to a tenant")
        return super().connection(*args, **kwargs)

    def _refused(self, *_args: Any, **_kwargs: Any) -> None:
        raise ScopeBreach("bulk methods cannot be held to a tenant")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refused


attach_guard(HouseSession)


def _tell_postgres(scope: Scope | None, connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and scope is not None and scope.kind != "platform":
        # Transaction-local, so a pooled connection forgets it at commit.
        connection.exec_driver_sql("SELECT set_config(%s, %s, true)", (f"app.{scope.kind}_id", str(scope.id)))


@event.listens_for(HouseSession, "after_begin")
def _after_begin(session: Session, _transaction: object, connection: Connection) -> None:
    _tell_postgres(scope_of(session), connection)


def connect(url: str, *, pool: int = 8) -> Engine:
    """An engine for this address, set up the safe way. `sqlite://` (memory) is for tests."""
    quiet: dict[str, Any] = {"hide_parameters": True}  # or a failed statement logs the names and passwords it carried
    if not url.startswith("sqlite"):
        url = url.replace("postgres://", "postgresql://", 1)
        return create_engine(url, **quiet, pool_size=pool, max_overflow=4, pool_pre_ping=True, pool_recycle=1800)
    if url in ("sqlite://", "sqlite:///:memory:"):
        engine = create_engine(url, **quiet, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(url, **quiet, pool_size=pool, max_overflow=4, connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN loses updates
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "cache_size=-8000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Writers queue at BEGIN; upgrading a read later would fail or lose updates.
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


class Glance:
    """A quick look at tables nobody owns, before it is known who is asking. Statements are prepared once."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()

    def execute(
        self, statement: TypedReturnsRows[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Result[*tuple[Any, ...]]:
        """Run a SELECT; ScopeBreach when it reaches for a tenant's rows."""
        refuse_owned(statement)
        return self._connection.execute(statement, values)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


class Database:
    """The engines, and the session of the running request."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._platform: Engine | None = None

    def open(self, url: str, *, platform_url: str | None = None) -> None:
        """Connect; `platform_url` is a PostgreSQL role that may pass row-level security."""
        self.dispose()
        self._engine = connect(url)
        self._reading = self._engine.execution_options(readonly=True)
        self._platform = connect(platform_url, pool=2) if platform_url else self._engine

    def init_app(self, app: Flask) -> None:
        """Give each request its own session, closed with it."""
        app.extensions["db"] = self
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        """The engine of the application role."""
        if self._engine is None:
            raise RuntimeError("the database is not open")
        return self._engine

    @property
    def platform_engine(self) -> Engine:
        """The engine of the platform role (the same one on SQLite)."""
        return self._platform or self.engine

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL."""
        return self.engine.dialect.name == "postgresql"

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.hang_up()
        self._engine = self._platform = None

    def hang_up(self) -> None:
        """Close the connections and stay open: processes forked from now on make connections of their own."""
        for engine in {e for e in (self._engine, self._platform) if e is not None}:
            engine.dispose()

    def new_session(self, scope: Scope | None = None, *, readonly: bool = False) -> HouseSession:
        """A fresh session; without a scope it reaches no tenant's rows."""
        bind = self._reading if readonly and self._engine is not None else self.engine
        session = HouseSession(bind, expire_on_commit=False, info={"readonly": readonly, "database": self})
        if scope is not None:
            session.open_scope(scope)
        return session

    def glance(self) -> Glance:
        """A reading connection for the questions before every request; close it."""
        return Glance(self._reading)

    @contextmanager
    def begin(self, scope: Scope | None = None) -> Iterator[HouseSession]:
        """A session that commits at the end, or rolls everything back."""
        with self.new_session(scope) as session, session.begin():
            yield session

    @contextmanager
    def reading(self, scope: Scope | None = None) -> Iterator[HouseSession]:
        """A session that only reads (takes no write lock on SQLite)."""
        with self.new_session(scope, readonly=True) as session:
            yield session

    @contextmanager
    def ahead(self) -> Iterator[HouseSession]:
        """For what a request reads before it writes: on SQLite it stays out of the queue of writers that long."""
        if self.is_postgres:
            yield self.session
        else:
            with self.reading(g.get("db_scope")) as session:
                yield session

    @property
    def session(self) -> HouseSession:
        """The session of the running request, for reading or writing as `g.readonly` says, in `g.db_scope`."""
        session: HouseSession | None = g.get("db_session")
        if session is None:
            session = g.db_session = self.new_session(g.get("db_scope"), readonly=g.get("readonly", False))
        return session

    def commit(self) -> None:
        """Commit the request's session, if it was used."""
        session: HouseSession | None = g.get("db_session")
        if session is not None:
            session.commit()

    def rollback(self) -> None:
        """Forget what the request's session did since the last commit, and free its locks."""
        session: HouseSession | None = g.get("db_session") if has_app_context() else None
        if session is not None:
            session.rollback()

    @staticmethod
    def _close(_error: BaseException | None) -> None:
        for name in ("db_front", "db_session"):
            opened: HouseSession | Glance | None = g.pop(name, None)
            if opened is not None:
                opened.close()

    def is_alive(self) -> bool:
        """Whether the database answers."""
        with self.engine.execution_options(readonly=True).connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def role_passes_walls(self) -> bool:
        """Whether the application's PostgreSQL role ignores row-level security (it must not)."""
        if not self.is_postgres:
            return False
        with self.engine.connect() as connection:
            asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            return bool(connection.execute(text(asked)).scalar())


db = Database()


def database() -> Database:
    """The database of the running app."""
    found: Database = current_app.extensions["db"]
    return found


def upsert(
    session: Session,
    model: type[Base],
    values: Mapping[str, Any],
    *,
    on: Sequence[str],
    change: Sequence[str] | None = None,
) -> bool:
    """Insert one row or change the one with the same `on` columns; `change=()` keeps the old row. Stamps the tenant.

    Whether anything was written."""
    row = {**values}
    row.setdefault("id", ids.new_id())
    if issubclass(model, TenantOwned):
        scope = scope_of(session)
        if scope is None or scope.tenant_id is None:
            raise ScopeMissing(f"writing {model.__name__} needs an open tenant")
        if row.setdefault("tenant_id", scope.tenant_id) != scope.tenant_id:
            raise ScopeBreach(f"{model.__name__} belongs to another tenant")
        if "tenant_id" not in on:
            raise ScopeBreach(f"{model.__name__} of other tenants could be overwritten: `on` must name tenant_id")
    build: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = build(model).values(row)
    fields = [name for name in row if name not in (*on, "id", "tenant_id")] if change is None else change
    if fields:
        statement = statement.on_conflict_do_update(
            index_elements=list(on), set_={name: statement.excluded[name] for name in fields}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(on))
    # Asked to keep it, since of an INSERT the count is -1 on PostgreSQL otherwise, whatever was written.
    done: Any = session.execute(statement, execution_options={STAMPED: True, "preserve_rowcount": True})
    return bool(done.rowcount > 0)
