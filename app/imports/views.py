"""Taking the inventory out as a workbook, and back in: upload, preview, confirm. Nothing is kept before that."""

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.companies.operations import keep_inventory
from app.companies.queries import get_company_row, get_inventory
from app.content import firm
from app.content.loader import served_catalogue
from app.events.operations import record_event
from app.imports.columns import TABLES, Labels, labels_of
from app.imports.drawing import draw_inventory, draw_marked, mark
from app.imports.foreseeing import Foreseen, check_room, fingerprint, foresee, foresee_again, records_of
from app.imports.reading import Known, Reading, Record, read_inventory, unknown_columns
from app.imports.wording import CHANGED_MEANWHILE, CHOOSE_FILE, TOO_LARGE
from app.kit import clock
from app.kit.db import database
from app.kit.errors import PersonError
from app.kit.i18n import lang
from app.kit.parcels import pack, unpack
from app.kit.tables import read_tables
from app.kit.web import sent_file
from app.kit.xlsx import WORKBOOK
from app.tenants.access import access, current_actor

pages = Blueprint("imports", __name__, url_prefix="/firm/inventory")
MOST_BYTES = 2 * 1024 * 1024 - 64 * 1024
"""A little less than a request may hold."""
SHOWN = 100
"""Faults listed on the page; the marked workbook has all."""


@pages.get("/workbook.xlsx")
@access("read")
def workbook() -> ResponseReturnValue:
    """What the firm has entered, as the workbook to fill in and hand back."""
    inventory, offered = _inventory()
    content = draw_inventory(inventory, offered, lang(), at=clock.now())
    return _attached(content, _("Systems and equipment"))


@pages.route("/import", methods=["GET", "POST"])
@access("answer", methods=["GET", "POST"])
def upload() -> ResponseReturnValue:
    """Choose a workbook; sending it shows what would happen, and keeps nothing."""
    if request.method == "GET":
        return render_template("imports/upload.html", fault="", nav="inventory")
    try:
        readings = _read()
        if any(one.faults for one in readings):
            return _faulty(readings), 422
        check_room(foreseen := foresee(readings, _inventory()[0]))
    except PersonError as error:
        return render_template("imports/upload.html", fault=error.message.get(lang()), nav="inventory"), 422
    note = unknown_columns(readings)
    return _preview(foreseen, note.get(lang()) if note else "")


@pages.post("/import/keep")
@access("answer")
def keep() -> ResponseReturnValue:
    """Keep what the preview showed; if the inventory moved meanwhile, show it anew."""
    actor, session = current_actor(), database().session
    company = get_company_row(session, actor.tenant, hold=True)
    parcel = _opened("keep")
    wanted = firm.Inventory.model_validate(parcel["inventory"])
    if parcel["before"] != fingerprint(now := _inventory()[0]):
        return _preview(foresee_again(wanted, now), CHANGED_MEANWHILE.get(lang())), 409
    keep_inventory(session, company, wanted)
    subject = f"company:{company.id}"
    record_event(session, "company.inventory_imported", by=actor.user_id, tenant_id=actor.tenant, subject=subject)
    count = len(wanted.workloads) + len(wanted.equipment)
    flash(ngettext("%(num)s entry was imported.", "%(num)s entries were imported.", count), "success")
    return redirect(url_for("companies.inventory"), 303)


@pages.post("/import/marked.xlsx")
@access("answer")
def marked() -> ResponseReturnValue:
    """The workbook that was handed in, marked where it is to be mended."""
    content = draw_marked(_opened("mend"), _inventory()[1], lang(), at=clock.now())
    return _attached(content, _("Systems and equipment, to be mended"))


def _inventory() -> tuple[firm.Inventory, Mapping[str, Mapping[str, Labels]]]:
    """What the firm has, and what each column of the workbook offers it."""
    session, tenant_id, catalogue = database().session, current_actor().tenant, served_catalogue()
    inventory, trade = get_inventory(session, tenant_id), get_company_row(session, tenant_id).industry_key
    kept = frozenset([*(one.kind for one in inventory.workloads), *(one.kind for one in inventory.equipment)])
    return inventory, {form.kind: labels_of(form, catalogue, industry=trade, kept=kept) for form in TABLES}


def _read() -> list[Reading]:
    """The file of this request, read; Invalid says what is wrong with it as a whole."""
    content = sent_file(MOST_BYTES, none=CHOOSE_FILE, too_large=TOO_LARGE)
    inventory, offered = _inventory()
    records: dict[str, dict[str, Record]] = {
        form.kind: {one.id: one for one in getattr(inventory, form.kind)} for form in TABLES
    }
    return read_inventory(read_tables(content), Known(today=clock.today(), records=records, labels=offered))


def _preview(foreseen: tuple[Foreseen, ...], note: str) -> str:
    inventory, offered = _inventory()
    content = {"inventory": records_of(foreseen).model_dump(mode="json"), "before": fingerprint(inventory)}
    parcel = _packed(content, "keep")
    return render_template(
        "imports/preview.html",
        foreseen=foreseen,
        note=note,
        parcel=parcel,
        forms=_forms(),
        offered=offered,
        nav="inventory",
    )


def _faulty(readings: list[Reading]) -> str:
    places = [(one.form.title.get(lang()), one, fault) for one in readings for fault in one.faults]
    parcel = _packed(mark(readings, lang()), "mend")
    return render_template(
        "imports/faulty.html", places=places[:SHOWN], count=len(places), parcel=parcel, nav="inventory"
    )


def _forms() -> dict[str, Any]:
    return {form.kind: form for form in TABLES}


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _packed(content: Any, use: str) -> str:
    return pack(content, secret=_secret(), tenant_id=current_actor().tenant, use=use)


def _opened(use: str) -> Any:
    word = request.form.get("parcel", "")
    return unpack(word, secret=_secret(), tenant_id=current_actor().tenant, use=use)


def _attached(content: bytes, name: str) -> ResponseReturnValue:
    answer = send_file(io.BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=f"{name}.xlsx")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
