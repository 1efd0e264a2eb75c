"""The HTTP server: the API under /v1, hosted pages, and the control endpoints."""

import socket
import struct
import threading
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.standins.stripe.desk import Call, Desk, Lost
from tests.standins.stripe.state import Problem, Store

METHODS = ["GET", "POST", "DELETE"]


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as Stripe does, and writes no log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


def reset_connection() -> None:
    """Break the connection of the request being answered."""
    wire = request.environ["werkzeug.socket"]
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.shutdown(socket.SHUT_RDWR)


def build(store: Store, desk: Desk) -> Flask:
    """The WSGI application."""
    app = Flask(__name__, template_folder="pages", static_folder=None)

    @app.route("/v1/<path:rest>", methods=METHODS)
    def api(rest: str) -> Response:
        sent = [*request.args.items(multi=True), *request.form.items(multi=True)]
        call = Call(
            request.method,
            f"/v1/{rest}",
            sent,
            key=request.headers.get("Idempotency-Key"),
            version=request.headers.get("Stripe-Version"),
            authorization=request.headers.get("Authorization", ""),
        )
        try:
            status, body, headers = desk.answer(call)
        except Lost:
            reset_connection()
            return Response(status=500)
        return Response(body, status, headers, content_type="application/json")

    @app.errorhandler(Problem)
    def problem(problem: Problem) -> tuple[str, int]:
        return f"<!doctype html><title>Stripe stand-in</title><p>{problem}", problem.status

    from tests.standins.stripe import hosted

    hosted.add_pages(app, store)
    return app


class Server:
    """Serves an application on a port of loopback, from a thread."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._server: BaseWSGIServer | None = None

    def listen(self, app: Flask) -> int:
        """Start; returns the port."""
        self._server = make_server("127.0.0.1", self.port, app, threaded=True, request_handler=Quiet)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._server.block_on_close = False  # type: ignore[attr-defined]
        self.port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True, name="stripe-stand-in"
        ).start()
        return self.port

    def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
