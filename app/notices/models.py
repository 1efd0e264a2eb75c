"""Notices in people's inboxes, and the robot of a firm's WeCom group."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned
from app.kit.text import Lang


class Notice(Stamped, Base):
    """One thing one person was told. The person's, not the tenant's: read by person, and only while they sit there."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "user_id", "id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    """The firm it is about, if any; whoever leaves the firm no longer reads it."""
    name: Mapped[str] = mapped_column(String(40))
    texts: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """By language: subject and short text."""
    path: Mapped[str] = mapped_column(String(300))
    read_at: Mapped[datetime | None]

    def subject(self, lang: Lang) -> str:
        """The headline."""
        return self.texts[lang][0]

    def short(self, lang: Lang) -> str:
        """The sentence below it."""
        return self.texts[lang][1]


class GroupRobot(TenantOwned, Stamped, Base):
    """The address of a firm's WeCom group robot. Its key is sealed; people see the last four letters."""

    __tablename__ = "group_robots"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    sealed_key: Mapped[str] = mapped_column(String(400))
    tail: Mapped[str] = mapped_column(String(4))
    posted_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    fault: Mapped[int | None]
    """WeCom's error code of the last post, 0 when it was not reached; None after a good one."""
