"""A logo as it was sent, made fit to be kept, or refused in plain words. No database."""

from app.brands.wording import REFUSALS, SCANNER_AWAY
from app.kit.intake.receiving import Refusals, TakeIn, receive
from app.kit.intake.scanner import Scanner
from app.kit.intake.values import Clean

MOST = 4 * 1024 * 1024
"""Bytes of a logo as sent."""
WORDS = Refusals(words=REFUSALS, away=SCANNER_AWAY)


def receive_logo(content: bytes, *, scanner: Scanner, take_in: TakeIn) -> Clean:
    """Measured, scanned, written anew. Invalid with the reason; Unavailable when nobody could scan."""
    return receive(content, limit=MOST, scanner=scanner, take_in=take_in, refusals=WORDS)
