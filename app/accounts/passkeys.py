"""Passkeys: what the browser is asked for, and whether its answer holds. The challenge waits in the session, once."""

import json
from typing import Any
from uuid import UUID

import webauthn
from flask import current_app, request, session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.models import Passkey, User
from app.accounts.operations import NewPasskey
from app.accounts.queries import find_passkey, list_passkeys
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Invalid
from app.kit.text import Text

WAITS = 300
"""Seconds a challenge stays good."""
MOST = 16_000
"""Characters of an answer of a browser; real ones are far shorter."""
_WAITING = "passkey_challenge"
FAILED = Text(
    zh="这次没有验证成功，什么都没有改变。请再试一次；还不行的话，请用密码或验证码登录。",
    en="That could not be verified, and nothing was changed. Try again; if it fails again, sign in with the password "
    "or a code.",
)


def _origin() -> str:
    public: str = current_app.config["SETTINGS"].public_url
    return public or request.host_url.rstrip("/")


def _party() -> str:
    return _origin().partition("://")[2].rpartition(":")[0] or _origin().partition("://")[2]


def _remember(challenge: bytes, purpose: str) -> None:
    session[_WAITING] = [bytes_to_base64url(challenge), purpose, int(clock.now().timestamp())]


def _take(purpose: str) -> bytes:
    """The challenge that waits for this purpose; it is used up whatever comes of it."""
    kept = session.pop(_WAITING, None)
    if not kept or kept[1] != purpose or clock.now().timestamp() - kept[2] > WAITS:
        raise Invalid(FAILED)
    return base64url_to_bytes(kept[0])


def _known(rows: Any) -> list[PublicKeyCredentialDescriptor]:
    names = {one.value for one in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=row.credential_id, transports=[AuthenticatorTransport(way) for way in row.transports if way in names]
        )
        for row in rows
    ]


def ask_for_new(person: User) -> str:
    """Options (JSON) for `navigator.credentials.create`. The handle is the person's id, never their address."""
    options = webauthn.generate_registration_options(
        rp_id=_party(),
        rp_name="Jianyun 渐云",
        user_id=person.id.bytes,
        user_name=person.calc_username(),
        user_display_name=person.name or person.calc_username(),
        exclude_credentials=_known(list_passkeys(database().session, person.id)),
        # No attachment: the phone in the hand, this computer and a key on the key ring are all welcome.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    _remember(options.challenge, f"new:{person.id}")
    return webauthn.options_to_json(options)


def read_new(person: User, answer: str) -> NewPasskey:
    """What the authenticator made; Invalid when it is no answer to what was asked here."""
    challenge = _take(f"new:{person.id}")
    try:
        given = _parse(answer)
        made = webauthn.verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_party(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(FAILED) from None
    ways = given.get("response", {}).get("transports") or []
    return NewPasskey(
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=[str(way)[:20] for way in ways[:6]] if isinstance(ways, list) else [],
    )


def ask_for_known(purpose: str, person: User | None = None) -> str:
    """Options (JSON) for `navigator.credentials.get`: of one person's passkeys, or whichever the device offers."""
    rows = list_passkeys(database().session, person.id) if person is not None else ()
    options = webauthn.generate_authentication_options(
        rp_id=_party(), allow_credentials=_known(rows), user_verification=UserVerificationRequirement.REQUIRED
    )
    _remember(options.challenge, purpose)
    return webauthn.options_to_json(options)


def read_known(purpose: str, answer: str) -> tuple[Passkey, int]:
    """The passkey that answered, and its new count; Invalid for every other answer, with the same words."""
    challenge = _take(purpose)
    try:
        given = _parse(answer)
        passkey = find_passkey(database().session, base64url_to_bytes(str(given["rawId"])))
        if passkey is None or not _is_holder(passkey, given):
            raise Invalid(FAILED)
        proven = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_party(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(FAILED) from None
    return passkey, proven.new_sign_count


def _is_holder(passkey: Passkey, given: dict[str, Any]) -> bool:
    handle = given["response"].get("userHandle")
    return not handle or UUID(bytes=base64url_to_bytes(str(handle))) == passkey.user_id


def _parse(answer: str) -> dict[str, Any]:
    if len(answer) > MOST:
        raise ValueError("too long")
    try:
        given = json.loads(answer)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(given, dict):
        raise TypeError("no object")
    return given
