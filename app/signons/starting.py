"""One sign-on from the button to the way back: what this browser holds meanwhile, and who comes out of it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import current_app, request, session
from flask_security import current_user
from flask_security.utils import login_user

from app.accounts.models import User
from app.accounts.strength import by_organisation, confine, note_proof
from app.kit import clock
from app.kit.errors import Refused
from app.kit.ids import parse_id
from app.kit.oidc import Attempt, Client, Reason, SignOnFault, begin, discover, finish
from app.kit.seal import unseal
from app.kit.web import absolute
from app.signons.models import SignOn
from app.signons.wording import OTHER_PERSON
from app.tenants.access import CHOSEN

BACK = "/sign-in/organisation/back"
WAITS = 600
_WAITING = "sign_on"


def client_of(sign_on: SignOn) -> Client:
    """How we are known to this issuer."""
    settings = current_app.config["SETTINGS"]
    secret = unseal(sign_on.secret_sealed, secret_key=settings.secret_key) if sign_on.secret_sealed else ""
    if secret is None:
        raise SignOnFault(Reason.UNFIT, "the client's secret was sealed under another SECRET_KEY")
    known = {"issuer": sign_on.issuer, "client_id": sign_on.client_id, "secret": secret}
    return Client(**known, back=absolute(BACK), loopback=settings.sign_on_loopback)


def send_off(sign_on: SignOn, target: str) -> str:
    """Where the browser goes now; it keeps what it has to bring back."""
    client = client_of(sign_on)
    url, attempt = begin(client, discover(client))
    kept = {"provider": str(sign_on.tenant_id), "at": int(clock.now().timestamp()), "next": target}
    session[_WAITING] = {**asdict(attempt), **kept}
    return url


def take_waiting() -> dict[str, Any]:
    """What this browser was waiting for, used up; SignOnFault when it is not this answer."""
    kept = session.pop(_WAITING, None)
    if not kept or clock.now().timestamp() - kept["at"] > WAITS or request.args.get("state") != kept["state"]:
        raise SignOnFault(Reason.STALE, "no sign-on of this browser waits for that")
    return dict(kept)


def provider_of(kept: dict[str, Any]) -> UUID | None:
    """The provider whose sign-on this is."""
    return parse_id(kept["provider"])


def read_claims(sign_on: SignOn, kept: dict[str, Any]) -> dict[str, Any]:
    """The identity, once everything about the answer holds."""
    client = client_of(sign_on)
    if request.args.get("iss", client.issuer) != client.issuer:
        raise SignOnFault(Reason.FORGED, "the answer is another issuer's")
    code = request.args.get("code", "")
    if not code or "error" in request.args:
        raise SignOnFault(Reason.REFUSED, "the issuer gave no code")
    attempt = Attempt(state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
    return finish(client, attempt, code)


def enter(person: User, provider_id: UUID) -> None:
    """Into the provider and nothing else; whoever is in by themselves has now brought its proof as well."""
    if current_user.is_authenticated:
        if current_user.id != person.id:
            raise Refused(OTHER_PERSON)
    else:
        login_user(person, authn_via=["oidc"])
        session.pop("fs_paa", None)  # their own password or passkey was not seen
        confine(provider_id)
    note_proof(person.id, by_organisation(provider_id))
    session[CHOSEN] = str(provider_id)
