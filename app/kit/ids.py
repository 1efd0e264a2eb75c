"""Identifiers: UUIDv7 keys that sort by time, and short references people can read aloud."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

READABLE = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels (no words by accident) and no look-alikes (0/O, 1/I/L)."""


def new_id() -> UUID:
    """A fresh key; later ones sort after earlier ones."""
    return uuid7()


def new_reference(groups: int = 2, size: int = 4) -> str:
    """A reference such as `K7QF-9TXM`: about 19 bits per group of four."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(size)) for _ in range(groups))


def parse_id(raw: object) -> UUID | None:
    """A key from outside, or None when it is not one."""
    try:
        return UUID(str(raw))
    except ValueError:
        return None
