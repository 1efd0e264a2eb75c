"""Files attached to answers. The row names the file; its content is kept under its hash, once a tenant."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.assessments.models import Assessment, AssessmentState
from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.intake.values import Kind
from app.kit.storage import content_key

THUMB = "thumb"


class Evidence(TenantOwned, Stamped, Base):
    """One file behind one answer; `site_key` is empty for the whole firm. Kind, size and hash are those of the copy."""

    __tablename__ = "evidence"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        # Named by hand: PostgreSQL cuts names at 63 letters. The same file at the same answer is there once.
        UniqueConstraint("tenant_id", "assessment_id", "question_key", "site_key", "sha256", name="uq_evidence_once"),
        Index(None, "tenant_id", "sha256"),
    )

    assessment_id: Mapped[UUID]
    question_key: Mapped[str] = mapped_column(String(80))
    site_key: Mapped[str] = mapped_column(String(80), default="")
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    declared_clear: Mapped[bool] = mapped_column(default=False)
    """Whoever added it said that no child can be recognised in it; asked of schools."""
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @classmethod
    def unsubmitted(cls, row_id: UUID) -> Select[UUID]:
        """Finds the file while its assessment has never been submitted."""
        drafts = select(Assessment.id).where(Assessment.state == AssessmentState.DRAFT)
        return select(cls.id).where(cls.id == row_id, cls.assessment_id.in_(drafts))

    @property
    def is_picture(self) -> bool:
        """Whether it has a thumbnail."""
        return Kind(self.kind).is_picture

    @property
    def key(self) -> str:
        """Where its content is kept."""
        return content_key(self.tenant_id, self.sha256, self.kind)

    @property
    def thumb_key(self) -> str:
        """Where its thumbnail is kept."""
        return content_key(self.tenant_id, self.sha256, THUMB)
