"""Codes of documents as people read and type them. Pure."""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter a reader could mistake."""
_LOOKALIKES = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-‐-―−_·.]+")
_WHOLE = re.compile(rf"[{ALPHABET}]{{16}}")


def read_code(raw: str) -> str | None:
    """A code as it was typed or scanned, or None when it cannot be one. Case, spaces, hyphens, O/0 and I/1 are one."""
    letters = _BETWEEN.sub("", unicodedata.normalize("NFKC", raw[:100]).upper()).translate(_LOOKALIKES)
    return in_fours(letters) if _WHOLE.fullmatch(letters) else None


def in_fours(letters: str) -> str:
    """Sixteen letters in groups that can be read aloud."""
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
