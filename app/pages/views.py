"""The public front page, and in development the style guide."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.content.loader import served_catalogue
from app.kit.access import access
from app.kit.i18n import lang
from app.pages.samples import gather_samples

pages = Blueprint("pages", __name__)


@pages.get("/")
@access("anyone")
def landing() -> ResponseReturnValue:
    """What this is and for whom; people signed in go on to their own page."""
    if current_user.is_authenticated:
        return redirect(url_for("portfolios.home"))
    names = (one.title.get(lang()) for one in served_catalogue().trades.values())
    return render_template("pages/landing.html", trades=("、" if lang() == "zh" else ", ").join(names))


@pages.get("/styleguide")
@access("anyone")
def styleguide() -> ResponseReturnValue:
    """Every component on one page; only where we develop."""
    if not current_app.config["SETTINGS"].is_development:
        abort(404)
    return render_template("pages/styleguide.html", **gather_samples())
