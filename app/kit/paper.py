"""What is said between whoever wants a PDF and the press; free of the engine, which only the press loads."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FAMILY = "House Sans SC"
"""Our family as documents know it: its name is inside every file, also inside those that do not name us."""
STACK = f'"{FAMILY}", "Noto Sans CJK SC"'
"""Rare characters come from the system's Noto CJK; nothing generic, which could pick Japanese forms."""
ARCHIVE = "pdf/a-3a"
"""PDF/A-3a and PDF/UA-1 in one file: for keeping, and for screen readers."""
MOST_PAGES = 200
"""A report has 12 to 30; whatever wants more than this is given up before it fills the machine."""


class PressUnfit(RuntimeError):
    """This machine cannot print reports as it should; the message says what to install."""


class Failure(StrEnum):
    """Why a document could not be printed."""

    TIME = "time"
    MEMORY = "memory"
    PAGES = "pages"
    UNFIT = "unfit"
    BROKEN = "broken"

    @property
    def is_final(self) -> bool:
        """Whether the same document would fail again: it asks for more than a document may."""
        return self in (Failure.MEMORY, Failure.PAGES)


class PressFailed(RuntimeError):
    """A document could not be printed; `why` says which limit or fault it was, the message what exactly."""

    def __init__(self, message: str, why: Failure = Failure.BROKEN) -> None:
        super().__init__(message)
        self.why = why


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
    """How to print: our style sheet, tags for screen readers, a PDF variant such as `ARCHIVE`, files to put inside.

    Beyond `pages` printing ends with PressFailed.
    """

    css: str
    tagged: bool = True
    variant: str | None = None
    attachments: tuple[Attachment, ...] = ()
    pages: int = MOST_PAGES
