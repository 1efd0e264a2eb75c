"""The public front page, the rules, the imprint, help, and in development the style guide."""

from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from markupsafe import Markup

from app.accounts.models import RULES_EDITION
from app.assessments.queries import list_assessments
from app.content.loader import served_catalogue
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import NotFound
from app.kit.i18n import lang
from app.kit.text import Text
from app.pages.documents import operator_values, read_document, read_help
from app.pages.guide import WALK, Stop
from app.pages.samples import gather_samples
from app.reports.pages import Part, draw_page
from app.reports.queries import find_report, find_result
from app.roadmaps.queries import find_roadmap
from app.tenants.models import Organisation
from app.tenants.queries import find_sample_firm

pages = Blueprint("pages", __name__)
NO_SAMPLE = Text(zh="现在没有示范企业可看。", en="There is no sample firm to look around in right now.")
NO_TOPIC = Text(zh="没有这一页帮助。", en="There is no such help page.")


@pages.get("/")
@access("anyone")
def landing() -> ResponseReturnValue:
    """What this is and for whom; people signed in go on to their own page."""
    if current_user.is_authenticated:
        return redirect(url_for("portfolios.home"))
    names = (one.title.get(lang()) for one in served_catalogue().trades.values())
    trades = ("、" if lang() == "zh" else ", ").join(names)
    return render_template("pages/landing.html", trades=trades, sample=_sample() is not None)


def _sample() -> Organisation | None:
    allowed = current_app.config["SETTINGS"].sample_visit
    return find_sample_firm(database().session) if allowed else None


@pages.get("/sample")
@access("anyone")
def begin_visit() -> ResponseReturnValue:
    """The look around starts with the result."""
    return redirect(url_for("pages.visit", stop=WALK[0].key))


@pages.get("/sample/<any(result,roadmap,report):stop>")
@access("anyone")
def visit(stop: Stop) -> ResponseReturnValue:
    """One page of the sample firm with a word on what it shows. The session is for reading, so nothing can change."""
    firm = _sample()
    if firm is None:
        raise NotFound(NO_SAMPLE)
    database().session.open_scope(Scope.tenant(firm.id))
    page = _draw(firm.id, stop)
    if page is None:
        raise NotFound(NO_SAMPLE)
    number = [stage.key for stage in WALK].index(stop)
    return render_template("pages/visit.html", firm=firm.name, page=page, walk=WALK, number=number)


def _draw(tenant_id: UUID, stop: Stop) -> Markup | None:
    session = database().session
    closed = [one for one in list_assessments(session, tenant_id) if not one.is_open]
    plan = find_roadmap(session, tenant_id, closed[0].id, contents=False) if closed else None
    planned = find_report(session, tenant_id, plan.id) if plan else None
    report = planned or (find_result(session, tenant_id, closed[0].id) if closed and stop == "result" else None)
    parts: dict[Stop, Part] = {"result": "sample", "roadmap": "roadmap", "report": "all"}
    return draw_page(report, lang(), parts[stop]) if report is not None else None


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
