"""The questionnaire as a workbook: taken along, filled in offline, and brought back by upload, preview, confirm."""

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.assessments.behalf import Standing, standing_of
from app.assessments.filling import Draft, Filling
from app.assessments.models import OPEN_STATES, Assessment, Source
from app.assessments.operations import Given, load_answers
from app.assessments.queries import get_assessment, get_draft, list_modules
from app.kit import clock
from app.kit.db import database
from app.kit.errors import PersonError
from app.kit.filenames import safe_name
from app.kit.i18n import lang
from app.kit.parcels import pack, unpack
from app.kit.tables import read_tables
from app.kit.throttle import Attempts
from app.kit.web import sent_file
from app.kit.xlsx import WORKBOOK
from app.tenants.access import access, current_actor, row_of
from app.workbooks.drawing import Marks, draw_questionnaire
from app.workbooks.foreseeing import Change, Foreseen, entries_of, foresee, packed, unpacked
from app.workbooks.layout import Part, fingerprint, lay_out
from app.workbooks.marking import mark, marks_of
from app.workbooks.reading import Reading, read_questionnaire
from app.workbooks.wording import CHANGED_MEANWHILE, CHOOSE_FILE, TITLE, TO_MEND, TOO_LARGE

pages = Blueprint("workbooks", __name__, url_prefix="/assessments/<uuid:assessment_id>/workbook")
here = row_of(Assessment, "assessment_id")
MOST_BYTES = 2 * 1024 * 1024 - 64 * 1024
"""A little less than a request may hold."""
UPLOADS = Attempts("workbook-upload", "30 per 10 minutes")
"""Files one person may have read."""
SHOWN = 100
"""Faults listed on the page; the marked workbook has all."""


@pages.get("/questionnaire.xlsx")
@access("fill", tenant=here)
def download(assessment_id: UUID) -> ResponseReturnValue:
    """Every question with what stands, to fill in without a line."""
    standing_of(current_actor())
    draft, parts = _laid_out(assessment_id)
    if draft.state not in OPEN_STATES:
        return redirect(url_for("assessments.review", assessment_id=assessment_id))
    return _attached(parts, TITLE.get(lang()))


@pages.route("", methods=["GET", "POST"])
@access("fill", methods=["GET", "POST"], tenant=here)
def upload(assessment_id: UUID) -> ResponseReturnValue:
    """Take the workbook along, or bring it back; sending it shows what would happen, and keeps nothing."""
    standing = standing_of(current_actor())
    draft, parts = _laid_out(assessment_id)
    if draft.state not in OPEN_STATES:
        return redirect(url_for("assessments.review", assessment_id=assessment_id), 303)
    if request.method == "GET":
        return _asking(draft, parts, standing)
    current_app.extensions["throttle"].take(UPLOADS, str(standing.by))
    try:
        content = sent_file(MOST_BYTES, none=CHOOSE_FILE, too_large=TOO_LARGE)
        readings = read_questionnaire(read_tables(content), parts)
    except PersonError as error:
        return _asking(draft, parts, standing, error.message.get(lang())), 422
    if any(one.faults for one in readings):
        return _faulty(draft, readings), 422
    return _preview(draft, parts, packed(entries_of(readings)), standing)


@pages.post("/keep")
@access("fill", tenant=here)
def keep(assessment_id: UUID) -> ResponseReturnValue:
    """Keep what the preview showed, all or nothing; if an answer moved meanwhile, show it anew."""
    standing = standing_of(current_actor())
    get_assessment(database().session, assessment_id, hold="state")
    draft, parts = _laid_out(assessment_id)
    parcel = _opened(assessment_id, "keep")
    if parcel["before"] != fingerprint(parts):
        return _preview(draft, parts, parcel["entries"], standing, CHANGED_MEANWHILE.get(lang())), 409
    chosen = foresee(unpacked(parcel["entries"], parts)).chosen(request.form.getlist("take"))
    given = [_given(change, standing) for change in chosen]
    count = load_answers(database().session, (draft, parts[0].filling), given, Source.WORKBOOK)
    flash(ngettext("%(num)s answer was loaded.", "%(num)s answers were loaded.", count), "success")
    return redirect(url_for("assessments.review", assessment_id=assessment_id), 303)


@pages.post("/marked.xlsx")
@access("fill", tenant=here)
def marked(assessment_id: UUID) -> ResponseReturnValue:
    """The workbook that was handed in, marked where it is to be mended."""
    standing_of(current_actor())
    _draft, parts = _laid_out(assessment_id)
    marks = marks_of(_opened(assessment_id, "mend"), parts)
    return _attached(parts, f"{TITLE.get(lang())} · {TO_MEND.get(lang())}", marks)


def _laid_out(assessment_id: UUID) -> tuple[Draft, tuple[Part, ...]]:
    """The assessment and the sheets of its workbook."""
    draft, filling = get_draft(database().session, assessment_id)
    return draft, lay_out((filling, *list_modules(filling)), assessment_id, current_actor().tenant)


def _given(change: Change, standing: Standing) -> Given:
    return Given(
        question=change.slot.question,
        raw=change.raw,
        note=change.note,
        site=change.slot.site,
        by=standing.by,
        named=standing.named,
        proxy=standing.proxy,
        at=clock.now(),
    )


def _asking(draft: Draft, parts: Sequence[Part], standing: Standing, fault: str = "") -> str:
    filling: Filling = parts[0].filling
    return render_template(
        "workbooks/upload.html", assessment=draft, filling=filling, proxy=standing.proxy, fault=fault
    )


def _preview(draft: Draft, parts: Sequence[Part], entries: dict[str, Any], standing: Standing, note: str = "") -> str:
    foreseen: Foreseen = foresee(unpacked(entries, parts))
    parcel = _packed(draft.id, {"entries": entries, "before": fingerprint(parts)}, "keep")
    return render_template(
        "workbooks/preview.html",
        assessment=draft,
        filling=parts[0].filling,
        foreseen=foreseen,
        parcel=parcel,
        proxy=standing.proxy,
        note=note,
    )


def _faulty(draft: Draft, readings: Sequence[Reading]) -> str:
    places = [(one.part.filling.instrument.title, _named(one), fault) for one in readings for fault in one.faults]
    return render_template(
        "workbooks/faulty.html",
        assessment=draft,
        places=places[:SHOWN],
        count=len(places),
        foreseen=foresee(entries_of(readings)),
        parcel=_packed(draft.id, mark(readings, lang()), "mend"),
    )


def _named(reading: Reading) -> dict[str, str]:
    """Key of a question, without its line -> its words and site."""
    joint = " · "
    return {
        one.key: joint.join(filter(None, (one.question.text.get(lang()), one.site_name))) for one in reading.part.slots
    }


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _packed(assessment_id: UUID, content: Any, use: str) -> str:
    return pack(content, secret=_secret(), tenant_id=current_actor().tenant, use=f"workbook {use} {assessment_id}")


def _opened(assessment_id: UUID, use: str) -> Any:
    word, where = request.form.get("parcel", ""), f"workbook {use} {assessment_id}"
    return unpack(word, secret=_secret(), tenant_id=current_actor().tenant, use=where)


def _attached(parts: Sequence[Part], name: str, marks: Sequence[Marks] = ()) -> ResponseReturnValue:
    content = draw_questionnaire(parts, lang(), at=clock.now(), marked=marks)
    full = safe_name(f"{name} · {parts[0].filling.company.name[:60]}.xlsx")
    answer = send_file(io.BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=full)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
