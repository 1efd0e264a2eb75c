"""A receiver of webhooks: a real HTTP server that keeps what it is sent and answers as told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe


class Sink:
    """What arrived: body and signature of each delivery. The next answers are taken from `answers`, then 200."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.got: list[tuple[bytes, str]] = []
        self.answers: list[int] = []

    def events(self, secret: str) -> list[stripe.Event]:
        """What arrived, verified by the library."""
        return [stripe.Webhook.construct_event(body, signature, secret) for body, signature in self.got]


@contextmanager
def listening() -> Iterator[Sink]:
    """Listen on a free port of loopback."""

    class Reply(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.got.append((body, self.headers["Stripe-Signature"]))
            self.send_response(sink.answers.pop(0) if sink.answers else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Reply)
    sink = Sink(f"http://127.0.0.1:{server.server_port}/webhooks/stripe")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
