"""Real HTTP servers on loopback that stand for an SMS gateway and for WeCom."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """What arrived, and what is answered: (status, body, headers), the last one for ever."""

    answers: list[tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=lambda: [(200, {}, {})])
    arrived: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    silence: float = 0
    url: str = ""

    def answer(self, status: int, body: dict[str, Any] | None = None, **headers: str) -> None:
        """From now on."""
        self.answers = [(status, body or {}, headers)]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The JSON that arrived."""
        return [json.loads(body) for _path, _headers, body in self.arrived]


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    """A server on a free port, gone afterwards."""
    gateway, gone = Gateway(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            gateway.arrived.append((self.path, dict(self.headers), self.rfile.read(length)))
            gone.wait(gateway.silence)
            status, body, headers = gateway.answers.pop(0) if len(gateway.answers) > 1 else gateway.answers[0]
            raw = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(raw))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_args: Any) -> None:
            """A caller that gave up is part of the story."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield gateway
    finally:
        gone.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
