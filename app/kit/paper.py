"""What is said between whoever wants a PDF and the press; free of the engine, which only the press loads."""

from dataclasses import dataclass
from datetime import date

FAMILY = "House Sans SC"
"""Our family as documents know it: its name is inside every file, also inside those that do not name us."""
STACK = f'"{FAMILY}", "Noto Sans CJK SC"'
"""Rare characters come from the system's Noto CJK; nothing generic, which could pick Japanese forms."""
ARCHIVE = "pdf/a-3a"
"""PDF/A-3a and PDF/UA-1 in one file: for keeping, and for screen readers."""


class PressUnfit(RuntimeError):
    """This machine cannot print reports as it should; the message says what to install."""


class PressFailed(RuntimeError):
    """A document could not be printed within its limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One item a page may load as `asset:name`."""

    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the PDF. `relationship` is PDF's own word: Data, Source, Alternative, Supplement, Unspecified."""

    name: str
    content: bytes
    description: str
    on: date
    relationship: str = "Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfResult:
    """The file, how many pages, what the engine complained of, and the characters no font could show."""

    content: bytes
    pages: int
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """How to print: our style sheet, tags for screen readers, a PDF variant such as `ARCHIVE`, files to put inside."""

    css: str
    tagged: bool = True
    variant: str | None = None
    attachments: tuple[Attachment, ...] = ()
