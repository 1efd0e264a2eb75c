"""An authenticator in software: makes passkeys and signs with them, well or badly."""

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Passkey, User
from app.accounts.operations import NewPasskey, add_passkey
from tests.factories.browsers import TOKEN

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text_: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


@dataclass
class Authenticator:
    """One device with one passkey; `origin`, `flags` and `party` can be made to lie."""

    origin: str = "http://localhost"
    party: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(24))

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _facts(self, flags: int) -> bytes:
        return hashlib.sha256(self.party.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a wish for a new passkey."""
        self.handle = raw(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        facts = self._facts(self.flags | ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        whole = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": facts})
        said = self._said("webauthn.create", options["challenge"])
        response = {"clientDataJSON": text(said), "attestationObject": text(whole), "transports": ["internal"]}
        return self._whole(response)

    def sign(self, options: dict[str, Any]) -> str:
        """The answer to a challenge."""
        self.count += 1
        said, facts = self._said("webauthn.get", options["challenge"]), self._facts(self.flags)
        signature = self.key.sign(facts + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": text(said), "authenticatorData": text(facts), "signature": text(signature)}
        return self._whole({**response, "userHandle": text(self.handle)})

    def _whole(self, response: dict[str, Any]) -> str:
        named = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**named, "response": response})


def register(browser: FlaskClient, device: Authenticator, name: str = "My phone") -> TestResponse:
    """Add the device on the page that does so."""
    page = browser.get("/profile/passkeys/new").text
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    made = device.make(json.loads(unescape(found[1])))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"name": name, "credential": made, "csrf_token": token[1]}
    return browser.post("/profile/passkeys/new", data=form, token=False)  # type: ignore[call-arg]


def _token(browser: FlaskClient) -> dict[str, str]:
    """Of the page that asks for a passkey: the sign-in page would begin anew."""
    found = TOKEN.search(browser.get("/sign-in/passkey").text)
    assert found
    return {"csrf_token": found[1]}


def options(browser: FlaskClient) -> dict[str, Any]:
    """What the page would ask a device for."""
    answer = browser.post("/sign-in/passkey/options", data=_token(browser), token=False)  # type: ignore[call-arg]
    found: dict[str, Any] = answer.get_json()
    return found


def send(browser: FlaskClient, credential: str, target: str = "/profile") -> TestResponse:
    """Send what a device said."""
    form = {"credential": credential, "next": target, **_token(browser)}
    return browser.post("/sign-in/passkey", data=form, token=False)  # type: ignore[call-arg]


def bring(browser: FlaskClient, device: Authenticator, target: str = "/profile") -> TestResponse:
    """Ask, sign, send."""
    return send(browser, device.sign(options(browser)), target)


def keep_passkey(session: Session, person: User, name: str) -> Passkey:
    """A row as registering leaves it."""
    made = NewPasskey(credential_id=secrets.token_bytes(24), public_key=b"none", sign_count=0, transports=[])
    return add_passkey(session, person.id, made, name=name)
