"""Fapiao of a firm or a provider: the buyer's details, asking for them, fetching what was issued."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.fapiao import wording
from app.fapiao.forms import DetailsForm
from app.fapiao.handing import send_paper
from app.fapiao.operations import Act, ask_fapiao, keep_details, withdraw_fapiao
from app.fapiao.queries import find_details, get_fapiao, list_fapiao, list_payments
from app.fapiao.values import Make
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import NotFound, PersonError
from app.kit.i18n import lang
from app.tenants.access import current_actor, own_side

pages = Blueprint("fapiao", __name__)
FIRST = {"kind": "company", "make": Make.ORDINARY.value}


@pages.get("/<any(firm,provider):side>/fapiao")
@access("buy", tenant=own_side)
def index(side: str) -> ResponseReturnValue:
    """What was asked for, and what can be asked for."""
    return _page(side)


@pages.post("/<any(firm,provider):side>/fapiao")
@access("buy", tenant=own_side)
def ask(side: str) -> ResponseReturnValue:
    """Ask for one fapiao over the chosen payments."""
    try:
        row = ask_fapiao(database().session, current_actor().tenant, request.form.getlist("payment"), _act())
    except PersonError as error:
        database().rollback()
        return _page(side, error.message.get(lang()), error.status)
    flash(_("Asked for. Its reference is %(reference)s; you get a message when it is issued.", reference=row.reference))
    return redirect(url_for("fapiao.index", side=side), 303)


@pages.route("/<any(firm,provider):side>/fapiao/details", methods=["GET", "POST"])
@access("buy", tenant=own_side)
def details(side: str) -> ResponseReturnValue:
    """For whom fapiao are made out."""
    session, tenant_id = database().session, current_actor().tenant
    kept = find_details(session, tenant_id)
    form = DetailsForm(data=_typed(kept.buyer) if kept else FIRST)
    checked = form.check() if request.method == "POST" else None
    if checked is not None:
        keep_details(session, tenant_id, checked.buyer, _act())
        flash(_("Saved. What was asked for before stays as it was."), "success")
        for words in checked.warnings:
            flash(words.get(lang()), "warning")
        return redirect(url_for("fapiao.index", side=side), 303)
    page = render_template("fapiao/details.html", side=side, form=form, kept=kept)
    return make_response(page, 422 if request.method == "POST" else 200)


@pages.post("/<any(firm,provider):side>/fapiao/<uuid:fapiao_id>/withdraw")
@access("buy", tenant=own_side)
def withdraw(side: str, fapiao_id: UUID) -> ResponseReturnValue:
    """Take it back while nobody works on it."""
    try:
        withdraw_fapiao(database().session, current_actor().tenant, fapiao_id, _act())
    except PersonError as error:
        if isinstance(error, NotFound):
            raise
        database().rollback()
        flash(error.message.get(lang()), "warning")
    else:
        flash(_("Withdrawn. The payments can be chosen again."), "success")
    return redirect(url_for("fapiao.index", side=side), 303)


@pages.get("/<any(firm,provider):side>/fapiao/<uuid:fapiao_id>/file")
@access("buy", tenant=own_side)
def fetch(side: str, fapiao_id: UUID) -> ResponseReturnValue:
    """The issued file, to be saved."""
    return send_paper(get_fapiao(database().session, current_actor().tenant, fapiao_id))


def _act() -> Act:
    return Act(by=current_actor().user_id, at=clock.now())


def _typed(buyer: Any) -> dict[str, str]:
    kept = {name: getattr(buyer, name) for name in type(buyer).__slots__}
    return kept | {"kind": "person" if buyer.is_person else "company"}


def _page(side: str, fault: str = "", status: int = 200) -> ResponseReturnValue:
    session, tenant_id = database().session, current_actor().tenant
    page = render_template(
        "fapiao/index.html",
        side=side,
        kept=find_details(session, tenant_id),
        payments=list_payments(session, tenant_id),
        asked=list_fapiao(session, tenant_id),
        chosen=set(request.form.getlist("payment")),
        fault=fault,
        words=wording,
    )
    return make_response(page, status)
