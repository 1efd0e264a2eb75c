"""What the views of this package share: words for templates, and the calendar as an answer."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for
from flask_babel import format_date

from app.assessments.queries import catalogue
from app.deliveries.feeds import draw_calendar
from app.deliveries.footings import find_days
from app.deliveries.wording import STATES
from app.kit import clock
from app.kit.calendar import MEDIA_TYPE
from app.kit.db import HouseSession
from app.kit.i18n import lang
from app.kit.text import Lang
from app.kit.web import absolute
from app.reports import wording


def fen(minor: int) -> str:
    """An amount in the reader's language."""
    return wording.money(minor).get(lang())


def words() -> dict[str, Any]:
    """What templates call an amount and a state."""
    return {"fen": fen, "status_names": {key: name.get(lang()) for key, name in STATES.items()}}


def said_value(field: str, value: Any) -> str:
    """One side of a change, as a person says it."""
    if value in (None, ""):
        return "–"
    if field == "status":
        return STATES[value].get(lang()) if value in STATES else str(value)
    if field == "cost_minor":
        return fen(value)
    return format_date(date.fromisoformat(value)) if field.endswith("_on") else str(value)


def draw_feed(session: HouseSession, tenant_id: UUID, speaks: Lang) -> Response:
    """A calendar with its fingerprint, so that a reader who has it already is told so (304)."""
    project, days = find_days(session, tenant_id, catalogue=catalogue(), today=clock.today())
    firm = project.company.name if project else ""
    page = absolute(url_for("deliveries.board", assessment_id=project.assessment_id)) if project else ""
    answer = make_response(draw_calendar(days, tenant_id=tenant_id, firm=firm, lang=speaks, url=page))
    answer.headers["Content-Type"] = MEDIA_TYPE
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
