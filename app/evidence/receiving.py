"""A file as it was sent, made fit to be kept, or refused in plain words. No database."""

from dataclasses import dataclass

from app.evidence.wording import NAMELESS, REFUSALS, SCANNER_AWAY
from app.kit.errors import Invalid
from app.kit.intake.names import clean_name, is_honest
from app.kit.intake.receiving import Refusals, TakeIn, receive
from app.kit.intake.scanner import Scanner
from app.kit.intake.values import Clean, Why

WORDS = Refusals(words=REFUSALS, away=SCANNER_AWAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes of one file as sent, files of one answer, bytes of one assessment as kept."""

    file: int
    per_answer: int
    total: int


@dataclass(frozen=True, slots=True)
class Received:
    """A clean copy and the name it goes by."""

    name: str
    clean: Clean


def receive_file(raw_name: str, content: bytes, *, most: int, scanner: Scanner, take_in: TakeIn) -> Received:
    """Measured, scanned, read whole and written anew. Invalid with the reason; Unavailable when nobody could scan."""
    clean = receive(content, limit=most, scanner=scanner, take_in=take_in, refusals=WORDS)
    if not is_honest(raw_name, clean.kind):
        raise Invalid(REFUSALS[Why.LYING])
    return Received(clean_name(raw_name, clean.kind, nameless=NAMELESS), clean)
