"""The next time a firm means to look at itself."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class PlannedReturn(TenantOwned, Stamped, Base):
    """One row a tenant: after which assessment, in how many months, on which day; `is_off`: no reminder."""

    __tablename__ = "planned_returns"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        UniqueConstraint("tenant_id"),
        CheckConstraint("months BETWEEN 1 AND 36", name="months"),
    )

    assessment_id: Mapped[UUID]
    months: Mapped[int]
    due_on: Mapped[date]
    is_off: Mapped[bool] = mapped_column(default=False)
    told_on: Mapped[date | None]
    """The day people were reminded."""
    chosen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
