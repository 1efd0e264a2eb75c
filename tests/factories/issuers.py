"""An issuer of identities (OpenID Connect) on loopback, whose every word can be made to lie."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.serving import make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from app.kit import clock

Change = Callable[[dict[str, Any]], None]


class Issuer:
    """Signs whatever `claims` says; `change` has the last word on claims, `describe` on the description."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.change: Change = lambda _claims: None
        self.describe: Change = lambda _said: None
        self.key, self.signs_with = ECKey.generate_key("P-256"), None
        self.address, self.codes, self.moved = "", {}, ""  # type: ignore[var-annotated]

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The server."""
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path.endswith("openid-configuration"):
            if self.moved:
                return Response(status=302, headers={"Location": self.moved})
            said = {name: f"{self.address}/{name}" for name in ("token_endpoint", "jwks_uri", "authorization_endpoint")}
            said["issuer"] = self.address
            self.describe(said)
            return _json(said)
        if request.path == "/jwks_uri":
            return _json({"keys": [self.key.as_dict(private=False)]})
        asked = self.codes.pop(request.form["code"], None)
        if asked is None or _challenge(request.form["code_verifier"]) != asked["code_challenge"]:
            return Response(status=400)
        return _json({"access_token": "x", "token_type": "Bearer", "id_token": self._token(asked)})

    def _token(self, asked: dict[str, str]) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": self.address, "aud": asked["client_id"], "nonce": asked["nonce"], "iat": now, "exp": now + 60}
        claims.update(self.claims)
        self.change(claims)
        return jwt.encode({"alg": "ES256"}, claims, self.signs_with or self.key)

    def approve(self, url: str) -> str:
        """What the person does there: the address they are sent back to, with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self.codes["c1"] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': 'c1', 'state': asked['state']})}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _json(value: Any) -> Response:
    return Response(json.dumps(value), mimetype="application/json")


@contextmanager
def running() -> Iterator[Issuer]:
    """An issuer that answers on a port of its own."""
    issuer = Issuer()
    server = make_server("127.0.0.1", 0, issuer, threaded=True)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()


def come_through(browser: FlaskClient, issuer: Issuer, code: str | None, target: str = "/home") -> TestResponse:
    """From our button to the way back."""
    sent = browser.get(f"/sign-in/organisation/{code}/go?next={target}")
    assert sent.status_code == 302, sent.text
    return browser.get(issuer.approve(sent.headers["Location"]))
