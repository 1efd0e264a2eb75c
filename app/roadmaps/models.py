"""Roadmaps, numbered per assessment; the one adopted last stands, try-outs wait to be adopted."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.assessments.models import Assessment
from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.frozen import FrozenValue
from app.planning.values import Edit, Means, Plan


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
    draft: Mapped[bool] = mapped_column(default=False)
    """A try-out: it replaces nothing until somebody adopts it, and the oldest are forgotten."""
    clashed: Mapped[bool] = mapped_column(default=False)
    """The demands could not be met together: there is nothing to adopt."""
    compared_with: Mapped[int | None]
    """Number of the version that stood when this one was asked for."""
    adopted_at: Mapped[datetime | None]
    """When it was last made the plan that stands; versions from before there were try-outs have none."""
    reviewed_id: Mapped[UUID | None]
    """The review whose answers it was planned from; None: the firm's own."""
    adopted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    proposed_at: Mapped[datetime | None]
    """When somebody of a provider asked the firm to adopt it."""
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @classmethod
    def of_assessment(cls, row_id: UUID) -> Select[UUID, datetime]:
        """Whose roadmap it is, and when it was asked for: what a plan or a pass opens."""
        return select(cls.assessment_id, cls.created_at).where(cls.id == row_id)

    @property
    def can_stand(self) -> bool:
        """Whether there is a plan in it to go by."""
        return self.state == RoadmapState.READY and not self.clashed


def planned_assessment(assessment_id: UUID) -> Select[UUID, datetime | None]:
    """An assessment and when its first roadmap was asked for: handing in again later shuts nothing that was opened."""
    first = select(func.min(Roadmap.created_at)).where(Roadmap.assessment_id == assessment_id).scalar_subquery()
    return select(Assessment.id, func.coalesce(first, Assessment.submitted_at)).where(Assessment.id == assessment_id)


class RoadmapEdit(TenantOwned, Stamped, Base):
    """One thing somebody set by hand about one initiative of a plan. Rows end, they never change.

    Which edits a plan rests on is frozen in its means; these rows are what the next plan is asked for with.
    """

    __tablename__ = "roadmap_edits"
    __table_args__ = (owned_by("assessments", "assessment_id"), Index(None, "tenant_id", "assessment_id", "created_at"))

    assessment_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    initiative: Mapped[str] = mapped_column(String(80))
    edit: Mapped[Edit] = mapped_column(FrozenValue(Edit))
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]
    """When it was taken back, or another one took its place."""
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @classmethod
    def of_assessment(cls, row_id: UUID) -> Select[UUID, datetime]:
        """Of which assessment, and when it was set: what a plan or a pass opens."""
        return select(cls.assessment_id, cls.created_at).where(cls.id == row_id)
