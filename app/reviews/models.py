"""Tables of reviewing. All but the last two are the firm's rows; findings and terms are the provider's own."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.text import Text as Words


class VerdictKind(StrEnum):
    """What a consultant makes of one answer."""

    AGREE = "agree"
    ADJUST = "adjust"
    ASK = "ask"


class Review(TenantOwned, Stamped, Base):
    """One assessment being looked at; its state is the assessment's own. No provider: nobody has it yet."""

    __tablename__ = "reviews"
    __table_args__ = (owned_by("assessments", "assessment_id"), UniqueConstraint("tenant_id", "assessment_id"))

    assessment_id: Mapped[UUID]
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    consultant_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    waiting_since: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    contradictions: Mapped[int] = mapped_column(default=0)
    """How many there were at the newest submission; the queue puts them first."""
    request: Mapped[str] = mapped_column(Text, default="")
    """What the firm was asked to change, the newest request."""
    requested_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]


class Verdict(TenantOwned, Base):
    """What the consultant makes of one answer; the site is empty for the whole firm. `value`: canonical JSON."""

    __tablename__ = "review_verdicts"
    __table_args__ = (
        owned_by("reviews", "review_id"),
        UniqueConstraint("tenant_id", "review_id", "question_key", "site_key", name="uq_review_verdicts_answer"),
        CheckConstraint("kind IN ('agree', 'adjust', 'ask')", name="kind"),
    )

    review_id: Mapped[UUID]
    question_key: Mapped[str] = mapped_column(String(80))
    site_key: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20), default="")
    value: Mapped[str | None] = mapped_column(Text)
    reason_zh: Mapped[str] = mapped_column(Text, default="")
    reason_en: Mapped[str] = mapped_column(Text, default="")
    answer_version: Mapped[int]
    """Of the answer it is about; an answer that changed since wants another look."""
    revision: Mapped[int] = mapped_column(default=1)
    batch: Mapped[UUID | None]
    """Given together with others by one press, and taken back together."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    @property
    def reason(self) -> Words:
        """Why, in both languages; the same words where only one was written."""
        return Words(zh=self.reason_zh, en=self.reason_en)


class Comment(TenantOwned, Stamped, Base):
    """One word in the talk about one answer, between the consultant and the firm's people."""

    __tablename__ = "review_comments"
    __table_args__ = (owned_by("reviews", "review_id"), Index(None, "tenant_id", "review_id"))

    review_id: Mapped[UUID]
    question_key: Mapped[str] = mapped_column(String(80))
    site_key: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text)
    from_firm: Mapped[bool]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(80))


class Step(TenantOwned, Stamped, Base):
    """One step of a review, for both sides to see; rows are added, never changed."""

    __tablename__ = "review_steps"
    __table_args__ = (owned_by("reviews", "review_id"), Index(None, "tenant_id", "review_id"))

    review_id: Mapped[UUID]
    act: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(80), default="")


class ReviewTerms(TenantOwned, Base):
    """What a provider promises: within how many days a submission is looked at. At most one row a provider."""

    __tablename__ = "review_terms"
    __table_args__ = (UniqueConstraint("tenant_id"), CheckConstraint("days BETWEEN 1 AND 60", name="days"))

    days: Mapped[int]


class LibraryFinding(TenantOwned, Stamped, Base):
    """A reason a provider gives again and again, in both languages; for one question, one dimension, or any."""

    __tablename__ = "review_findings"
    __table_args__ = (Index(None, "tenant_id", "place"),)

    place: Mapped[str] = mapped_column(String(80), default="")
    """Id of a question or of a dimension; empty for any."""
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    uses: Mapped[int] = mapped_column(default=0)
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())
