"""Codes of documents: computed from what a document says, read as people type them. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter a reader could mistake."""
UNSAID = ("why", "miit_why")
"""Addresses of explanations: they lead somewhere and say nothing."""
_LOOKALIKES = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-‐-―−_·.]+")
_WHOLE = re.compile(rf"[{ALPHABET}]{{16}}")


def digest_of(document: Mapping[str, Any]) -> bytes:
    """SHA-256 of everything a document says, given as plain JSON: its code and what it leaves out aside."""
    body = {key: _said(value) for key, value in document.items() if key != "code" and not _is_absent(key, value)}
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).digest()


def code_of(digest: bytes) -> str:
    """Sixteen characters of a digest, in fours."""
    number = int.from_bytes(digest[:10], "big")
    return _in_fours("".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5)))


def read_code(raw: str) -> str | None:
    """A code as it was typed or scanned, or None when it cannot be one. Case, spaces, hyphens, O/0 and I/1 are one."""
    letters = _BETWEEN.sub("", unicodedata.normalize("NFKC", raw[:100]).upper()).translate(_LOOKALIKES)
    return _in_fours(letters) if _WHOLE.fullmatch(letters) else None


def _is_absent(key: str, value: Any) -> bool:
    return key == "issue" and value is None  # documents of the command line, and of before there were issues


def _said(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _said(value) for key, value in node.items() if key not in UNSAID}
    return [_said(one) for one in node] if isinstance(node, list) else node


def _in_fours(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
