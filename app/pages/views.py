"""The public front page, and in development the style guide."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.kit.access import access

pages = Blueprint("pages", __name__)


@pages.get("/")
@access("anyone")
def landing() -> ResponseReturnValue:
    """What this is and for whom; people signed in go on to their own page."""
    if current_user.is_authenticated:
        return redirect(url_for("portfolios.home"))
    return render_template("pages/landing.html")
