"""Step-up: dangerous acts ask for the password again unless it was given a few minutes ago."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import check_and_update_authn_fresh

WITHIN, GRACE = timedelta(minutes=15), timedelta(minutes=10)
View = Callable[..., ResponseReturnValue]


def fresh(view: View) -> View:
    """Below `@access(...)`, on views that show their form under the same address: a password first, at
    /sign-in/again.

    The sign-in counts for 15 minutes, and each such act keeps it counting for ten more.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not check_and_update_authn_fresh(WITHIN, GRACE, "session"):
            return redirect(url_for("security.verify", next=request.full_path.rstrip("?")), 303)
        return view(*args, **kwargs)

    return guarded
