"""Notes a provider's people take while they ask."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned


class InterviewNote(TenantOwned, Stamped, Base):
    """One note at one question, owned by the provider: the firm never reads it. The tenant is the provider."""

    __tablename__ = "interview_notes"
    __table_args__ = (UniqueConstraint("tenant_id", "assessment_id", "question_key"), Index(None, "firm_id"))

    firm_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    assessment_id: Mapped[UUID]
    """The firm's row: of another tenant, so no key of the database leads there."""
    question_key: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]
