"""A file as it was sent, made fit to be kept, or refused in plain words. No database."""

from collections.abc import Callable
from dataclasses import dataclass

from app.evidence.wording import NAMELESS, REFUSALS, SCANNER_AWAY, megabytes
from app.kit.errors import Invalid, Unavailable
from app.kit.intake.names import clean_name, is_honest
from app.kit.intake.scanner import Scanner, ScannerAway
from app.kit.intake.values import Clean, Unfit, Why

TakeIn = Callable[[bytes], Clean]


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
    if len(content) > most:
        raise Invalid(REFUSALS[Why.TOO_LARGE].format(most=megabytes(most)))
    try:
        found = scanner.find(content) if content else ""
    except ScannerAway as error:
        raise Unavailable(SCANNER_AWAY) from error
    if found:
        raise Invalid(REFUSALS[Why.VIRUS].format(found=found[:60]))
    try:
        clean = take_in(content)
    except Unfit as unfit:
        raise Invalid(REFUSALS[unfit.why]) from unfit
    if not is_honest(raw_name, clean.kind):
        raise Invalid(REFUSALS[Why.LYING])
    return Received(clean_name(raw_name, clean.kind, nameless=NAMELESS), clean)
