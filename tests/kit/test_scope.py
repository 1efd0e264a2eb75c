"""The tenant guard: what it narrows, and every hole that was once found in guards like it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    MetaData,
    UniqueConstraint,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, joinedload, mapped_column, relationship, selectinload

from app.kit import ids, scope
from app.kit.db import (
    NAMES,
    Database,
    HouseSession,
    Scope,
    ScopeBreach,
    ScopeMissing,
    TenantOwned,
    UTCDateTime,
    owned_by,
    upsert,
)
from app.kit.rls import enable_rls, grant
from app.kit.scope import Prepared, set_provider_reach
from tests.services import Flavour

pytestmark = pytest.mark.database


class Base(DeclarativeBase):
    """Tables of this module alone."""

    metadata = MetaData(naming_convention=NAMES)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)


class Organisation(Base):
    """Stands for the real one."""

    __tablename__ = "organisations"


class Engagement(Base):
    """What the policy for providers reads."""

    __tablename__ = "engagements"
    tenant_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Shelf(TenantOwned, Base):
    """A parent."""

    __tablename__ = "shelves"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(back_populates="shelf")


class Book(TenantOwned, Base):
    """A child."""

    __tablename__ = "books"
    __table_args__ = (owned_by("shelves", "shelf_id"),)
    shelf_id: Mapped[UUID]
    pages: Mapped[int] = mapped_column(default=1)
    shelf: Mapped[Shelf] = relationship(back_populates="books")


class FakeOp:
    """As much of Alembic as the policies need."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def get_bind(self) -> Any:
        """The connection."""
        return self.connection

    def execute(self, sql: str) -> None:
        """Run it."""
        self.connection.exec_driver_sql(sql)


@pytest.fixture
def address(request: pytest.FixtureRequest, database_flavour: Flavour, tmp_path: Path) -> str:
    """Where the application's role connects, tables made and policies set."""
    if database_flavour == "sqlite":
        url = owner = f"sqlite:///{tmp_path / 'guard.db'}"
    else:
        made = request.getfixturevalue("postgres_database")
        url, owner = made.app_url, made.owner_url
    database = Database()
    database.open(owner)
    with database.engine.begin() as connection:
        Base.metadata.create_all(connection)
        for table in ("organisations", "engagements"):
            grant(FakeOp(connection), table)
        for table in ("shelves", "books"):
            enable_rls(FakeOp(connection), table)
    database.dispose()
    return url


@pytest.fixture
def house(address: str) -> Iterator[Database]:
    """A database with the tables above."""
    database = Database()
    database.open(address)
    yield database
    database.dispose()


@pytest.fixture
def tenants(house: Database) -> tuple[UUID, UUID]:
    """Ours and the neighbour's, each with one shelf "law" holding one book."""
    ours, theirs = ids.new_id(), ids.new_id()
    with house.begin() as session:
        session.add_all([Organisation(id=ours), Organisation(id=theirs)])
    for tenant in (ours, theirs):
        with house.begin(Scope.tenant(tenant)) as session:
            session.add(Shelf(name="law", books=[Book()]))
    return ours, theirs


@pytest.fixture
def session(house: Database, tenants: tuple[UUID, UUID]) -> Iterator[HouseSession]:
    """A session of ours."""
    with house.new_session(Scope.tenant(tenants[0])) as opened:
        yield opened


@pytest.fixture
def foreign(house: Database, tenants: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    """The neighbour's shelf and book."""
    with house.reading(Scope.tenant(tenants[1])) as session:
        book = session.scalars(select(Book)).one()
        return book.shelf_id, book.id


Other = aliased(Shelf)
COUNTS: dict[str, Any] = {
    "entity": select(Shelf.id),
    "count": select(func.count()).select_from(Shelf),
    "count of a column": select(func.count(Shelf.id)),
    "alias": select(func.count(Other.id)),
    "join": select(func.count(Book.id)).join(Shelf, Shelf.id == Book.shelf_id),
    "exists": select(func.count(Shelf.id)).where(exists(select(Book.id).where(Book.shelf_id == Shelf.id))),
    "any": select(func.count(Shelf.id)).where(Shelf.books.any(Book.pages == 1)),
    "scalar subquery": select(select(func.count(Shelf.id)).scalar_subquery()),
    "cte": select(func.count()).select_from(select(Shelf.id).cte()),
    "subquery": select(func.count()).select_from(select(Shelf.id).subquery()),
}


@pytest.mark.parametrize("name", COUNTS)
def test_statement_sees_only_our_rows(session: HouseSession, name: str) -> None:
    rows = session.execute(COUNTS[name]).all()
    assert len(rows) == 1
    assert rows[0][0] == 1 or name == "entity"


def test_union_sees_only_our_rows(session: HouseSession) -> None:
    assert len(session.execute(union_all(select(Shelf.id), select(Shelf.id))).all()) == 2


@pytest.mark.parametrize("option", [joinedload, selectinload], ids=["joined", "selectin"])
def test_loading_strategies_stay_inside(session: HouseSession, option: Callable[..., Any]) -> None:
    shelf = session.scalars(select(Shelf).options(option(Shelf.books))).unique().one()
    assert len(shelf.books) == 1
    assert shelf.books[0].shelf is shelf


def test_lazy_loads_and_refreshes_stay_inside(session: HouseSession) -> None:
    book = session.scalars(select(Book)).one()
    assert book.shelf.name == "law"
    session.expire_all()
    assert book.shelf.books == [book]


def test_a_foreign_id_finds_nothing(session: HouseSession, foreign: tuple[UUID, UUID]) -> None:
    assert session.get(Shelf, foreign[0]) is None
    assert session.execute(update(Shelf).where(Shelf.id == foreign[0]).values(name="x")).rowcount == 0  # type: ignore[attr-defined]
    assert session.execute(delete(Shelf).where(Shelf.id == foreign[0])).rowcount == 0  # type: ignore[attr-defined]
    found = session.scalar(select(literal(1)).where(exists(select(Shelf.id).where(Shelf.id == foreign[0]))))
    assert found is None


def test_bulk_writes_with_a_condition_stay_inside(house: Database, session: HouseSession, tenants: Any) -> None:
    session.execute(update(Shelf).values(name="ours"))
    session.execute(delete(Book).where(Book.shelf_id.in_(select(Shelf.id))))
    session.commit()
    with house.reading(Scope.tenant(tenants[1])) as theirs:
        assert theirs.scalars(select(Shelf.name)).all() == ["law"]
        assert len(theirs.scalars(select(Book)).all()) == 1


HOLES: dict[str, Callable[[HouseSession], Any]] = {
    "core table": lambda s: s.execute(select(Shelf.__table__)),
    "core column": lambda s: s.execute(select(Shelf.__table__.c.name)),
    "core count": lambda s: s.execute(select(func.count()).select_from(Shelf.__table__)),
    "core beside mapped": lambda s: s.execute(select(Shelf.name, Book.__table__.c.id)),
    "core alias in exists": lambda s: s.execute(
        select(Shelf.name).where(exists(select(literal(1)).select_from(Book.__table__.alias())))
    ),
    "text": lambda s: s.execute(text("SELECT * FROM shelves")),
    "from_statement": lambda s: s.scalars(select(Shelf).from_statement(text("SELECT * FROM shelves"))).all(),
    "bulk update by key": lambda s: s.execute(update(Shelf), [{"id": ids.new_id(), "name": "x"}]),
    "insert": lambda s: s.execute(insert(Shelf).values(name="x", tenant_id=ids.new_id())),
    "bulk insert": lambda s: s.execute(insert(Shelf), [{"name": "x", "tenant_id": ids.new_id()}]),
    "bulk move": lambda s: s.execute(update(Shelf).values(tenant_id=ids.new_id())),
    "bulk move by name": lambda s: s.execute(update(Shelf).values({"tenant_id": ids.new_id()})),
    "upsert by key": lambda s: upsert(s, Shelf, {"id": ids.new_id(), "name": "x"}, on=["id"]),
    "connection": lambda s: s.connection(),
    "bulk_save_objects": lambda s: s.bulk_save_objects([]),
    "bulk_insert_mappings": lambda s: s.bulk_insert_mappings(Shelf, []),
    "bulk_update_mappings": lambda s: s.bulk_update_mappings(Shelf, []),
    "another scope": lambda s: s.open_scope(Scope.tenant(ids.new_id())),
    "widening": lambda s: s.open_scope(Scope.platform("curious")),
}


@pytest.mark.parametrize("name", HOLES)
def test_hole_is_closed(session: HouseSession, name: str) -> None:
    with pytest.raises(ScopeBreach):
        HOLES[name](session)


def test_without_scope_nothing_is_reached(house: Database, tenants: Any) -> None:
    for statement in (select(Shelf), COUNTS["count"], select(exists().where(Shelf.name == "law")), delete(Shelf)):
        with house.new_session() as bare, pytest.raises(ScopeMissing):
            bare.execute(statement)
    with pytest.raises(ScopeMissing), house.begin() as bare:
        bare.add(Shelf(name="x"))


def test_a_prepared_statement_stays_inside(house: Database, tenants: tuple[UUID, UUID]) -> None:
    books = Prepared(select(Shelf.tenant_id, Book.pages).join(Book, Book.shelf_id == Shelf.id))
    for tenant in tenants:
        with house.reading(Scope.tenant(tenant)) as session:
            assert session.ask(books).all() == [(tenant, 1)]
    with house.new_session() as bare, pytest.raises(ScopeMissing):
        bare.ask(books)
    for refused in (select(Shelf), select(Organisation.id), select(Shelf.__table__.c.name), select(text("1"))):
        with pytest.raises(ScopeBreach):
            Prepared(refused)


def test_a_prepared_statement_sees_what_was_added(session: HouseSession) -> None:
    session.add(Shelf(name="new"))
    assert session.ask(Prepared(select(Shelf.name).order_by(Shelf.name))).all() == [("law",), ("new",)]


def test_relationships_of_borrowed_objects_need_a_scope(house: Database, tenants: tuple[UUID, UUID]) -> None:
    with house.reading(Scope.tenant(tenants[0])) as session:
        shelf = session.scalars(select(Shelf)).one()
        session.expunge_all()
    with house.new_session() as bare, pytest.raises(ScopeMissing):
        bare.add(shelf)
        len(shelf.books)


@pytest.fixture
def engaged() -> Iterator[None]:
    """Providers reach whom an engagement names; what an app of another test said before is put back."""
    before = scope._reach[:]
    set_provider_reach(
        lambda column, provider: column.in_(select(Engagement.tenant_id).where(Engagement.provider_id == provider))
    )
    yield
    scope._reach[:] = before


@pytest.mark.usefixtures("engaged")
def test_a_provider_sees_only_those_who_let_it_in(house: Database, tenants: tuple[UUID, UUID]) -> None:
    providers = ids.new_id(), ids.new_id()
    for tenant, provider in zip(tenants, providers, strict=True):
        with house.begin() as session:
            session.add(Engagement(tenant_id=tenant, provider_id=provider))
    # Statements are cached between sessions: the first provider's id may not stay in them.
    for tenant, provider in (*zip(tenants, providers, strict=True), *zip(tenants, providers, strict=True)):
        with house.reading(Scope.provider(provider)) as session:
            assert [shelf.tenant_id for shelf in session.scalars(select(Shelf))] == [tenant]
            assert session.scalar(COUNTS["any"]) == 1
            books = session.scalars(select(Shelf).options(selectinload(Shelf.books))).one().books
            assert [book.tenant_id for book in books] == [tenant]
            assert session.scalars(select(Book)).one().shelf.tenant_id == tenant
    with house.reading(Scope.provider(ids.new_id())) as session:
        assert not session.scalars(select(Shelf)).all()
    with house.begin(Scope.provider(providers[0])) as session, pytest.raises(ScopeBreach):
        session.execute(update(Shelf).values(name="x"))


def test_rows_carry_our_tenant(session: HouseSession, tenants: tuple[UUID, UUID]) -> None:
    shelf = Shelf(name="new")
    session.add(shelf)
    session.flush()
    assert shelf.tenant_id == tenants[0]


def test_rows_of_others_are_refused(session: HouseSession, tenants: tuple[UUID, UUID]) -> None:
    session.add(Shelf(name="new", tenant_id=tenants[1]))
    with pytest.raises(ScopeBreach):
        session.flush()


def test_rows_may_not_move(session: HouseSession, tenants: tuple[UUID, UUID]) -> None:
    session.scalars(select(Shelf)).one().tenant_id = tenants[1]
    with pytest.raises(ScopeBreach):
        session.flush()


def test_a_child_may_not_point_at_a_foreign_parent(session: HouseSession, foreign: tuple[UUID, UUID]) -> None:
    session.add(Book(shelf_id=foreign[0]))
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_attached_object_of_another_tenant_is_refused(
    session: HouseSession, foreign: tuple[UUID, UUID], tenants: tuple[UUID, UUID]
) -> None:
    shelf = session.merge(Shelf(id=foreign[0], tenant_id=tenants[1], name="stolen"))
    assert shelf in session.new, "merge did not find the foreign row"
    with pytest.raises(ScopeBreach):
        session.flush()


def test_upsert_stamps_and_keeps(session: HouseSession, tenants: tuple[UUID, UUID]) -> None:
    assert not upsert(session, Shelf, {"name": "law"}, on=["tenant_id", "name"], change=()), "it is there already"
    assert upsert(session, Shelf, {"name": "art"}, on=["tenant_id", "name"])
    assert sorted(session.scalars(select(Shelf.name))) == ["art", "law"]
    with pytest.raises(ScopeBreach):
        upsert(session, Shelf, {"name": "x", "tenant_id": tenants[1]}, on=["tenant_id", "name"])


def test_reading_sessions_do_not_write(house: Database, tenants: tuple[UUID, UUID]) -> None:
    with house.reading(Scope.tenant(tenants[0])) as session:
        session.add(Shelf(name="x"))
        with pytest.raises(ScopeBreach):
            session.flush()
    with house.reading(Scope.tenant(tenants[0])) as session, pytest.raises(ScopeBreach):
        session.execute(delete(Shelf))


def test_a_glance_reads_only_what_nobody_owns(house: Database, tenants: Any) -> None:
    glance = house.glance()
    assert glance.execute(select(func.count(Organisation.id)), {}).scalar() == 2
    for statement in (select(Shelf.id), select(Shelf.__table__.c.id), COUNTS["cte"]):
        with pytest.raises(ScopeBreach):
            glance.execute(statement, {})
    glance.close()


def test_a_platform_scope_needs_a_reason(house: Database, tenants: Any, database_flavour: Flavour) -> None:
    with pytest.raises(ValueError, match="reason"):
        Scope.platform("")
    if database_flavour == "sqlite":
        with house.reading(Scope.platform("counting")) as session:
            assert session.scalar(COUNTS["count"]) == 2


@pytest.mark.postgresql
class TestRowLevelSecurity:
    """The last wall, without the guard in front of it."""

    def see(self, house: Database, tenant: UUID | None, sql: str) -> Any:
        """Run raw SQL as the application's role, with or without a tenant."""
        with house.engine.begin() as connection:
            if tenant is not None:
                connection.execute(text("SELECT set_config('app.tenant_id', :t, true)"), {"t": str(tenant)})
            return connection.execute(text(sql))

    def test_raw_sql_sees_own_rows_only(self, house: Database, tenants: tuple[UUID, UUID]) -> None:
        assert self.see(house, tenants[0], "SELECT count(*) FROM shelves").scalar() == 1
        assert self.see(house, None, "SELECT count(*) FROM shelves").scalar() == 0
        assert self.see(house, tenants[0], "UPDATE shelves SET name = 'x'").rowcount == 1

    def test_foreign_rows_cannot_be_inserted(self, house: Database, tenants: tuple[UUID, UUID]) -> None:
        sql = f"INSERT INTO shelves (tenant_id, id, name) VALUES ('{tenants[1]}', '{ids.new_id()}', 'x')"
        with pytest.raises(DatabaseError, match="row-level security"):
            self.see(house, tenants[0], sql)

    def test_the_setting_dies_with_the_transaction(self, house: Database, tenants: tuple[UUID, UUID]) -> None:
        with house.reading(Scope.tenant(tenants[0])) as session:
            assert session.scalar(COUNTS["count"]) == 1
        assert self.see(house, None, "SELECT count(*) FROM shelves").scalar() == 0

    def test_a_scope_may_open_inside_a_transaction(self, house: Database, tenants: tuple[UUID, UUID]) -> None:
        with house.begin() as session:
            session.scalar(select(func.count(Organisation.id)))
            session.open_scope(Scope.tenant(tenants[0]))
            assert session.scalar(COUNTS["count"]) == 1
