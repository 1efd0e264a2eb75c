"""What every file from outside goes through: measured, scanned, written anew, or refused in the caller's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.kit.errors import Invalid, Unavailable
from app.kit.intake.scanner import Scanner, ScannerAway
from app.kit.intake.values import Clean, Unfit, Why
from app.kit.text import Text

TakeIn = Callable[[bytes], Clean]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Words for every reason, and for a scanner that does not answer. `BROKEN` serves reasons without words."""

    words: Mapping[Why, Text]
    away: Text


def receive(content: bytes, *, limit: int, scanner: Scanner, take_in: TakeIn, refusals: Refusals) -> Clean:
    """A clean copy. Invalid with the reason; Unavailable when nobody could scan. limit: bytes as sent."""
    most = f"{limit / (1024 * 1024):g}"
    if len(content) > limit:
        raise Invalid(refusals.words[Why.TOO_LARGE].format(most=most))
    try:
        found = scanner.find(content) if content else ""
    except ScannerAway as error:
        raise Unavailable(refusals.away) from error
    if found:
        raise Invalid(refusals.words[Why.VIRUS].format(found=found[:60]))
    try:
        return take_in(content)
    except Unfit as unfit:
        raise Invalid(refusals.words.get(unfit.why, refusals.words[Why.BROKEN]).format(most=most)) from unfit
