"""Scopes: which tenants a database session may touch, and the guard that holds it to them.

A session without a scope refuses every statement on tenant-owned tables. A scope is bound once and never changes.
Three walls: queries name the tenant, this guard adds the criterion, row-level security has the last word on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import (
    Alias,
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    TextClause,
    bindparam,
    event,
    inspect,
)
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.context import FromStatement

from app.kit.owned import TenantOwned

STAMPED = "stamped_by_the_kit"
"""Execution option of the kit's own upsert, whose rows carry the session's tenant."""


class ScopeBreach(RuntimeError):
    """Code tried to reach rows outside its scope: a fault of ours, never of the person."""


class ScopeMissing(ScopeBreach):
    """A statement on tenant-owned tables without an open scope."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a session sees: one tenant's, those a provider is engaged for, or (platform) all."""

    kind: Literal["tenant", "provider", "platform"]
    id: UUID | None = None
    why: str = ""

    @classmethod
    def tenant(cls, tenant_id: UUID) -> "Scope":
        """Read and write the rows of one tenant."""
        return cls("tenant", tenant_id)

    @classmethod
    def provider(cls, provider_id: UUID) -> "Scope":
        """Read the provider's own rows and those of every tenant with a live engagement; write none."""
        return cls("provider", provider_id)

    @classmethod
    def platform(cls, why: str) -> "Scope":
        """Everything; the reason is mandatory and belongs in the audit."""
        if not why:
            raise ValueError("a platform scope needs a reason")
        return cls("platform", None, why)

    @property
    def tenant_id(self) -> UUID | None:
        """The one tenant that may be written, if any."""
        return self.id if self.kind == "tenant" else None


Reach = Callable[[ColumnElement[UUID], UUID], ColumnElement[bool]]
_reach: list[Reach] = []


def set_provider_reach(reach: Reach) -> None:
    """The tenants package says which tenant ids a provider may read: (tenant_id column, provider id) -> criterion."""
    _reach[:] = [reach]


def scope_of(session: Session) -> Scope | None:
    """The scope bound to this session, if any."""
    scope: Scope | None = session.info.get("scope")
    return scope


def is_owned(table: Table) -> bool:
    """Whether rows of this table belong to a tenant."""
    return bool(table.info.get("owned"))


def _elements(statement: Any) -> Iterator[Any]:
    waiting = [statement]
    while waiting:
        element = waiting.pop()
        yield element
        if isinstance(element, FromStatement):
            waiting.append(element.element)
        elif not (isinstance(element, Alias) and isinstance(element.element, Table)):  # an alias stands for its table
            waiting.extend(element.get_children())


@dataclass(frozen=True, slots=True)
class _Touch:
    """What a statement reaches for."""

    owned: bool
    bare: bool
    text: bool


def _touched(statement: Any) -> _Touch:
    sources: set[int] = set()
    mapped: set[int] = set()
    bare = text = False
    for element in _elements(statement):
        if isinstance(element, TextClause):
            text = True
            continue
        source = element if isinstance(element, FromClause) else getattr(element, "table", None)
        table = getattr(source, "element", source)
        if source is None or not isinstance(table, Table) or not is_owned(table):
            continue
        sources.add(hash(source))
        # Mapped classes and the mapper's own joins carry annotations; Core tables and columns carry none.
        if element._annotations:
            mapped.add(hash(source))
        elif isinstance(element, Column):
            bare = True
    return _Touch(bool(sources), bare or sources != mapped, text)


TENANT_PARAMETER = "scope_tenant"


def _is_held(tenant_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return tenant_id == bindparam(TENANT_PARAMETER)


class Prepared:
    """A SELECT of columns that is put together, inspected and narrowed once; run it with `HouseSession.ask`."""

    def __init__(self, statement: Select[Any]) -> None:
        touch = _touched(statement)
        if touch.text or touch.bare or not touch.owned:
            raise ScopeBreach("only a SELECT of mapped, tenant-owned classes can be prepared")
        if any(column["expr"] is column["entity"] for column in statement.column_descriptions):
            raise ScopeBreach("only columns can be prepared: objects pass the guard as they are loaded")
        held = _is_held  # the lambda may refer to nothing but functions, and those as closures
        self.plain = statement
        self.narrowed = statement.options(
            with_loader_criteria(
                TenantOwned,
                lambda cls: held(cls.tenant_id),
                include_aliases=True,
                propagate_to_loaders=False,
                track_closure_variables=False,
            )
        )


_harmless: WeakSet[Any] = WeakSet()


def refuse_owned(statement: Any) -> None:
    """ScopeBreach when a statement of ours, prepared once, reaches for tenant-owned tables or carries text."""
    if statement in _harmless:
        return
    touch = _touched(statement)
    if touch.owned or touch.text:
        raise ScopeBreach("only tables nobody owns can be read without a scope")
    _harmless.add(statement)


def guard_statement(state: ORMExecuteState) -> None:
    """Refuse what cannot be scoped, narrow the rest to the session's scope."""
    scope = scope_of(state.session)
    if scope is not None and scope.kind == "platform":
        return
    if state.session.info.get("readonly") and not state.is_select:
        raise ScopeBreach("a session opened for reading may not write")
    if state.is_column_load or _is_narrowed(state):
        return
    if state.is_relationship_load and scope is not None:  # built by the mapper from rows that passed the guard
        owned = True
    else:
        owned = _inspect(state, scope)
    if owned and scope is not None:
        _narrow(state, scope)


def _inspect(state: ORMExecuteState, scope: Scope | None) -> bool:
    """Whether the statement reaches tenant-owned tables; raises when it cannot be held to the scope."""
    touch = _touched(state.statement)
    if touch.text and not state.execution_options.get("raw_sql_ok"):
        raise ScopeBreach("textual SQL cannot be held to a tenant; use the ORM")
    if not touch.owned:
        return False
    if scope is None:
        raise ScopeMissing("a statement on tenant-owned tables needs an open scope")
    if (touch.bare and not state.session.info.get("getting")) or not state.is_orm_statement:
        raise ScopeBreach("Core tables cannot be held to a tenant; select mapped classes")
    if not state.is_select:
        _guard_writing(state, scope)
    return True


def _is_narrowed(state: ORMExecuteState) -> bool:
    criterion = state.session.info.get("criterion")
    return criterion is not None and any(option is criterion for option in state.statement._with_options)


def _narrow(state: ORMExecuteState, scope: Scope) -> None:
    criterion = state.session.info.get("criterion")
    if criterion is None:
        criterion = state.session.info["criterion"] = _criterion(scope)
    state.statement = state.statement.options(criterion)


def _guard_writing(state: ORMExecuteState, scope: Scope) -> None:
    if scope.kind != "tenant":
        raise ScopeBreach("every write opens exactly one tenant")
    if state.is_insert and not state.execution_options.get(STAMPED):
        raise ScopeBreach("add objects to the session or use kit.db.upsert: an INSERT cannot be held to a tenant")
    if not state.is_insert and state.parameters:
        raise ScopeBreach("bulk UPDATE or DELETE by primary key cannot be held to a tenant")
    values = getattr(state.statement, "_values", None) or ()
    if state.is_update and any(getattr(key, "key", key) == "tenant_id" for key in values):
        raise ScopeBreach("rows may not move to another tenant")


def _criterion(scope: Scope) -> Any:
    key = scope.id
    if scope.kind == "tenant":
        return with_loader_criteria(TenantOwned, lambda cls: cls.tenant_id == key, include_aliases=True)
    if not _reach or key is None:
        raise ScopeBreach("nobody said which tenants a provider may read")
    reach = _reach[0]
    return with_loader_criteria(
        TenantOwned, lambda cls: reach(cls.tenant_id, key), include_aliases=True, track_closure_variables=False
    )


def guard_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Stamp the tenant on new rows; refuse foreign or moved ones."""
    scope = scope_of(session)
    if session.info.get("readonly") and (session.new or session.dirty or session.deleted):
        raise ScopeBreach("a session opened for reading may not write")
    for row in session.new:
        if isinstance(row, TenantOwned):
            _stamp(row, scope)
    for row in (*session.dirty, *session.deleted):
        if isinstance(row, TenantOwned):
            _check_kept(row, scope)


def _stamp(row: Any, scope: Scope | None) -> None:
    if scope is None:
        raise ScopeMissing(f"writing {type(row).__name__} needs an open scope")
    if scope.kind == "provider":
        raise ScopeBreach("every write opens exactly one tenant")
    if row.tenant_id is None:
        row.tenant_id = scope.tenant_id
    if row.tenant_id is None or (scope.kind == "tenant" and row.tenant_id != scope.tenant_id):
        raise ScopeBreach(f"{type(row).__name__} belongs to another tenant")


def _check_kept(row: Any, scope: Scope | None) -> None:
    if scope is None:
        raise ScopeMissing(f"writing {type(row).__name__} needs an open scope")
    history = inspect(row).attrs.tenant_id.history
    if history.has_changes() and history.deleted:
        raise ScopeBreach(f"{type(row).__name__} may not move to another tenant")
    if scope.kind == "provider" or (scope.kind == "tenant" and row.tenant_id != scope.tenant_id):
        raise ScopeBreach(f"{type(row).__name__} belongs to another tenant")


def guard_load(row: Any, context: Any) -> None:
    """Last look at every row that arrives: it must belong to the session's tenant."""
    session = getattr(context, "session", None)
    scope = scope_of(session) if session is not None else None
    if scope is None or scope.kind != "tenant":
        return
    tenant_id = row.__dict__.get("tenant_id")
    if tenant_id is not None and tenant_id != scope.id:
        raise ScopeBreach(f"{type(row).__name__} of another tenant was loaded")


event.listen(TenantOwned, "load", guard_load, propagate=True)


def attach_guard(session_class: type[Session]) -> None:
    """Hang the guard on a session class."""
    event.listen(session_class, "do_orm_execute", guard_statement)
    event.listen(session_class, "before_flush", guard_flush)
