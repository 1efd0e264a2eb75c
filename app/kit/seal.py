"""Secrets of others that we must be able to use again: kept sealed under a key derived from SECRET_KEY."""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive_key(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose alone (HKDF, RFC 5869): who learns one key has none of the others."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"jianyun {purpose}".encode()).derive(secret.encode())


@cache
def _box(secret_key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(derive_key(secret_key, "sealed secrets")))


def seal(secret: str, *, secret_key: str) -> str:
    """What may be stored."""
    return _box(secret_key).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, secret_key: str) -> str | None:
    """The secret again; None when it was sealed under another SECRET_KEY."""
    try:
        return _box(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
