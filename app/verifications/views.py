"""The public page that tells what became of an issued report, and nothing about whose it is."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kit.access import access
from app.kit.db import database
from app.kit.throttle import Attempts, network_of
from app.verifications.codes import read_code
from app.verifications.queries import find_verification

pages = Blueprint("verifications", __name__, url_prefix="/verify")
LOOKS = Attempts("verify", "60 per 10 minutes")


@pages.get("")
@access("anyone")
def ask() -> ResponseReturnValue:
    """A form for the code on the cover."""
    typed = request.args.get("code", "").strip()[:100]
    code = read_code(typed)
    if code is not None:
        return redirect(url_for("verifications.show", code=code), 303)
    return _quiet(render_template("verifications/ask.html", typed=typed), 422 if typed else 200)


@pages.get("/<code>")
@access("anyone")
def show(code: str) -> ResponseReturnValue:
    """What became of one issue; the same for every code nobody issued."""
    read = read_code(code)
    if read is None:
        return _quiet(render_template("verifications/ask.html", typed=code[:100]), 404)
    if read != code:
        return redirect(url_for("verifications.show", code=read), 303)
    current_app.extensions["throttle"].take(LOOKS, network_of(request.remote_addr))
    entry = find_verification(database().session, read)
    return _quiet(render_template("verifications/show.html", code=read, entry=entry), 200 if entry else 404)


def _quiet(page: str, status: int) -> ResponseReturnValue:
    """Not for search engines: whoever holds a report has its code."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
