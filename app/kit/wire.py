"""Calling another server: one POST, a deadline, no redirects, a small answer. Only for addresses that operators set."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST = 64 * 1024
TIMEOUT = 10.0


class Unreachable(Exception):
    """The other server was not reached or did not answer in time. Says nothing of what was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and at most 64 kB of body."""

    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        """Accepted."""
        return 200 <= self.status < 300

    @property
    def is_passing(self) -> bool:
        """A refusal that may be over the next time: too many, too busy, broken."""
        return self.status in (408, 425, 429) or self.status >= 500


def post_json(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = TIMEOUT) -> Answer:
    """POST to http(s)://host/path; Unreachable when there is no answer. A redirect is an answer like any other."""
    parts = urlsplit(url)
    host, target = parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=timeout, context=context
        )
    else:
        line = http.client.HTTPConnection(host, parts.port, timeout=timeout)
    try:
        line.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8", **headers})
        answer = line.getresponse()
        return Answer(answer.status, answer.read(MOST))
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"no answer from {host}: {type(error).__name__}") from None
    finally:
        line.close()
