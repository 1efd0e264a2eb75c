"""A logo as it was sent, made fit to be kept, or refused in plain words. No database."""

from collections.abc import Callable

from app.brands.wording import REFUSALS, SCANNER_AWAY
from app.kit.errors import Invalid, Unavailable
from app.kit.intake.scanner import Scanner, ScannerAway
from app.kit.intake.values import Clean, Unfit, Why

MOST = 4 * 1024 * 1024
"""Bytes of a logo as sent."""


def receive_logo(content: bytes, *, scanner: Scanner, take_in: Callable[[bytes], Clean]) -> Clean:
    """Measured, scanned, written anew. Invalid with the reason; Unavailable when nobody could scan."""
    if len(content) > MOST:
        raise Invalid(REFUSALS[Why.TOO_LARGE].format(most=MOST // (1024 * 1024)))
    try:
        found = scanner.find(content) if content else ""
    except ScannerAway as error:
        raise Unavailable(SCANNER_AWAY) from error
    if found:
        raise Invalid(REFUSALS[Why.VIRUS].format(found=found[:60]))
    try:
        return take_in(content)
    except Unfit as unfit:
        raise Invalid(REFUSALS.get(unfit.why, REFUSALS[Why.BROKEN])) from unfit
