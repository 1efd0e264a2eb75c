"""A provider's price book and quotations, and the copies that firms were handed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned
from app.kit.frozen import FrozenValue
from app.kit.text import Text
from app.quotations.values import Line, Paper


class PriceItem(TenantOwned, Stamped, Base):
    """One thing a provider sells. The code is its own; workbooks tell items apart by it."""

    __tablename__ = "price_items"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("price_minor >= 0", name="price"),
        Index(None, "tenant_id", "initiative"),
    )

    code: Mapped[str] = mapped_column(String(40))
    initiative: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Id of the initiative it carries out; empty for what belongs to none."""
    name_zh: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str] = mapped_column(String(160))
    unit: Mapped[str] = mapped_column(String(10))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    """Of one unit, before tax."""
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    rate: Mapped[int]
    """Of value-added tax, in hundredths of a percent."""
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")

    @property
    def name(self) -> Text:
        """In both languages."""
        return Text(zh=self.name_zh, en=self.name_en)


class Quotation(TenantOwned, Stamped, Base):
    """One offer to one firm; the tenant is the provider. Issued, it has a number and a paper and stays as it is."""

    __tablename__ = "quotations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("(issued_at IS NULL) = (paper IS NULL)", name="issued"),
        Index(None, "tenant_id", "firm_id"),
    )

    firm_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    number: Mapped[str | None] = mapped_column(String(20))
    lines: Mapped[tuple[Line, ...]] = mapped_column(FrozenValue(tuple[Line, ...]))
    valid_until: Mapped[date]
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    """Goes up with every change of the draft, so that of two people who change it one is told."""
    replaces: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """Number of the quotation this one takes the place of."""
    roadmap_id: Mapped[UUID | None]
    """The firm's plan it was begun from."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    issued_at: Mapped[datetime | None]
    paper: Mapped[Paper | None] = mapped_column(FrozenValue(Paper))


class ReceivedQuotation(TenantOwned, Stamped, Base):
    """The copy a firm keeps of what it was offered, whatever becomes of the provider. Rows are added, never changed."""

    __tablename__ = "received_quotations"
    __table_args__ = (UniqueConstraint("tenant_id", "quotation_id"),)

    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    quotation_id: Mapped[UUID]
    """The provider's own row, which the firm cannot read."""
    number: Mapped[str] = mapped_column(String(20))
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    paper: Mapped[Paper] = mapped_column(FrozenValue(Paper))
