"""Rows that belong to one tenant: the column, the key their children point at, the mark the guard looks for."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class TenantOwned:
    """A row of one tenant. Children point at parents with `owned_by`, so a foreign parent is impossible."""

    @declared_attr
    @classmethod
    def tenant_id(cls) -> Mapped[UUID]:
        """The owner, stamped by the session."""
        return mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False, sort_order=-1)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "__tablename__" in cls.__dict__:
            given = cls.__dict__.get("__table_args__", ())
            *args, last = (*given, {}) if not given or not isinstance(given[-1], dict) else given
            info = {**last.get("info", {}), "owned": True}
            args.append(UniqueConstraint("tenant_id", "id"))
            cls.__table_args__ = (*args, {**last, "info": info})  # type: ignore[attr-defined]
        super().__init_subclass__(**kwargs)
