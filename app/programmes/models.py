"""Programmes of a provider, the codes that lead to them, firms' consents to take part, editions and targets."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.benchmarking.cohorts import Cohort
from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.frozen import FrozenValue
from app.kit.text import Text


class Programme(TenantOwned, Stamped, Base):
    """A group of firms. The tenant is the provider or district office that runs it."""

    __tablename__ = "programmes"
    __table_args__ = (CheckConstraint("from_on <= to_on", name="order"),)

    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    trades: Mapped[list[str]] = mapped_column(JSON)
    """Whom it is for; empty for every trade."""
    region: Mapped[str] = mapped_column(String(80), default="", server_default="")
    unit: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """The responsible unit, as reports name it."""
    goals: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    from_on: Mapped[date]
    to_on: Mapped[date]
    code: Mapped[str] = mapped_column(String(12))
    counted_at: Mapped[datetime | None]
    """When its firms were last gone through."""
    outcome: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """What came of that: see `wording.OUTCOMES`."""

    @property
    def name(self) -> Text:
        """In both languages."""
        return Text(zh=self.name_zh, en=self.name_en)


class ProgrammeCode(Base):
    """Where a campaign code leads. Anybody may know a code; it opens nothing but an invitation."""

    __tablename__ = "programme_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    programme_id: Mapped[UUID]


class Joining(Stamped, Base):
    """A firm's recorded, revocable consent to be counted in a programme, in the words it was given in."""

    __tablename__ = "programme_joinings"
    __table_args__ = (Index(None, "provider_id", "programme_id", "tenant_id"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    programme_id: Mapped[UUID]
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(400))
    is_named: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the officer also sees the firm by name with its level and how far it is; without it only in sums."""
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    since_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    @property
    def name(self) -> Text:
        """Of the programme, in both languages."""
        return Text(zh=self.name_zh, en=self.name_en)


class ProgrammeAsk(Stamped, Base):
    """A provider asked a client of its own whether it takes part, once. It lets nobody see anything: joining does."""

    __tablename__ = "programme_asks"
    __table_args__ = (UniqueConstraint("tenant_id", "programme_id"), Index(None, "provider_id", "programme_id"))

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    programme_id: Mapped[UUID]
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]

    @property
    def name(self) -> Text:
        """Of the programme, in both languages."""
        return Text(zh=self.name_zh, en=self.name_en)


class ProgrammeDay(TenantOwned, Base):
    """How many quick scans began from the campaign link on a day. Who began them is not known."""

    __tablename__ = "programme_days"
    __table_args__ = (owned_by("programmes", "programme_id"), UniqueConstraint("tenant_id", "programme_id", "day"))

    programme_id: Mapped[UUID]
    day: Mapped[date]
    scans: Mapped[int] = mapped_column(default=0)


class Edition(TenantOwned, Stamped, Base):
    """A cohort report, frozen. Rows are added, never changed."""

    __tablename__ = "programme_editions"
    __table_args__ = (owned_by("programmes", "programme_id"), UniqueConstraint("tenant_id", "programme_id", "number"))

    programme_id: Mapped[UUID]
    number: Mapped[int]
    as_of: Mapped[date]
    joined: Mapped[int]
    """Firms that took part on that day, assessed or not."""
    cohort: Mapped[Cohort] = mapped_column(FrozenValue(Cohort))
    marks: Mapped[dict[str, str]] = mapped_column(JSON)
    """Digest of each firm -> digest of what was counted of it; tells how far two editions differ."""


class MeasureKind(StrEnum):
    """What a target is measured by."""

    JOINED = "joined"
    ASSESSED = "assessed"
    SIGNED_OFF = "signed-off"
    LEVEL = "level"
    OWN = "own"


class TargetStatus(StrEnum):
    """How a target stands. OPEN: the data may not or cannot tell."""

    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    DONE = "done"
    MISSED = "missed"
    OPEN = "open"


class Target(TenantOwned, Stamped, Base):
    """One line of the ledger."""

    __tablename__ = "programme_targets"
    __table_args__ = (owned_by("programmes", "programme_id"), Index(None, "tenant_id", "programme_id", "due_on"))

    programme_id: Mapped[UUID]
    goal: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(String(12))
    level: Mapped[int | None]
    aimed: Mapped[int]
    own: Mapped[int | None]
    """What is reached, where people count it themselves."""
    due_on: Mapped[date]
    responsible: Mapped[str] = mapped_column(String(80), default="", server_default="")
    override: Mapped[str] = mapped_column(String(12), default="", server_default="")
    """A status set by hand; empty for the computed one."""
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    is_evidenced: Mapped[bool] = mapped_column(default=False, server_default=false())
    committed_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    reminded_for: Mapped[date | None]
    """The date of which people were told that it has passed."""


class TargetChange(TenantOwned, Stamped, Base):
    """What somebody changed about a target."""

    __tablename__ = "programme_target_changes"
    __table_args__ = (owned_by("programme_targets", "target_id"), Index(None, "tenant_id", "target_id"))

    target_id: Mapped[UUID]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    changed: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    """Field -> [before, after], as JSON values."""
