"""The edge: every string that enters is canonicalised once, or the request is refused with 400."""

from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Request
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.utils import cached_property

from app.kit.words import UncleanText, canonical

LIMIT = 1_000_000
"""Characters of one value at the edge; forms and operations hold their own, smaller limits."""
PASSWORD_LIMIT = 1000
REPLACEMENT = "\ufffd"


class UncleanRequest(BadRequest):
    """Bytes that are no text; the sentence names the field."""

    def __init__(self, field: str, error: UncleanText | None) -> None:
        super().__init__()
        self.field = field[:60]
        self.error = error

    def sentence(self, lang: str) -> str:
        """What to tell the person."""
        if self.error is not None:
            return f"{self.field}: {self.error.message.zh if lang == 'zh' else self.error.message.en}"
        return str(_("The request contains bytes that are not text (field: %(field)s).", field=self.field))


def _clean(field: str, value: str) -> str:
    if REPLACEMENT in value:
        raise UncleanRequest("?" if REPLACEMENT in field else field, None)
    try:
        # Passwords go on as they were typed and are hashed whole, so their length is bounded here.
        clean = canonical(value, limit=PASSWORD_LIMIT if "password" in field else LIMIT)
    except UncleanText as error:
        raise UncleanRequest(field, error) from error
    return value if "password" in field else clean


def clean_json(value: Any, field: str = "JSON") -> Any:
    """The same for every string of a JSON document, keys too."""
    if isinstance(value, str):
        return _clean(field, value)
    if isinstance(value, list):
        return [clean_json(item, field) for item in value]
    if isinstance(value, dict):
        return {_clean(field, key): clean_json(item, key) for key, item in value.items()}
    return value


class CleanRequest(Request):
    """A request whose path, query, form and JSON are canonical text."""

    def _check(self, raw: bytes, field: str) -> None:
        # Werkzeug keeps undecodable bytes as they were written; we refuse them.
        if b"%" in raw or not raw.isascii():
            try:
                unquote_to_bytes(raw).decode()
            except UnicodeDecodeError as error:
                raise UncleanRequest(field, None) from error

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Query parameters, clean."""
        self._check(self.query_string, "URL")
        return self._cleaned(super().args)

    @cached_property
    def form(self) -> ImmutableMultiDict[str, str]:
        """Form fields, clean."""
        if self.mimetype == "application/x-www-form-urlencoded":
            self._check(self.get_data(), "form")
        return self._cleaned(super().form)

    @staticmethod
    def _cleaned(raw: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
        return ImmutableMultiDict((_clean(key, key), _clean(key, value)) for key, value in raw.items(multi=True))

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """JSON body, clean: an object, or None when there is none."""
        if "_clean_json" not in self.__dict__:
            try:
                raw = clean_json(super().get_json(force=force, silent=silent, cache=cache))
            except RecursionError as error:
                raise UncleanRequest("JSON", None) from error
            if not isinstance(raw, dict | None):
                raise UncleanRequest("JSON", None)
            self.__dict__["_clean_json"] = raw
        return self.__dict__["_clean_json"]

    def check_path(self) -> None:
        """UncleanRequest when the path is no clean text."""
        if REPLACEMENT in self.path or not self.path.replace("\n", "?").isprintable():
            raise UncleanRequest("URL", None)
