"""Home after sign-in: the firm, what is going on, and the next step."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from app.assessments.wording import ASSESSMENT_STATES, say_progress
from app.kit.db import Scope, database
from app.portfolios.queries import FirmPage, find_firm_page
from app.portfolios.waiting import waiting_scan
from app.tenants.access import access, current_actor

pages = Blueprint("portfolios", __name__)


@pages.get("/home")
@access("person")
def home() -> ResponseReturnValue:
    """Where a person lands."""
    session, actor = database().session, current_actor()
    waiting = waiting_scan(request.cookies)
    if actor.provider is not None:
        return render_template("portfolios/desk.html", provider=actor.provider)
    if actor.tenant_id is None:
        return render_template("portfolios/home.html", page=None, waiting=waiting)
    session.open_scope(Scope.tenant(actor.tenant_id))
    page = find_firm_page(session, actor.tenant_id)
    if page is None:
        return render_template("portfolios/home.html", page=None, waiting=waiting)
    return render_template(
        "portfolios/home.html",
        page=page,
        waiting=waiting if waiting and waiting[0] == page.company.industry_key else None,
        progress_text=say_progress(page.current.progress) if page.current else "",
        last_answer=format_datetime(page.current.last_at, "short") if page.current and page.current.last_at else "",
        past=_past(page),
        steps=_steps(page),
    )


def _past(page: FirmPage) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "title": one.title, "when": format_date(one.at), "state": ASSESSMENT_STATES[one.state]}
        for one in page.past
    ]


def _steps(page: FirmPage) -> list[tuple[bool, str, str, str]]:
    return [
        (
            len(page.company.figures) > 0,
            _("Enter business figures"),
            _("A few figures of your own turn typical pay-offs into yours."),
            url_for("companies.baseline"),
        ),
        (
            page.systems > 0,
            _("List your systems"),
            _("Each one gets advice: keep, replace or move to the cloud."),
            url_for("companies.inventory"),
        ),
        (
            page.machines > 0,
            _("List your equipment"),
            _("Shows which ones are worth connecting first."),
            url_for("companies.inventory"),
        ),
    ]
