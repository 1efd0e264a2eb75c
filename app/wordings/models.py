"""Sentences of a report as people would rather say them."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class Wording(TenantOwned, Stamped, Base):
    """One version of one text. Without words of its own it says that the original stands again."""

    __tablename__ = "wordings"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        UniqueConstraint("tenant_id", "assessment_id", "place", "version"),
    )

    assessment_id: Mapped[UUID]
    place: Mapped[str] = mapped_column(String(120))
    """Chapter and position in it, as the report numbers them."""
    version: Mapped[int]
    original_zh: Mapped[str] = mapped_column(Text)
    original_en: Mapped[str] = mapped_column(Text)
    zh: Mapped[str | None] = mapped_column(Text)
    en: Mapped[str | None] = mapped_column(Text)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
