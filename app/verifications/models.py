"""The public register of issued reports. No tenant, no firm, no report id: nothing in a row leads to whose it is."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base


class Standing(StrEnum):
    """What became of an issue, in the only order it may take."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"


class Verification(Base):
    """One issued report. The application may change its standing and the day of that, nothing else."""

    __tablename__ = "verifications"

    code: Mapped[str] = mapped_column(String(19), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    issued_on: Mapped[date]
    versions: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """Lists of "name edition" under instruments, lenses, library (with the benchmarks) and app."""
    standing: Mapped[str] = mapped_column(String(10), default=Standing.ISSUED)
    changed_on: Mapped[date | None]
    """Since when it stands as it does, once it stands otherwise than issued."""
