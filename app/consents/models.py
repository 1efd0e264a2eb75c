"""A provider's ask to see more or for longer, and marks of what each side was told. The consents are in tenants."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned


class Standing(StrEnum):
    """How a consent stands. Soon: it lives, and ends by itself within two weeks."""

    LIVE = "live"
    SOON = "soon"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How an ask came to its end."""

    AGREED = "agreed"
    LESS = "less"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"
    """The firm changed or ended the consent by itself meanwhile."""


class ConsentAsk(Stamped, Base):
    """A provider asks a firm to see more of it, or for longer. At most one a firm is open; it opens nothing by itself.

    What was asked never changes and its end is written once: triggers see to it.
    """

    __tablename__ = "consent_asks"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    """The firm."""
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagements.id", ondelete="CASCADE"), index=True)
    """The consent that would be changed."""
    purpose: Mapped[str] = mapped_column(String(200))
    shares: Mapped[list[str]] = mapped_column(JSON)
    """Everything that could be seen afterwards, what may be seen already included."""
    until_at: Mapped[datetime | None]
    """Until when, None for until it is withdrawn."""
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    outcome: Mapped[str | None] = mapped_column(String(10))
    made_id: Mapped[UUID | None]
    """The consent that came of it."""

    def is_open(self, at: datetime) -> bool:
        """Whether it can be answered at this moment, as far as the ask itself goes."""
        return self.closed_at is None and self.expires_at > at


OPEN = ConsentAsk.closed_at.is_(None)
Index(
    "ix_consent_asks_open",
    ConsentAsk.provider_id,
    ConsentAsk.tenant_id,
    unique=True,
    postgresql_where=OPEN,
    sqlite_where=OPEN,
)


class ConsentTelling(TenantOwned, Stamped, Base):
    """That one side of a consent was told of one thing. The tenant is the side that was told: firm or provider."""

    __tablename__ = "consent_tellings"
    __table_args__ = (UniqueConstraint("tenant_id", "mark"),)

    mark: Mapped[str] = mapped_column(String(120))
    """What it was about: `began:<consent>`, or `near:<the other side>:<end>`, so that each end is spoken of once."""
