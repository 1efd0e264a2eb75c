"""Getting in by passkey, and bringing a second factor to a session that is open already."""

from typing import cast

from flask import session
from flask_security import current_user
from flask_security.proxies import _security
from flask_security.tf_plugin import tf_check_state, tf_clean_session
from flask_security.utils import login_user

from app.accounts.models import User
from app.accounts.operations import use_passkey
from app.accounts.passkeys import FAILED, read_known
from app.accounts.queries import list_passkeys
from app.accounts.strength import CODE, OWN, PASSKEY, confined_to, note_proof, proofs_of
from app.accounts.watching import note_passed
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Invalid

AFTER = "after_factor"
"""In the session: where somebody was going when an organisation asked for a second factor."""


def purpose_of_passkey() -> tuple[str, User | None]:
    """What a passkey is asked for in this session, and whose it has to be (None: anybody's)."""
    if current_user.is_authenticated:
        return f"again:{current_user.id}", cast(User, current_user)
    person = cast(User | None, tf_check_state(["ready"]) if "tf_user_id" in session else None)
    return (f"factor:{person.id}", person) if person is not None else ("enter", None)


def enter(answer: str) -> None:
    """Take a passkey's answer for what it was asked for; Invalid, in the same words whatever is wrong with it."""
    purpose, expected = purpose_of_passkey()
    passkey, count = read_known(purpose, answer)
    if expected is not None and passkey.user_id != expected.id:
        raise Invalid(FAILED)
    person = use_passkey(database().session, passkey, count=count)
    if not person.active or confined_to():
        raise Invalid(FAILED)
    if current_user.is_authenticated:
        note_passed()
    else:
        login_user(person, authn_via=["passkey"])
        tf_clean_session()  # type: ignore[no-untyped-call]
    session["fs_paa"] = clock.now().timestamp()
    note_proof(person.id, PASSKEY)


def take_code(code: str) -> bool:
    """Whether this is a code of the person's app or one of their recovery codes: then the session has seen a factor."""
    person = database().session.get_one(User, current_user.id)
    good = bool(person.tf_totp_secret) and bool(
        _security.totp_factory.verify_totp(token=code, totp_secret=str(person.tf_totp_secret), user=person)
    )
    spare = _security.mf_recovery_codes_util
    if not good and spare.check_recovery_code(person, code):
        good = spare.delete_recovery_code(person, code)
    if good:
        note_proof(person.id, CODE)
    return good


def owes_proof() -> bool:
    """Whether the person owns a factor that this session has not seen: until then no factor of theirs is changed.

    Otherwise a stolen password would be enough to put the thief's own factor in its place.
    """
    if not current_user.is_authenticated or proofs_of(current_user.id) & OWN:
        return False
    return bool(current_user.tf_primary_method or list_passkeys(database().session, current_user.id))
