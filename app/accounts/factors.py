"""The second factor: codes of an authenticator app that work once, recovery codes of which we keep keyed hashes."""

import hashlib
import hmac
import unicodedata
from typing import Any
from uuid import UUID

from flask import Flask
from flask_babel import gettext as _
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.exc import TokenError
from sqlalchemy import or_, select, update

from app.accounts.models import User
from app.events.operations import record_event
from app.kit.db import database
from app.kit.errors import Conflict
from app.kit.qr import qr_svg
from app.kit.seal import derive_key
from app.kit.text import Text

RECOVERY_CODES = 8
USED = Text(zh="这个备用码刚刚用过了，请换一个。", en="That recovery code has just been used; take another one.")


def factor_key(app: Flask, purpose: str) -> str:
    """A key of its own for each purpose, from TWO_FACTOR_KEY or else SECRET_KEY."""
    settings = app.config["SETTINGS"]
    return derive_key(settings.two_factor_key or settings.secret_key, purpose).hex()


def canonical_code(raw: str) -> str:
    """A code in the one spelling we compare: full-width digits and spaces are how some keyboards type."""
    return "".join(unicodedata.normalize("NFKC", str(raw)[:40]).split()).lower()


class Codes(Totp):
    """One code per thirty seconds; each is taken once, also when two requests bring it at the same moment."""

    def verify_totp(self, token: str, totp_secret: str, user: User, window: int = 0) -> bool:  # type: ignore[override]
        """Whether the code is right and was not used before."""
        clean = canonical_code(token)
        if not (clean.isascii() and clean.isdigit()):
            return False
        return bool(super().verify_totp(clean, totp_secret, user, window))

    def get_last_counter(self, user: User) -> int | None:  # type: ignore[override]
        """The last time step of this person that was taken."""
        return user.tf_last_step

    def set_last_counter(self, user: User, tmatch: Any) -> None:  # type: ignore[override]
        """Take the time step, or refuse when somebody was quicker."""
        step = int(tmatch.counter)
        taken: Any = database().session.execute(
            update(User)
            .where(User.id == user.id, or_(User.tf_last_step.is_(None), User.tf_last_step < step))
            .values(tf_last_step=step)
        )
        if taken.rowcount != 1:
            raise TokenError("this code was used already")

    def generate_qrcode(self, username: str, totp: str) -> str:
        """An inline drawing instead of an image with a data address."""
        return qr_svg(self.get_totp_uri(username, totp), label=_("QR code for the authenticator app"))


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes are shown once; the row keeps keyed hashes, and using one takes the person's row first."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._key = factor_key(app, "recovery codes").encode()

    def _hashed(self, code: str) -> str:
        plain = canonical_code(code).replace("-", "")
        return hmac.new(self._key, plain.encode(), hashlib.sha256).hexdigest()

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [self._hashed(code) for code in codes]

    def create_recovery_codes(self, user: User) -> list[str]:  # type: ignore[override]
        """A fresh set; the old one works no longer."""
        codes: list[str] = super().create_recovery_codes(user)
        record_event(database().session, "recovery_codes.renewed", by=user.id)
        return codes

    def get_recovery_codes(self, user: User) -> list[str]:  # type: ignore[override]
        """None: whoever lost them makes new ones."""
        return []

    def check_recovery_code(self, user: User, code: str) -> bool:  # type: ignore[override]
        """Whether it is one of the codes not used yet."""
        wanted = self._hashed(code)
        return any(hmac.compare_digest(wanted, kept) for kept in user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: User, code: str) -> bool:  # type: ignore[override]
        """Use it up; Conflict when another request has done so in the meantime."""
        take_recovery_code(user.id, self._hashed(code))
        return True


def take_recovery_code(user_id: UUID, hashed: str) -> None:
    """Strike one code off the person's list, one request at a time."""
    session = database().session
    asked = select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    person = session.scalars(asked).one()
    left = list(person.mf_recovery_codes or [])
    if hashed not in left:
        raise Conflict(USED)
    left.remove(hashed)
    person.mf_recovery_codes = left
    record_event(session, "recovery_code.used", by=user_id, left=len(left))
    session.flush()


def settings_of(app: Flask) -> dict[str, Any]:
    """What Flask-Security needs to know about second factors."""
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/profile/two-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/rescue",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/select",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/profile/security",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/profile/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery",
        "SECURITY_TOTP_SECRETS": {"1": factor_key(app, "authenticator secrets")},
        "SECURITY_TOTP_ISSUER": "Jianyun",
    }
