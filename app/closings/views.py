"""Month ends of a provider's book: one against another, on screen and as papers."""

from io import BytesIO
from typing import Literal
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.brands.queries import find_brand
from app.brands.values import our_accent, our_dark
from app.closings import wording
from app.closings.models import Closing
from app.closings.operations import close_book, tell_taken
from app.closings.papers import Paper, write_sheets, write_slides
from app.closings.printing import print_paper
from app.closings.queries import compare_closings, find_earlier, get_closing, list_closings
from app.kit import clock, log
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Unavailable
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.paper import PressFailed
from app.kit.slides import MIME as SLIDES
from app.kit.throttle import Attempts
from app.kit.xlsx import WORKBOOK
from app.subscriptions.plans import Feature
from app.tenants.access import current_actor, own_provider
from app.tenants.queries import get_organisation

pages = Blueprint("closings", __name__)
MAKING = Attempts("closings", "20 per hour")
_log = log.get(__name__)
KINDS = {"pdf": "application/pdf", "pptx": SLIDES, "xlsx": WORKBOOK}


@pages.get("/month-ends")
@access("clients", tenant=own_provider, plan=Feature.PORTFOLIO)
def month_ends() -> ResponseReturnValue:
    """The newest one, or what will be here."""
    found = list_closings(database().session, current_actor().tenant)
    if found:
        return redirect(url_for("closings.show", closing_id=found[0].id), 303)
    return render_template("closings/month_ends.html")


@pages.post("/month-ends")
@access("tend", tenant=own_provider, plan=Feature.PORTFOLIO)
def close_today() -> ResponseReturnValue:
    """Freeze the book as at today."""
    actor, now = current_actor(), clock.now()
    current_app.extensions["throttle"].take(MAKING, str(actor.tenant))
    key = now.isoformat(timespec="seconds")
    made = close_book(database().session, actor.tenant, as_of=clock.today(), key=key, at=now, by=actor.user_id)
    flash(_("The book is kept as it stands now."), "success")
    return redirect(url_for("closings.show", closing_id=made.id), 303)


@pages.get("/month-ends/<uuid:closing_id>")
@access("clients", tenant=own_provider, plan=Feature.PORTFOLIO)
def show(closing_id: UUID) -> ResponseReturnValue:
    """One closing against another."""
    closing, earlier = _pair(closing_id)
    return render_template(
        "closings/show.html",
        closing=closing,
        earlier=earlier,
        closings=list_closings(database().session, closing.tenant_id),
        paper=_paper(closing, earlier),
        about=wording.ABOUT,
        nothing=wording.NONE,
        by_stage=wording.BY_STAGE,
        kinds=KINDS,
    )


@pages.get("/month-ends/<uuid:closing_id>/<any(pdf,pptx,xlsx):kind>")
@access("clients", tenant=own_provider, writes=True, plan=Feature.PORTFOLIO)
def take(closing_id: UUID, kind: Literal["pdf", "pptx", "xlsx"]) -> ResponseReturnValue:
    """The same on one page, on three slides, or as a workbook."""
    closing, earlier = _pair(closing_id)
    tell_taken(database().session, closing, kind, by=current_actor().user_id)
    paper = _paper(closing, earlier)
    try:
        made = {"pdf": print_paper, "pptx": write_slides, "xlsx": write_sheets}[kind](paper)
    except PressFailed as failed:
        _log.error("a month end was not printed", why=failed.why)
        raise Unavailable(wording.NOT_PRINTED) from failed
    name = f"{wording.FILE.get(lang())} {closing.as_of:%Y-%m-%d}.{kind}"
    return send_file(BytesIO(made), mimetype=KINDS[kind], as_attachment=True, download_name=name)


def _pair(closing_id: UUID) -> tuple[Closing, Closing | None]:
    session, provider_id = database().session, current_actor().tenant
    closing = get_closing(session, provider_id, closing_id)
    against = parse_id(request.args.get("against"))
    if against is not None and against != closing.id:
        return closing, get_closing(session, provider_id, against)
    return closing, find_earlier(session, closing)


def _paper(closing: Closing, earlier: Closing | None) -> Paper:
    session = database().session
    brand = find_brand(session, closing.tenant_id)
    return Paper(
        provider=get_organisation(session, closing.tenant_id).name,
        accent=brand.accent if brand else our_accent(),
        dark=brand.dark if brand else our_dark(),
        lang=lang(),
        at=closing.made_at,
        comparison=compare_closings(session, closing, earlier),
    )
