"""An issued file as it was sent: looked through, named, kept as it is, or refused in plain words. No database."""

from app.fapiao.operations import Paper
from app.fapiao.wording import REFUSALS, SCANNER_AWAY
from app.kit.errors import Invalid
from app.kit.intake.names import clean_name, is_honest
from app.kit.intake.receiving import Refusals, TakeIn, receive
from app.kit.intake.scanner import Scanner
from app.kit.intake.values import Why

MOST = 5 * 1024 * 1024
"""Bytes of one issued fapiao; they are some hundred thousand."""
WORDS = Refusals(words=REFUSALS, away=SCANNER_AWAY)


def receive_paper(raw_name: str, content: bytes, *, scanner: Scanner, take_in: TakeIn) -> Paper:
    """Measured, scanned and looked through. Invalid with the reason; Unavailable when nobody could scan."""
    clean = receive(content, limit=MOST, scanner=scanner, take_in=take_in, refusals=WORDS)
    if not is_honest(raw_name, clean.kind):
        raise Invalid(REFUSALS[Why.LYING])
    return Paper(clean_name(raw_name, clean.kind, nameless="fapiao"), clean)
