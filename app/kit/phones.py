"""Phone numbers: the only door to the library that knows them. Kept and compared in E.164."""

import re
from collections.abc import Sequence

import phonenumbers

from app.kit.words import UncleanText, canonical

_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
_LOOKS = re.compile(r"[\d\s()（）+＋.\-－]+")


def looks_like_number(raw: str) -> bool:
    """Whether somebody typed a number rather than an address."""
    return bool(_LOOKS.fullmatch(raw.strip())) and sum(char.isdigit() for char in raw) >= 5


def read_number(raw: str, regions: Sequence[str]) -> str | None:
    """E.164 of a mobile number of one of these regions, the first assumed; None for everything else."""
    try:
        clean = canonical(raw, limit=40)
        number = phonenumbers.parse(clean, regions[0])
    except (UncleanText, phonenumbers.NumberParseException):
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.region_code_for_number(number) not in regions or phonenumbers.number_type(number) not in _MOBILE:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def show_number(e164: str | None) -> str:
    """As people write it: +86 138 0013 8000."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def mask_number(e164: str) -> str:
    """Enough to recognise one's own: +86 138 **** 8000."""
    return f"{e164[:6]}****{e164[-4:]}"
