"""Pages, scripts and styles compressed on their way out: a page must be light without a proxy in front, too."""

import gzip
import re
import secrets
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

SQUEEZABLE = re.compile(r"^(text/|application/(json|javascript|manifest\+json|geo\+json)|image/svg\+xml)")
LEAST = 860
"""Bytes below which compressing gains no packet."""
PADDING = 100
_KEPT = 300


class Squeeze:
    """Wraps a WSGI application; compresses what a browser accepts as gzip and what is worth it.

    Pages hold secrets beside text people send, so their length could tell of them (the BREACH attack): each compressed
    page carries a name of random length in its header, which says nothing and is thrown away by the browser.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self._files: dict[tuple[str, str], bytes] = {}

    def __call__(self, request: dict[str, Any], start_response: Any, /) -> Iterable[bytes]:
        """Answer one request."""
        if request["REQUEST_METHOD"] == "HEAD" or not _accepts(request.get("HTTP_ACCEPT_ENCODING", "")):
            return self.app(request, start_response)  # type: ignore[no-any-return]
        # What we weakened below comes back weak; the application below knows its own strong tags.
        request["HTTP_IF_NONE_MATCH"] = request.get("HTTP_IF_NONE_MATCH", "").replace("W/", "")
        body, status, headers = run_wsgi_app(self.app, request)
        if _is_worth(status, headers):
            # Only a file that was found is the same for everybody: an error below /static is a page of one reader.
            is_file = status.startswith("200") and request["PATH_INFO"].startswith("/static/") and "ETag" in headers
            raw = b"".join(body)
            if hasattr(body, "close"):
                body.close()
            body = [self._squeeze(request["PATH_INFO"] if is_file else "", raw, headers)]
        start_response(status, list(headers))
        return body

    def _squeeze(self, file: str, raw: bytes, headers: Headers) -> bytes:
        headers.add("Vary", "Accept-Encoding")
        if len(raw) < LEAST:
            return raw
        tag = headers.get("ETag", "")
        small = self._file((file, tag), raw) if file else squeezed(raw, secrets.randbelow(PADDING))
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(small))
        if tag and not tag.startswith("W/"):
            headers["ETag"] = f"W/{tag}"
        return small

    def _file(self, key: tuple[str, str], raw: bytes) -> bytes:
        if key not in self._files:
            if len(self._files) >= _KEPT:
                self._files.clear()
            self._files[key] = gzip.compress(raw, 9, mtime=0)
        return self._files[key]


def _accepts(header: str) -> bool:
    for one in header.split(","):
        name, _, weight = one.strip().lower().partition(";")
        if name == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _is_worth(status: str, headers: Headers) -> bool:
    return (
        status.startswith(("200", "4", "5"))
        and "Content-Encoding" not in headers
        and SQUEEZABLE.match(headers.get("Content-Type", "")) is not None
    )


def squeezed(raw: bytes, padding: int) -> bytes:
    """A gzip stream whose header carries a file name of `padding` letters; quick rather than small."""
    packer = zlib.compressobj(4, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + b"a" * padding + b"\x00"
    return head + packer.compress(raw) + packer.flush() + struct.pack("<LL", zlib.crc32(raw), len(raw) & 0xFFFFFFFF)


def init_app(app: Flask) -> None:
    """Compress everything the application and its static files send."""
    app.wsgi_app = Squeeze(app.wsgi_app)  # type: ignore[method-assign, assignment]
