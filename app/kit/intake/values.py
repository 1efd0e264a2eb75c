"""Kinds of file that may come in, the clean copy of one, and the reasons why one may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a file is, whatever it calls itself; the value is its ending."""

    JPEG = "jpg"
    PNG = "png"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OFD = "ofd"
    XML = "xml"

    @property
    def mime(self) -> str:
        """The media type."""
        return _MIMES[self]

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small on a page."""
        return self in (Kind.JPEG, Kind.PNG)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MIMES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.PPTX: f"{_OFFICE}presentationml.presentation",
    Kind.OFD: "application/ofd",
    Kind.XML: "application/xml",
}


class Why(StrEnum):
    """Why a file cannot come in."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN = "unknown"
    HEIC = "heic"
    LYING = "lying"
    BROKEN = "broken"
    PIXELS = "pixels"
    LOCKED = "locked"
    MACROS = "macros"
    BOMB = "bomb"
    LINKED = "linked"
    EMBEDDED = "embedded"
    SLOW = "slow"
    VIRUS = "virus"
    SVG = "svg"
    SMALL = "small"
    PALE = "pale"


class Unfit(Exception):
    """The file cannot come in."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Clean:
    """A file written anew: same bytes in, same bytes out. `thumb` is a small JPEG of a picture, else empty."""

    kind: Kind
    content: bytes
    thumb: bytes = b""


@contextmanager
def read_warily(content: bytes) -> Iterator[None]:
    """Around whatever parses a stranger's bytes: Unfit, with the reason, for all that goes wrong with them."""
    if not content:
        raise Unfit(Why.EMPTY)
    try:
        yield
    except Unfit:
        raise
    except MemoryError as error:
        raise Unfit(Why.BOMB) from error
    except (Exception, RecursionError) as error:  # parsers of strangers' bytes fail in every way there is
        raise Unfit(Why.BROKEN) from error
