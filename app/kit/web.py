"""The web: one unit of work per request, security headers, CSRF, error pages, health, safe redirects."""

import re
import secrets
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, has_request_context, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from app.kit import log
from app.kit.access import SAFE, access
from app.kit.db import Database, db
from app.kit.edge import CleanRequest, UncleanRequest
from app.kit.errors import Invalid, PersonError
from app.kit.i18n import lang
from app.kit.text import Text

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Vary": "Cookie, Accept-Language",
}
STATIC = frozenset({"static", "security.static"})
csrf = CSRFProtect()
_log = log.get(__name__)


class House(Flask):
    """Flask with one unit of work per request: a write that answers below 400 is committed before it is sent."""

    request_class = CleanRequest

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit or roll back."""
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400 and not g.get("readonly", True):
            db.commit()
        else:
            db.rollback()
        return response

    def log_exception(self, exc_info: Any) -> None:
        """Nothing: `_crash` logs the fault once, with its request."""


def open_request() -> None:
    """Name the request and refuse paths that are no text."""
    g.request_id = secrets.token_hex(8)
    log.set_request_id(g.request_id)
    g.readonly = request.method in SAFE
    # Only routes that take files take larger bodies; set before anything reads the form.
    limit = current_app.config.get("BODY_LIMITS", {}).get(request.endpoint)
    if limit is not None:
        request.max_content_length = limit
    cast(CleanRequest, request).check_path()


def close_request(response: Response) -> Response:
    """Headers that every answer of ours carries, unless the view set its own."""
    if response.headers.get("Cache-Control") == "no-cache" and request.endpoint not in STATIC:
        del response.headers["Cache-Control"]  # what the library says of a file; it means keep it, and ask
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def wants_json() -> bool:
    """Whether the caller is a script rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "text/html" not in request.accept_mimetypes.values()


def sent_file(most: int, *, none: Text, too_large: Text) -> bytes:
    """The file of this request's form. Invalid with `none` where there is none, with `too_large` over so many bytes."""
    file = request.files.get("file")
    content = file.stream.read(most + 1) if file is not None and file.filename else b""
    if not content:
        raise Invalid(none)
    if len(content) > most:
        raise Invalid(too_large.format(most=round(most / 1024**2)))
    return content


_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def from_here() -> bool:
    """Whether a form came from our own pages, as far as the browser says: newer ones by name, older ones by origin."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None or origin is None:
        return site in (None, "same-origin", "none")
    ours = {_host_of(request.host_url), _host_of(current_app.config["SETTINGS"].public_url)}
    return _host_of(origin) in ours - {None}


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def refuse_other_sites() -> None:
    """A form that another site sends is refused, whatever token it carries."""
    if request.method not in SAFE and not from_here():
        raise CSRFError("sent by another site")


def safe_next(raw: str | None, default: str = "/") -> str:
    """A path of ours to go to: one leading slash, no control characters or backslashes; else the default."""
    if not raw or not raw.startswith("/") or raw.startswith("//") or _CONTROL.search(raw):
        return default
    return raw


def out_of_sight(page: ResponseReturnValue, status: int | None = None) -> Response:
    """Of a secret address: not for search engines, not for caches, and the address goes to no other site."""
    answer = make_response(page)
    if status is not None:
        answer.status_code = status
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "same-origin"  # without any, our own forms are refused over https
    return answer


def absolute(path: str) -> str:
    """The address of a page of ours for mails and messages: under PUBLIC_URL, whatever host the request spoke of."""
    settings = current_app.config["SETTINGS"]
    host = settings.public_url or (request.host_url if has_request_context() else settings.address)
    return str(host).rstrip("/") + path


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (_("That request could not be understood"), _("Go back, reload the page and try again.")),
        403: (_("You may not do that"), _("Ask an owner of the organisation to do it or to change your role.")),
        404: (_("There is nothing here"), _("The address is wrong, or what was here is gone.")),
        405: (_("That request could not be understood"), _("Go back, reload the page and try again.")),
        409: (_("Something changed in the meantime"), _("Reload the page and try again.")),
        413: (_("That is too large"), _("Send less text or a smaller file.")),
        429: (_("Too many attempts"), _("Wait a few minutes and try again.")),
        503: (_("We are busy right now"), _("Nothing was lost that had been saved. Try again in a minute.")),
    }
    fallback = (
        _("Something went wrong on our side"),
        _("Nothing was lost that had been saved. Try again in a minute."),
    )
    return known.get(status, known[400] if status < 500 else fallback)


def error_answer(status: int, sentence: str | None = None) -> Response:
    """An error page (or JSON for scripts). Only faults of ours show a reference, so that all 404 are the same bytes."""
    title, advice = _words(status)
    reference = g.get("request_id") if status >= 500 else None
    if wants_json():
        body: dict[str, Any] = {"error": {"status": status, "message": sentence or title, "reference": reference}}
        response = jsonify(body)
    else:
        page = {"status": status, "title": title, "advice": sentence or advice, "reference": reference}
        response = Response(_page(page), mimetype="text/html")
    response.status_code = status
    return response


def _page(page: dict[str, Any]) -> str:
    try:
        request.host  # noqa: B018 raises where the Host header is no host: then no address can be built, as pages do
    except SecurityError:
        return render_template("errors/bare.html", **page)
    try:
        return render_template("errors/error.html", **page)
    except Exception:
        # A fault in the layout may not hide the fault it should report.
        _log.exception("the error page itself failed")
        return render_template("errors/bare.html", **page)


def _person_error(error: PersonError) -> Response:
    db.rollback()
    sentence = None if error.status == 404 else error.message.get(lang())
    return error_answer(error.status, sentence)


def _http_error(error: HTTPException) -> AnyResponse:
    db.rollback()
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, UncleanRequest):
        return error_answer(400, error.sentence(lang()))
    if isinstance(error, CSRFError):
        return error_answer(400, _("This page was open too long. Reload it and try again; nothing was changed."))
    response = error_answer(error.code)
    if error.code in (405, 429):
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
    return response


def _crash(error: InternalServerError) -> Response:
    db.rollback()
    cause = error.original_exception or error
    busy = isinstance(cause, OperationalError)
    rule = request.url_rule  # the pattern, not the address: some addresses open things to whoever reads them
    _log.error("request failed", exc_info=cause, path=rule.rule if rule else request.path, method=request.method)
    return error_answer(503 if busy else 500)


@access("anyone")
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="live")


@access("anyone")
def ready() -> ResponseReturnValue:
    """The database answers too."""
    try:
        alive = db.is_alive()
    except OperationalError:
        alive = False
    return jsonify(status="ready" if alive else "no database"), 200 if alive else 503


def init_app(app: Flask, database: Database) -> None:
    """Wire everything above."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    database.init_app(app)
    app.before_request(open_request)
    app.before_request(refuse_other_sites)
    csrf.init_app(app)
    app.after_request(close_request)
    app.register_error_handler(PersonError, _person_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _crash)
    app.add_url_rule("/health/live", "live", live)
    app.add_url_rule("/health/ready", "ready", ready)
    app.add_url_rule("/health", "health", ready)
