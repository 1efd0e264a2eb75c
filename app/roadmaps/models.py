"""Roadmaps, numbered per assessment; the newest ready one stands."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.frozen import FrozenValue
from app.planning.values import Means, Plan


class RoadmapState(StrEnum):
    """How far the planner is."""

    PLANNING = "planning"
    READY = "ready"


class Roadmap(TenantOwned, Stamped, Base):
    """One version: the means as stated, and the plan once found. `plan` may say that the means clash."""

    __tablename__ = "roadmaps"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        UniqueConstraint("tenant_id", "assessment_id", "number"),
    )

    assessment_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default=RoadmapState.PLANNING)
    as_of: Mapped[date]
    content_edition: Mapped[str] = mapped_column(String(80))
    means: Mapped[Means] = mapped_column(FrozenValue(Means))
    plan: Mapped[Plan | None] = mapped_column(FrozenValue(Plan))
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    planned_at: Mapped[datetime | None]
