"""A test browser that fills in the form token, as a page would."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf[-_]token"[^>]* (?:content|value)="([^"]+)"')


class Browser(FlaskClient):
    """Posts carry the CSRF token of the sign-in page unless `token=False`."""

    token: str = ""

    def renew_token(self) -> str:
        """The token of this browser's session, read off a page."""
        # Public pages carry no token, so that reading them starts no session; the sign-in form does.
        page = self.get("/sign-up/sent").text
        found = TOKEN.search(page) or TOKEN.search(self.get("/sign-in").text)
        assert found, page[:500]
        self.token = found[1]
        return self.token

    def open(self, *args: Any, token: bool = True, **kwargs: Any) -> TestResponse:
        """As Flask's client; unsafe methods get the token header."""
        method = kwargs.get("method", "GET")
        if token and method not in ("GET", "HEAD", "OPTIONS"):
            headers = dict(kwargs.pop("headers", None) or {})
            headers["X-CSRFToken"] = self.renew_token()
            kwargs["headers"] = headers
        return super().open(*args, **kwargs)
