"""Choosing when to come back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app.assessments.models import Assessment
from app.assessments.queries import get_assessment
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Invalid
from app.kit.i18n import lang
from app.returns.operations import Hand, plan_return
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("returns", __name__)


@pages.post("/assessments/<uuid:assessment_id>/return")
@access("plan", tenant=row_of(Assessment, "assessment_id"))
def plan(assessment_id: UUID) -> ResponseReturnValue:
    """In three, six or twelve months; with a reminder or without."""
    session, hand = database().session, Hand(by=current_actor().user_id, at=clock.now())
    chosen = request.form.get("months", "")
    months = int(chosen) if chosen.isdecimal() and len(chosen) < 3 else 0
    try:
        row = plan_return(
            session, get_assessment(session, assessment_id), months, reminded="remind" in request.form, hand=hand
        )
    except Invalid as error:
        flash(error.message.get(lang()), "bad")
    else:
        flash(_("Noted: the next assessment is planned for %(day)s.", day=format_date(row.due_on)), "success")
    return redirect(url_for("rounds.course"), 303)
