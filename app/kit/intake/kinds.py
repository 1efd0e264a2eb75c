"""From unknown bytes to a clean copy: the kind is told by content, then the whole file is read as that kind."""

import puremagic

from app.kit.intake.office import clean_office
from app.kit.intake.papers import clean_paper
from app.kit.intake.photos import clean_photo
from app.kit.intake.values import Clean, Unfit, Why, read_warily

_CLEANERS = {
    "image/jpeg": clean_photo,
    "image/png": clean_photo,
    "image/webp": clean_photo,
    "application/pdf": clean_paper,
}
_APPLE = ("image/heif", "image/heic", "image/heic-sequence", "image/heif-sequence", "image/avif")


def take_in(content: bytes) -> Clean:
    """A clean copy; Unfit with the reason. Never believes a name; a file that cannot be read whole is broken."""
    with read_warily(content):
        return _read_as(tell_type(content), content)


def tell_type(content: bytes) -> str:
    """The media type that the first bytes speak of; empty when they speak of none."""
    try:
        return str(puremagic.magic_string(content[:4096])[0].mime_type)
    except (puremagic.PureError, ValueError, IndexError):
        return ""


def _read_as(told: str, content: bytes) -> Clean:
    if told in _APPLE:
        raise Unfit(Why.HEIC)
    if content.startswith(b"PK"):
        return clean_office(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # Office before 2007, and locked files of today
        raise Unfit(Why.LOCKED if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content else Why.UNKNOWN)
    if told not in _CLEANERS:
        raise Unfit(Why.UNKNOWN)
    return _CLEANERS[told](content)
