"""A virus scanner on the network, spoken to in clamd's own words (INSTREAM)."""

import socket
import struct
from typing import Protocol
from urllib.parse import urlsplit

CONNECT_SECONDS = 5
READ_SECONDS = 60
CHUNK = 64 * 1024


class ScannerAway(RuntimeError):
    """The scanner gave no clear answer; what was to be scanned may not be accepted."""


class Scanner(Protocol):
    """Looks for known harm."""

    def find(self, content: bytes) -> str:
        """The name of what was found, empty when nothing was. ScannerAway without a clear answer."""


class NoScanner:
    """None is set up: nothing is found."""

    def find(self, content: bytes) -> str:
        """Nothing."""
        return ""


class Clamd:
    """A clamd listening on a host and port."""

    def __init__(self, host: str, port: int) -> None:
        self._place = host, port

    def find(self, content: bytes) -> str:
        """Send it in chunks, read one line."""
        try:
            with socket.create_connection(self._place, timeout=CONNECT_SECONDS) as line:
                line.settimeout(READ_SECONDS)
                answer = _talk(line, content)
        except OSError as error:
            raise ScannerAway(str(error)) from error
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAway(answer[:200] or "no answer")


def _talk(line: socket.socket, content: bytes) -> str:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        line.sendall(struct.pack(">I", len(piece)) + piece)
    line.sendall(struct.pack(">I", 0))
    answer = b""
    while b"\0" not in answer and len(answer) < 4096:
        piece = line.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def open_scanner(url: str) -> Scanner:
    """The scanner at `clamd://host:port`; an empty address is none. ValueError for other kinds."""
    if not url:
        return NoScanner()
    parts = urlsplit(url)
    if parts.scheme != "clamd" or not parts.hostname:
        raise ValueError(f"SCAN_URL: only clamd://host:port is supported, not {url[:80]!r}")
    return Clamd(parts.hostname, parts.port or 3310)
