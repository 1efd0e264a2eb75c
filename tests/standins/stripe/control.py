"""The handle's controls over HTTP, for a stand-in in another process: POST /_control/NAME with JSON arguments."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

from tests.standins.stripe.state import Problem

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn

VERBS = (
    "reset",
    "listen",
    "hold",
    "misbehave",
    "behave",
    "flush",
    "deliver",
    "settle",
    "events",
    "requests",
    "objects",
    "fail",
    "recover",
    "advance",
    "pay",
    "decline",
    "expire",
    "pay_invoice",
    "portal_cancel",
    "portal_resume",
    "portal_card",
    "cards_fail",
    "cards_work",
    "delete_customer",
    "set_quantity",
)


def plain(value: Any) -> Any:
    """A value as JSON can say it."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def add_controls(app: Flask, standin: "StandIn") -> None:
    """Give the control endpoints to the application."""

    @app.post("/_control/<verb>")
    def act(verb: str) -> tuple[Response, int]:
        if verb not in VERBS:
            return jsonify(error=f"unknown control {verb}", known=VERBS), 404
        try:
            return jsonify(plain(getattr(standin, verb)(**(request.get_json(silent=True) or {})))), 200
        except (TypeError, AssertionError, Problem) as problem:
            return jsonify(error=str(problem)), 400

    @app.post("/_control/account")
    def account() -> Response:
        for key, value in (request.get_json(silent=True) or {}).items():
            setattr(standin.account, key, tuple(value) if isinstance(value, list) else value)
        return jsonify(asdict(standin.account))

    @app.get("/_control/state")
    def state() -> Response:
        counts = {kind: len(table) for kind, table in standin.store.tables.items()}
        mode, waiting = asdict(standin.hooks.mode), len(standin.held())
        deliveries = plain(standin.deliveries[-50:])
        return jsonify(now=standin.now.isoformat(), objects=counts, mode=mode, held=waiting, deliveries=deliveries)
