"""A signed-in person as a fast HTTP client: one kept-alive connection, and a `Line` that costs next to nothing.

The client shares the machine with the server it measures, so what it burns is missing from the server's figure.
"""

import http.client
import re
import socket
import time
from urllib.parse import urlencode

from tests.bench.estate import EMAIL, PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|name="csrf-token" content="([^"]+)"')


class Visitor:
    """Keeps cookies and the form token."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def send(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        """One request; (status, body)."""
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept": "text/html", **headers}
        body = None
        if fields is not None:
            body = urlencode({"csrf_token": self.token, **fields})
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, head)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def open(self, path: str) -> str:
        """A page; remembers its form token."""
        status, text = self.send("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}\n{text[:500]}")
        if found := TOKEN.search(text):
            self.token = found[1] or found[2]
        return text

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> None:
        """As the bench's person, or another one."""
        self.open("/sign-in")
        status, text = self.send("POST", "/sign-in", {"email": email, "password": password})
        if status not in (302, 303):
            raise RuntimeError(f"signing in: {status}\n{text[:2000]}")


class Line:
    """Posts one form again and again on a socket of its own: the head is put together once, the body read by length."""

    def __init__(self, port: int, path: str, visitor: Visitor) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nAccept: application/json\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        )
        self.token = urlencode({"csrf_token": visitor.token})

    def post(self, fields: str) -> tuple[int, bytes]:
        """One request with these urlencoded fields; (status, body)."""
        body = f"{self.token}&{fields}"
        self.socket.sendall(f"{self.head}{len(body)}\r\n\r\n{body}".encode())
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        length = int(answer[:end].lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0])
        while len(answer) < end + 4 + length:
            answer += self._more()
        return int(answer[9:12]), answer[end + 4 :]

    def _more(self) -> bytes:
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server hung up in the middle of an answer")
        return piece


def timed(act: object, *arguments: object) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    act(*arguments)  # type: ignore[operator]
    return time.perf_counter() - began
