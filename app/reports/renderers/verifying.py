"""Where a drawn report sends whoever doubts it: the public page of the installation that draws it."""

from functools import lru_cache

from markupsafe import Markup

from app.kit.text import Text
from app.reports.values import ReportDocument

LABEL = Text(zh="核验二维码", en="QR code of the verification page")
CAPTION = Text(zh="扫码核验", en="Scan to verify")
_home: list[str] = []
"""The public address; the command line has none, so what it draws carries the code alone."""


def announce(address: str) -> None:
    """Reports drawn by this process lead to the verification page under this address (no trailing slash)."""
    _home[:] = [address]


def verify_address(document: ReportDocument) -> str | None:
    """The page that tells what became of this document; None where there is no installation, or nothing was issued.

    What was issued before there was a register is in it too, and drawn as it always was.
    """
    return f"{_home[0]}/verify/{document.code}" if _home and document.issue is not None else None


@lru_cache(maxsize=64)
def verify_qr(address: str, label: str) -> Markup:
    """The QR code of a page, for paper."""
    from app.kit.qr import qr_svg

    return qr_svg(address, label=label, size=96)
