"""A signed-in person as a fast HTTP client: one kept-alive connection, no library in between."""

import http.client
import re
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

    def borrow(self, other: "Visitor") -> None:
        """Be the same person on another connection."""
        self.cookies, self.token = dict(other.cookies), other.token


def timed(act: object, *arguments: object) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    act(*arguments)  # type: ignore[operator]
    return time.perf_counter() - began
