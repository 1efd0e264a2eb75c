"""The letterbox for news from Stripe: no session, no form token, only a signature that must be right and of now."""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.kit import clock, log
from app.kit.access import ANYONE, access
from app.kit.db import database
from app.kit.web import csrf, error_answer
from app.payments.faults import Forged
from app.payments.gateway import read_news
from app.payments.ledger import note_event
from app.payments.values import StripeEventHead

pages = Blueprint("webhooks", __name__)
_log = log.get(__name__)


@pages.post("/webhooks/stripe")
@csrf.exempt
@access(ANYONE)
def receive() -> ResponseReturnValue:
    """Store an event, once, and have it handled. 400 for whatever is not Stripe's word of now; a duplicate is fine."""
    secrets = [one for one in current_app.config["SETTINGS"].stripe_hook_secret.split(",") if one]
    if not secrets:
        return error_answer(404)
    try:
        head = _opened(request.get_data(cache=False), secrets)
    except (Forged, HTTPException) as fault:  # or a body that is too large, or was cut off on its way
        _log.warning("webhook refused", reason=str(fault)[:100])
        return "", 400
    note_event(database().session, head, at=clock.now())
    return "", 200


def _opened(body: bytes, secrets: list[str]) -> StripeEventHead:
    """The event, by whichever secret opens it: while a secret is exchanged there are two."""
    signature, faults = request.headers.get("Stripe-Signature", ""), Forged("nothing to open it with")
    for secret in secrets:
        try:
            return read_news(body, signature, secret)
        except Forged as fault:
            faults = fault
    raise faults
