"""Which rows belong into an export, found by walking every mapped table: a new table is covered the day it is made.

Of a firm: every tenant-owned table, and every row elsewhere that points at the firm. Of a person: every row elsewhere
that points at the person, and what they themselves wrote in the firms they belong to.
"""

from base64 import b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Column, Table, or_, select
from sqlalchemy.orm import Mapper

from app.accounts.models import SignedSession, User
from app.kit.db import Base, HouseSession
from app.kit.jobs import JobRow

LEFT_OUT = frozenset({JobRow.__tablename__})
"""The house's own work: a job says nothing that is not in the rows it is about, and is purged within a week."""
SECRET = ("password", "_hash", "secret", "sealed", "uniquifier", "recovery_codes", "binding")
"""Columns whose names hold one of these would let a reader in somewhere; exports say only whether they are filled."""
OF_A_SESSION = ("id", "data", "person")
"""Columns of `sessions` that name it, or hold the token of its forms and the mark of its person."""
WITHHELD = "(withheld)"
BATCH = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one table that belong into an export."""

    name: str
    statement: Any
    columns: tuple[Column[Any], ...]

    def rows(self, session: HouseSession) -> Iterator[dict[str, Any]]:
        """Each row as plain values, read in batches."""
        for row in session.scalars(self.statement.execution_options(yield_per=BATCH)):
            yield {column.key: _shown(column, getattr(row, _attribute(row, column))) for column in self.columns}
            session.expunge(row)


def _attribute(row: Any, column: Column[Any]) -> str:
    mapper: Mapper[Any] = row.__mapper__
    return mapper.get_property_by_column(column).key


def _shown(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if any(mark in column.key for mark in SECRET) or (column.table.name == "sessions" and column.key in OF_A_SESSION):
        return WITHHELD
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return to_jsonable_python(value, fallback=str)


def _mapped() -> list[tuple[type[Any], Table]]:
    found = [(mapper.class_, mapper.local_table) for mapper in Base.registry.mappers]
    known = [(model, table) for model, table in found if isinstance(table, Table) and table.name not in LEFT_OUT]
    return sorted(known, key=lambda one: one[1].name)


def _pointing_at(table: Table, target: str) -> list[Column[Any]]:
    keys = (column for column in table.columns for key in column.foreign_keys if key.column.table.name == target)
    return list(dict.fromkeys(keys))


def _source(model: type[Any], table: Table, columns: list[Column[Any]], value: object, name: str = "") -> Source:
    wanted = select(model).where(or_(*(getattr(model, column.key) == value for column in columns)))
    return Source(name or table.name, wanted.order_by(model.id), tuple(table.columns))


def list_firm_sources(tenant_id: UUID) -> list[Source]:
    """Every table with rows of this firm; read them in a session bound to it."""
    sources = []
    for model, table in _mapped():
        if table.info.get("owned"):
            columns = [table.c.tenant_id]
        elif table.name == "organisations":
            columns = [table.c.id]
        else:
            columns = _pointing_at(table, "organisations")
            columns += [table.c.tenant_id] if "tenant_id" in table.c and table.c.tenant_id not in columns else []
        if columns and table.name not in PERSONAL:
            sources.append(_source(model, table, columns, tenant_id))
    return sources


PERSONAL = frozenset({"archives", "notices", "codes", "sessions", "consents", "users"})
"""Tables about one person, which go into that person's export, not into the firm's."""


def list_person_sources(person: User, firms: Collection[UUID]) -> list[Source]:
    """Every table above the tenants with rows of this person; read them in a platform session.

    `firms`: where they sit now; what they were told about another stays with it, as in their inbox.
    """
    sources = []
    for model, table in _mapped():
        if table.info.get("owned"):
            continue
        columns = _pointing_at(table, "users")
        columns += [table.c[name] for name in ("actor_id", "person_id") if name in table.c]
        if table.name == "users":
            sources.append(_source(model, table, [table.c.id], person.id))
        elif model is SignedSession:
            sources.append(_source(model, table, [table.c.person], person.fs_uniquifier))
        elif columns:
            source = _source(model, table, columns, person.id)
            sources.append(_of_firms(source, model, firms) if table.name == "notices" else source)
    return sources


def _of_firms(source: Source, model: Any, firms: Collection[UUID]) -> Source:
    readable = or_(model.firm_id.is_(None), model.firm_id.in_(list(firms)))
    return replace(source, statement=source.statement.where(readable))


def list_written_sources(person: User) -> list[Source]:
    """Rows of a firm that say this person wrote them; read them in a session bound to the firm."""
    sources = []
    for model, table in _mapped():
        columns = _pointing_at(table, "users") if table.info.get("owned") else []
        if columns:
            sources.append(_source(model, table, columns, person.id))
    return sources
