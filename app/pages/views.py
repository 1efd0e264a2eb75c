"""The public front page, the rules, the imprint, help, and in development the style guide."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.accounts.models import RULES_EDITION
from app.content.loader import served_catalogue
from app.kit.access import access
from app.kit.errors import NotFound
from app.kit.i18n import lang
from app.kit.text import Text
from app.pages.documents import operator_values, read_document, read_help
from app.pages.samples import gather_samples

pages = Blueprint("pages", __name__)
NO_TOPIC = Text(zh="没有这一页帮助。", en="There is no such help page.")


@pages.get("/")
@access("anyone")
def landing() -> ResponseReturnValue:
    """What this is and for whom; people signed in go on to their own page."""
    if current_user.is_authenticated:
        return redirect(url_for("portfolios.home"))
    names = (one.title.get(lang()) for one in served_catalogue().trades.values())
    return render_template("pages/landing.html", trades=("、" if lang() == "zh" else ", ").join(names))


@pages.get("/terms")
@access("anyone")
def terms() -> str:
    """What we and the people who use this expect of each other."""
    return _document("terms")


@pages.get("/privacy")
@access("anyone")
def privacy() -> str:
    """Which data we process, why, for how long, and everybody's rights."""
    return _document("privacy")


def _document(name: str) -> str:
    document = read_document(name).filled(operator_values(current_app.config["SETTINGS"]))
    return render_template("pages/document.html", document=document, edition=RULES_EDITION)


@pages.get("/imprint")
@access("anyone")
def imprint() -> str:
    """Who runs this service and under which numbers it is filed."""
    settings = current_app.config["SETTINGS"]
    return render_template("pages/imprint.html", settings=settings, values=operator_values(settings))


@pages.get("/help")
@access("anyone")
def list_help() -> str:
    """Every help page."""
    return render_template("pages/help.html", topics=read_help().values())


@pages.get("/help/<topic>")
@access("anyone")
def show_help(topic: str) -> str:
    """One help page."""
    document = read_help().get(topic)
    if document is None:
        raise NotFound(NO_TOPIC)
    return render_template("pages/document.html", document=document, edition="")


@pages.get("/styleguide")
@access("anyone")
def styleguide() -> ResponseReturnValue:
    """Every component on one page; only where we develop."""
    if not current_app.config["SETTINGS"].is_development:
        abort(404)
    return render_template("pages/styleguide.html", **gather_samples())
