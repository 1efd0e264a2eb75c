"""Tables of the firm: profile, sites, baseline figures, systems and groups of machines."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class Company(TenantOwned, Stamped, Base):
    """What the firm is. One row a tenant."""

    __tablename__ = "companies"
    __table_args__ = (
        UniqueConstraint("tenant_id"),
        CheckConstraint("headcount >= 1", name="headcount"),
    )

    name: Mapped[str] = mapped_column(String(120))
    industry_key: Mapped[str] = mapped_column(String(80))
    city_key: Mapped[str] = mapped_column(String(80))
    town: Mapped[str | None] = mapped_column(String(80))
    headcount: Mapped[int]
    revenue_band: Mapped[str] = mapped_column(String(20))
    exports: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]

    sites: Mapped[list["Site"]] = relationship(order_by="Site.id", viewonly=True, lazy="raise")
    figures: Mapped[list["BaselineFigure"]] = relationship(
        order_by="BaselineFigure.figure_key", viewonly=True, lazy="raise"
    )


class Site(TenantOwned, Stamped, Base):
    """A plant, store, office or warehouse of the firm. `key` names it in answers and in the batch sheet."""

    __tablename__ = "sites"
    __table_args__ = (
        owned_by("companies", "company_id"),
        UniqueConstraint("tenant_id", "company_id", "key"),
    )

    company_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    city_key: Mapped[str | None] = mapped_column(String(80))
    town: Mapped[str | None] = mapped_column(String(80))
    headcount: Mapped[int | None]


class BaselineFigure(TenantOwned, Stamped, Base):
    """One business figure with the month it speaks of. `value` is exact: whole, decimal or fraction, as text."""

    __tablename__ = "baseline_figures"
    __table_args__ = (
        owned_by("companies", "company_id"),
        UniqueConstraint("tenant_id", "company_id", "figure_key"),
    )

    company_id: Mapped[UUID]
    figure_key: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(String(80))
    month: Mapped[str] = mapped_column(String(7))
    measured: Mapped[bool] = mapped_column(default=False)


class Workload(TenantOwned, Stamped, Base):
    """A system the firm runs."""

    __tablename__ = "workloads"
    __table_args__ = (
        owned_by("companies", "company_id"),
        UniqueConstraint("tenant_id", "company_id", "key"),
    )

    company_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    hosting: Mapped[str] = mapped_column(String(20))
    vendor: Mapped[str | None] = mapped_column(String(120))
    users: Mapped[int] = mapped_column(default=1)
    criticality: Mapped[str] = mapped_column(String(10), default="medium")
    dongle: Mapped[bool] = mapped_column(default=False)
    supported: Mapped[bool] = mapped_column(default=True)
    customised: Mapped[str] = mapped_column(String(10), default="none")
    backup: Mapped[str] = mapped_column(String(10), default="none")
    restore_tested_on: Mapped[date | None]
    personal_data: Mapped[bool] = mapped_column(default=False)
    os_end_of_life: Mapped[bool] = mapped_column(default=False)
    exportable: Mapped[bool] = mapped_column(default=True)
    used: Mapped[bool] = mapped_column(default=True)


class EquipmentGroup(TenantOwned, Stamped, Base):
    """Machines of one kind, counted by how far they are connected."""

    __tablename__ = "equipment_groups"
    __table_args__ = (
        owned_by("companies", "company_id"),
        UniqueConstraint("tenant_id", "company_id", "key"),
        CheckConstraint(
            "total >= 1 AND automated <= total AND digital <= total AND remote <= connected", name="counts"
        ),
        CheckConstraint("digital >= connected AND connected >= data_used AND data_used >= 0", name="ladder"),
    )

    company_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    total: Mapped[int]
    automated: Mapped[int] = mapped_column(default=0)
    digital: Mapped[int] = mapped_column(default=0)
    connected: Mapped[int] = mapped_column(default=0)
    data_used: Mapped[int] = mapped_column(default=0)
    remote: Mapped[int] = mapped_column(default=0)
    age_years: Mapped[int] = mapped_column(default=5)
    protocol: Mapped[str] = mapped_column(String(10), default="none")
