"""Every table belongs to a tenant or to a short list, and the database itself keeps tenants apart."""

import sys
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import ForeignKeyConstraint, MetaData, Table, UniqueConstraint

from tests.house import source
from tests.services import PostgresCluster, PostgresDatabase

# Tables above the tenants, each with the reason it cannot belong to one.
ABOVE_TENANTS = {
    "users": "a person may belong to several organisations",
    "sessions": "signed in before any tenant is known",
    "organisations": "the tenants themselves",
    "memberships": "says which tenants a person may open",
    "passkeys": "a person signs in before any tenant is known",
    "consents": "a person agrees, not a firm",
    "archives": "made for one person, about them or about a firm they own",
    "engagements": "between two organisations",
    "consent_asks": "between two organisations",
    "programme_codes": "read before it is known whose programme a code leads to",
    "programme_joinings": "between two organisations",
    "programme_asks": "between two organisations",
    "clerks": "people of the operator, appointed by it",
    "bank_marks": "the same money is booked once, whoever it was for",
    "staff_grants": "between a firm and a person of the operator",
    "events": "the audit trail also holds what happens outside tenants",
    "attempts": "made before it is known who somebody is",
    "event_seals": "one chain over the whole audit trail",
    "notices": "a person's inbox, read by person",
    "codes": "asked for before it is known who asks",
    "verifications": "the public register: nothing in it may lead to a tenant",
    "stripe_events": "what Stripe sends is stored before it is known whose it is",
    "drifts": "what the operator has to look at; in it ids only",
    "jobs": "the worker serves all tenants",
    "rate_limits": "counts strangers",
    "mails": "the outbox of the development mail box",
}


@pytest.fixture(scope="module")
def metadata() -> MetaData:
    """All tables, as the application knows them."""
    from app.factory import import_models
    from app.kit.db import metadata

    import_models()
    return metadata


@pytest.fixture(scope="module")
def owned(metadata: MetaData) -> list[Table]:
    """Tables of tenants."""
    tables = [t for t in metadata.tables.values() if t.info.get("owned")]
    assert len(tables) >= 5
    return tables


def test_every_models_module_is_known(metadata: MetaData) -> None:
    there = {source.name_of(p)[:-3].replace("/", ".") for p in source.python_files("app") if p.name == "models.py"}
    assert there and not there - set(sys.modules)


def test_every_table_has_an_owner_or_a_reason(metadata: MetaData) -> None:
    free = {t.name for t in metadata.tables.values() if not t.info.get("owned")}
    assert not free - set(ABOVE_TENANTS)


def test_owned_rows_name_their_tenant(owned: list[Table]) -> None:
    for table in owned:
        assert not table.c.tenant_id.nullable, table.name
        assert any(key.column.table.name == "organisations" for key in table.c.tenant_id.foreign_keys), table.name
        uniques = [{c.name for c in u.columns} for u in table.constraints if isinstance(u, UniqueConstraint)]
        assert {"tenant_id", "id"} in uniques, table.name


def test_a_child_cannot_point_at_a_foreign_parent(metadata: MetaData, owned: list[Table]) -> None:
    names = {table.name for table in owned}
    for table in owned:
        for key in (c for c in table.constraints if isinstance(c, ForeignKeyConstraint)):
            if key.referred_table.name in names:
                assert "tenant_id" in key.column_keys and len(key.column_keys) > 1, f"{table.name}: {key.column_keys}"
    for name in set(metadata.tables) - names:
        pointed = {key.column.table.name for key in metadata.tables[name].foreign_keys}
        assert not pointed & names, f"{name} is above tenants and points into one"


def test_unique_values_reveal_no_other_tenant(owned: list[Table]) -> None:
    for table in owned:
        for unique in (c for c in table.constraints if isinstance(c, UniqueConstraint)):
            assert "tenant_id" in {c.name for c in unique.columns}, f"{table.name}: {unique.name}"
        for index in (i for i in table.indexes if i.unique):
            assert "tenant_id" in {c.name for c in index.columns}, f"{table.name}: {index.name}"


@pytest.fixture(scope="module")
def migrated(postgres_cluster: PostgresCluster) -> Iterator[PostgresDatabase]:
    """A PostgreSQL database as the migrations leave it."""
    from app.kit import migrate

    database = postgres_cluster.create_database("house_tables")
    migrate.upgrade(database.owner_url)
    yield database
    postgres_cluster.drop_database("house_tables")


def rows(url: str, sql: str) -> list[tuple]:
    """Rows of a query, for a role's address."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(sql).fetchall()


def test_postgres_keeps_tenants_apart_by_itself(migrated: PostgresDatabase, metadata: MetaData) -> None:
    walls = {
        name: (enabled, forced, policies)
        for name, enabled, forced, policies in rows(
            migrated.superuser_url,
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.polname) FROM pg_class c "
            "LEFT JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1, 2, 3",
        )
    }
    assert set(metadata.tables) <= set(walls)
    for table in metadata.tables.values():
        if "tenant_id" in table.c and table.name != "jobs":
            enabled, forced, policies = walls[table.name]
            assert enabled and forced and policies, table.name


def test_the_application_role_cannot_pass_the_wall(migrated: PostgresDatabase) -> None:
    role = rows(
        migrated.app_url, "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    assert role == [(False, False, False)]
    tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    assert not rows(migrated.app_url, f"{tables} AND pg_has_role(relowner, 'MEMBER')"), "the owner passes the wall"
    assert not rows(migrated.app_url, f"{tables} AND has_table_privilege(oid, 'TRUNCATE')"), "truncating ignores it"
    assert not rows(migrated.app_url, f"{tables} AND NOT has_table_privilege(oid, 'SELECT')"), "a grant is missing"
    assert rows(migrated.app_url, "SELECT has_table_privilege('events', 'UPDATE, DELETE')") == [(False,)]


def test_without_a_tenant_nothing_is_seen(migrated: PostgresDatabase, owned: list[Table]) -> None:
    for table in owned:
        assert rows(migrated.app_url, f'SELECT count(*) FROM "{table.name}"') == [(0,)], table.name
