"""A report handed in: what it is, what would come along, and after a second press a draft with its answers."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.assessments.models import Assessment
from app.assessments.operations import start_assessment, take_over_answers
from app.assessments.queries import catalogue, find_open, get_assessment, get_draft, instrument_of
from app.companies.models import Company
from app.companies.queries import find_company, get_company
from app.content.schema import Instrument
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Invalid, PersonError
from app.kit.i18n import lang
from app.kit.intake.apart import find_attachment_apart
from app.kit.parcels import pack, unpack
from app.kit.throttle import Attempts
from app.kit.web import sent_file
from app.reports.data import ReportData
from app.reports.opening import Opened, open_report
from app.reports.outcome import Pins
from app.takeovers.carrying import Takeover, carry_over
from app.takeovers.wording import CHOOSE_FILE, EMPTY, OTHER_TRADE, TOO_LARGE
from app.tenants.access import access, current_actor
from app.verifications.queries import find_verification

pages = Blueprint("takeovers", __name__, url_prefix="/assessments/from-report")
MOST_BYTES = 2 * 1024 * 1024 - 64 * 1024
"""A little less than a request may hold."""
USE = "take-over"
UPLOADS = Attempts("take-over-upload", "30 per 10 minutes")
"""Files one person may have read: it takes a turn that evidence and logos of everybody else wait for."""
SHOWN = 200
"""Answers that stay behind, listed on the page."""


@pages.route("/", methods=["GET", "POST"])
@access("answer", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    """Choose a report; sending it shows what would come along, and keeps nothing."""
    session = database().session
    company = find_company(session, current_actor().tenant)
    if company is None:
        return redirect(url_for("companies.create"), 303)
    draft = find_open(session, company.tenant_id)
    if request.method == "GET":
        return render_template("takeovers/upload.html", fault="")
    current_app.extensions["throttle"].take(UPLOADS, str(current_actor().user_id))
    try:
        opened = open_report(sent_file(MOST_BYTES, none=CHOOSE_FILE, too_large=TOO_LARGE), find_attachment_apart)
        taken = _carried(opened, company, draft)
    except PersonError as error:
        return render_template("takeovers/upload.html", fault=error.message.get(lang())), error.status
    return _preview(opened, taken, company, draft)


@pages.post("/keep")
@access("answer")
def keep() -> ResponseReturnValue:
    """Start a draft with the answers, or fill the one that is open; what was answered there stays unless chosen."""
    session, actor = database().session, current_actor()
    company = find_company(session, actor.tenant, hold=True)  # two presses open one draft
    opened = _unpacked(request.form.get("parcel", ""))
    if company is None:
        return redirect(url_for("companies.create"), 303)
    draft = find_open(session, actor.tenant)
    taken = _carried(opened, company, draft)
    if draft is None:
        draft = start_assessment(session, company, _main(company, None), by=actor.user_id)
    get_assessment(session, draft.id, hold="state")
    count = take_over_answers(
        session,
        get_draft(session, draft.id),
        taken.sheets,
        by=(actor.user_id, clock.now(), opened.code),
        replace=request.form.get("answered") == "replace",
    )
    flash(_taken(count), "success")
    return redirect(url_for("assessments.resume", assessment_id=draft.id), 303)


def _taken(count: int) -> str:
    said: str = ngettext(
        "%(num)s answer was taken over. Please confirm it where it still holds.",
        "%(num)s answers were taken over. Please confirm each where it still holds.",
        count,
    )
    return said


def _main(company: Company, draft: Assessment | None) -> Instrument:
    """The questionnaire the answers go into: the open draft's, else today's of the trade."""
    return instrument_of(draft) if draft else catalogue().instrument(company.industry_key)


def _carried(opened: Opened, company: Company, draft: Assessment | None) -> Takeover:
    content, main = catalogue(), _main(company, draft)
    if opened.pins.instrument.id != main.id:
        raise Invalid(OTHER_TRADE.format(theirs=opened.pins.instrument.title, ours=main.title))
    firm = get_company(database().session, company.tenant_id)
    known = {main.id: main} | {id: content.instrument(id) for id in content.module_ids}
    taken = carry_over(opened.data, known, firm)
    if not taken.count:
        raise Invalid(EMPTY)
    return taken


def _preview(opened: Opened, taken: Takeover, company: Company, draft: Assessment | None) -> str:
    entry = find_verification(database().session, opened.code)
    return render_template(
        "takeovers/preview.html",
        opened=opened,
        taken=taken,
        left=taken.left[:SHOWN],
        company=company,
        draft=draft,
        edition=_main(company, draft).version,
        entry=entry if entry is not None and entry.content_hash == opened.content_hash else None,
        parcel=_packed(opened),
    )


def _packed(opened: Opened) -> str:
    content = {
        "code": opened.code,
        "hash": opened.content_hash,
        "pins": opened.pins.model_dump(mode="json"),
        "data": opened.data.model_dump(mode="json"),
    }
    return pack(content, secret=_secret(), tenant_id=current_actor().tenant, use=USE)


def _unpacked(word: str) -> Opened:
    content: Any = unpack(word, secret=_secret(), tenant_id=current_actor().tenant, use=USE)
    return Opened(
        code=content["code"],
        content_hash=content["hash"],
        pins=Pins.model_validate(content["pins"]),
        data=ReportData.model_validate(content["data"]),
    )


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
