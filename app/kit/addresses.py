"""The word at the end of a secret address: the tenant and a secret, so that opening it looks at one tenant only."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

SECRET = 18
"""Random bytes of a link: 144 bits, beyond guessing."""
LENGTH = 46


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says: whose link, and the hash its row is found by."""

    tenant_id: UUID
    secret_hash: str


def new_address(tenant_id: UUID) -> tuple[str, Address]:
    """A fresh word for an address, and what of it is kept. The word itself is shown once."""
    secret = secrets.token_bytes(SECRET)
    word = urlsafe_b64encode(tenant_id.bytes + secret).decode().rstrip("=")
    return word, Address(tenant_id, hashlib.sha256(secret).hexdigest())


def derived_address(tenant_id: UUID, key: str, purpose: str) -> tuple[str, Address]:
    """A word that whoever holds the key can make again, for links that are shown more than once.

    What is stored is the same hash as of any other; without the key nothing in the database opens it. `purpose` names
    one link among all: a new link needs a new one.
    """
    secret = hmac.digest(key.encode(), f"address {tenant_id} {purpose}".encode(), "sha256")[:SECRET]
    word = urlsafe_b64encode(tenant_id.bytes + secret).decode().rstrip("=")
    return word, Address(tenant_id, hashlib.sha256(secret).hexdigest())


def read_address(word: str) -> Address | None:
    """None when the word cannot be one of ours."""
    if len(word) != LENGTH or not word.isascii():
        return None
    try:
        raw = urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except ValueError:
        return None
    if len(raw) != 16 + SECRET:
        return None
    return Address(UUID(bytes=raw[:16]), hashlib.sha256(raw[16:]).hexdigest())
