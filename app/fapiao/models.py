"""Fapiao: for whom they are made out, what was asked for, and which payments each one is about."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from app.fapiao.values import Buyer, Make
from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.money import Money
from app.kit.storage import folder_of

COUNTED = column("released_at").is_(None)


class FapiaoState(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    EXPORTED = "exported"
    """On a list that the accountant has."""
    ISSUED = "issued"
    """It has a number; its file is not here yet."""
    DELIVERED = "delivered"
    """Its file is here, and whoever asked was told."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"
    """Taken back by a red-letter fapiao (冲红)."""


def file_key(tenant_id: UUID, sha256: str, kind: str) -> str:
    """Where an issued file is kept: under its hash, in the tenant's own folder."""
    return f"{folder_of(tenant_id)}/fapiao/{sha256}.{kind}"


def _once(payment: str) -> Index:
    """A payment counts for one fapiao at a time."""
    name, columns = f"uq_fapiao_lines_{payment}", ("tenant_id", f"{payment}_id")
    return Index(name, *columns, unique=True, sqlite_where=COUNTED, postgresql_where=COUNTED)


class _Named:
    """For whom a fapiao is made out."""

    make: Mapped[str] = mapped_column(String(10), default=Make.ORDINARY)
    title: Mapped[str] = mapped_column(String(100))
    is_person: Mapped[bool] = mapped_column(default=False)
    tax_id: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    bank: Mapped[str] = mapped_column(String(100), default="")
    account: Mapped[str] = mapped_column(String(40), default="")
    mailbox: Mapped[str] = mapped_column(String(200), default="")

    @property
    def buyer(self) -> Buyer:
        """As a value."""
        return Buyer(**{name: getattr(self, name) for name in Buyer.__slots__} | {"make": Make(self.make)})


class FapiaoDetails(_Named, TenantOwned, Stamped, Base):
    """What an organisation last told us about itself as a buyer."""

    __tablename__ = "fapiao_details"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class Fapiao(_Named, TenantOwned, Stamped, Base):
    """One fapiao, from the asking on. The buyer is as it stood when it was asked for."""

    __tablename__ = "fapiao"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("tenant_id", "reference"),
        Index(None, "tenant_id", "state"),
    )

    reference: Mapped[str] = mapped_column(String(20))
    """Ours, by which the accountant's files are told apart."""
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    state: Mapped[str] = mapped_column(String(12), default=FapiaoState.REQUESTED)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    exported_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(20))
    issued_on: Mapped[date | None]
    file_name: Mapped[str | None] = mapped_column(String(120))
    file_kind: Mapped[str | None] = mapped_column(String(10))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    delivered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was declined or taken back."""
    red_number: Mapped[str | None] = mapped_column(String(20))
    """Of the red-letter fapiao."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """The clerk who did the last thing to it."""

    @property
    def amount(self) -> Money:
        """What it is made out over, tax included."""
        return Money(self.amount_minor, self.currency)

    @property
    def key(self) -> str:
        """Where its file is kept."""
        return file_key(self.tenant_id, self.file_sha256 or "", self.file_kind or "")


class FapiaoLine(TenantOwned, Stamped, Base):
    """One payment that a fapiao is about. While it counts, no other fapiao can be about the same payment."""

    __tablename__ = "fapiao_lines"
    __table_args__ = (
        owned_by("fapiao", "fapiao_id"),
        owned_by("orders", "order_id"),
        owned_by("invoices", "invoice_id"),
        CheckConstraint("(order_id IS NULL) <> (invoice_id IS NULL)", name="payment"),
        _once("order"),
        _once("invoice"),
    )

    fapiao_id: Mapped[UUID]
    order_id: Mapped[UUID | None]
    invoice_id: Mapped[UUID | None]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    said: Mapped[str] = mapped_column(String(120))
    """Number of the order or the invoice."""
    released_at: Mapped[datetime | None]
    """When the payment became free for another fapiao."""
