"""OpenID Connect as a client: code flow with PKCE, state and nonce. The only door to Authlib and joserfc.

Both, and what they stand on, are imported where they are used: most processes never sign anybody on.
"""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.kit import clock

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair. A shared secret signs nothing here, and "none" least of all."""
LEEWAY = 60
SCOPE = "openid email profile"


class Reason(StrEnum):
    """Why a sign-on came to nothing."""

    UNREACHABLE = "unreachable"
    UNFIT = "unfit"
    REFUSED = "refused"
    STALE = "stale"
    FORGED = "forged"


class SignOnFault(Exception):
    """A sign-on that came to nothing; `detail` is for the log and holds nothing secret."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How we are known to an issuer, where it sends people back to, and whether it may live on this machine."""

    issuer: str
    client_id: str
    secret: str
    back: str
    loopback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """What an issuer says of itself."""

    authorize: str
    token: str
    keys: str
    ways: tuple[str, ...]
    """How it lets clients show their secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What only the browser that began a sign-on holds: compared, then thrown away."""

    state: str
    nonce: str
    verifier: str


def discover(client: Client) -> Endpoints:
    """Read the issuer's own description; SignOnFault when it is not to be had or not its own."""
    from app.kit.guarded import is_fit

    if not is_fit(client.issuer, loopback=client.loopback):
        raise SignOnFault(Reason.UNFIT, "the issuer is no https address")
    said = _fetch(client, client.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if said.get("issuer") != client.issuer:
        raise SignOnFault(Reason.UNFIT, "the description is another issuer's")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = [str(said.get(name) or "") for name in names]
    if not all(is_fit(address, loopback=client.loopback) for address in addresses):
        raise SignOnFault(Reason.UNFIT, "an endpoint is no https address")
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    ways = tuple(str(way) for way in ways) if isinstance(ways, list) else ("client_secret_basic",)
    return Endpoints(authorize=addresses[0], token=addresses[1], keys=addresses[2], ways=ways)


def begin(client: Client, endpoints: Endpoints) -> tuple[str, Attempt]:
    """Where to send the browser, and what it has to bring back."""
    attempt = Attempt(
        state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
    )
    kept = {"state": attempt.state, "nonce": attempt.nonce, "code_verifier": attempt.verifier}
    url, _state = _session(client, endpoints).create_authorization_url(endpoints.authorize, **kept)
    return str(url), attempt


def finish(client: Client, attempt: Attempt, code: str) -> dict[str, Any]:
    """Exchange the code and give the claims of an identity token that is whole, ours, fresh and asked for."""
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    endpoints = discover(client)
    try:
        token = _session(client, endpoints).fetch_token(endpoints.token, code=code, code_verifier=attempt.verifier)
    except RequestException as error:
        raise SignOnFault(Reason.UNREACHABLE, type(error).__name__) from None
    except (AuthlibBaseError, ValueError, KeyError, TypeError) as error:
        raise SignOnFault(Reason.REFUSED, f"no token: {type(error).__name__}") from None
    return _read(client, attempt, str((token or {}).get("id_token") or ""), _fetch(client, endpoints.keys))


def _read(client: Client, attempt: Attempt, id_token: str, keys: dict[str, Any]) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        claims: dict[str, Any] = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": client.issuer},
            aud={"essential": True, "value": client.client_id},
            nonce={"essential": True, "value": attempt.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SignOnFault(Reason.FORGED, str(error)[:200]) from None
    if claims.get("azp", client.client_id) != client.client_id:
        raise SignOnFault(Reason.FORGED, "the token was made for another party")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise SignOnFault(Reason.FORGED, "the subject is none")
    return claims


def _session(client: Client, endpoints: Endpoints) -> "OAuth2Session":
    from authlib.integrations.requests_client import OAuth2Session

    from app.kit.guarded import guard

    way = "client_secret_basic" if "client_secret_basic" in endpoints.ways else "client_secret_post"
    made = OAuth2Session(
        client.client_id,
        client.secret or None,
        token_endpoint_auth_method=way if client.secret else "none",
        scope=SCOPE,
        redirect_uri=client.back,
        code_challenge_method="S256",
    )
    guard(made, loopback=client.loopback)
    return made


def _fetch(client: Client, url: str) -> dict[str, Any]:
    from requests import RequestException, Session

    from app.kit.guarded import guard

    try:
        answer = guard(Session(), loopback=client.loopback).get(url, headers={"Accept": "application/json"})
        found = answer.json() if answer.ok else None
    except (RequestException, ValueError, RecursionError) as error:
        raise SignOnFault(Reason.UNREACHABLE, type(error).__name__) from None
    if not isinstance(found, dict):
        raise SignOnFault(Reason.UNREACHABLE, f"status {answer.status_code}")
    return found
