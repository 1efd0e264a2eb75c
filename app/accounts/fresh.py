"""Step-up: dangerous acts ask for the password again unless it was given a few minutes ago."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import check_and_update_authn_fresh

WITHIN, GRACE = timedelta(minutes=15), timedelta(minutes=10)
View = Callable[..., ResponseReturnValue]


def fresh(view: View) -> View:
    """Below `@access(...)`, on views that show their form under the same address: a password first, at
    /sign-in/again.

    The sign-in counts for 15 minutes, and each such act keeps it counting for ten more.
    """

    return _guarded(view, None)


def fresh_on(page: str) -> Callable[[View], View]:
    """As `fresh`, for views that only take what the form of another page sends: afterwards the person is on that page
    (its endpoint), and presses again."""
    return lambda view: _guarded(view, page)


def _guarded(view: View, page: str | None) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if check_and_update_authn_fresh(WITHIN, GRACE, "session"):
            return view(*args, **kwargs)
        if request.method == "POST":
            flash(_("Nothing was changed yet. After this step, send it once more."))
        target = url_for(page) if page else request.full_path.rstrip("?")
        return redirect(url_for("security.verify", next=target), 303)

    return guarded
