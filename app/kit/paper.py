"""What is said between whoever wants a PDF and the press; free of the engine, which only the press loads."""

from dataclasses import dataclass

FAMILY = "Jianyun Sans SC"
STACK = f'"{FAMILY}", "Noto Sans CJK SC"'
"""Rare characters come from the system's Noto CJK; nothing generic, which could pick Japanese forms."""


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
class PdfResult:
    """The file, how many pages, what the engine complained of, and the characters no font could show."""

    content: bytes
    pages: int
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """How to print: our style sheet, tags for screen readers, a PDF variant such as `pdf/ua-1`."""

    css: str
    tagged: bool = True
    variant: str | None = None
