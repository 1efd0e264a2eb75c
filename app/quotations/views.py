"""Quotations: a provider's drafts and issued ones, and what a firm was offered."""

from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from app.clients.queries import find_client_of, get_client
from app.companies.queries import find_company
from app.kit import clock
from app.kit.access import ToMake, access
from app.kit.db import database
from app.kit.docx import MIME as DOCX
from app.kit.errors import Conflict, Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.tables import read_tables
from app.kit.web import sent_file
from app.kit.xlsx import WORKBOOK
from app.quotations import wording
from app.quotations.desk import maker_of
from app.quotations.disclosing import find_interests
from app.quotations.forms import PriceForm, QuotationForm, line_data, written
from app.quotations.models import PriceItem, Quotation, ReceivedQuotation
from app.quotations.operations import (
    Offer,
    change_quotation,
    draft_quotation,
    drop_quotation,
    issue_quotation,
    line_of,
    replace_quotation,
    tell_taken,
    write_paper,
)
from app.quotations.papers import facts_of, rows_of, sums_of, write_document, write_sheets
from app.quotations.pricing import drop_item, keep_item, keep_items, priced
from app.quotations.queries import (
    NO_QUOTATION,
    get_item,
    get_quotation,
    get_received,
    list_items,
    list_names,
    list_quotations,
    list_received,
    list_sold,
)
from app.quotations.reading import FirmPlan, read_plan, titles_of, titles_sold
from app.quotations.sheets import draw_prices, label_of, read_prices
from app.quotations.values import Line, Paper
from app.roadmaps.queries import find_version
from app.subscriptions.plans import Feature
from app.tenants.access import current_actor, own_provider, row_of
from app.tenants.looking import note_look

pages = Blueprint("quotations", __name__)
KINDS = {"xlsx": WORKBOOK, "docx": DOCX}
EMPTY = "empty"
MOST_BYTES = 2 * 1024 * 1024 - 64 * 1024
FAULTS_SHOWN = 100


@pages.app_context_processor
def offer() -> dict[str, Any]:
    """Whether the firm of whoever is at home has offers; they are for its owners."""
    return {"offers_received": _has_offers}


@pages.app_template_global("interests_of")
def tell_interests(tenant_id: UUID, roadmap_id: UUID | None, page: str) -> list[str]:
    """Sentences that have to stand beside a page drawn from a frozen document which does not hold them: an adviser
    began to sell, or made an offer, after it was issued."""
    session = database().session
    roadmap = find_version(session, tenant_id, roadmap_id, contents=False) if roadmap_id else None
    interests = find_interests(session, roadmap)
    if roadmap is None or not interests:
        return []
    company = find_company(session, tenant_id)
    titles = titles_of(roadmap, company.industry_key if company else "")
    told = [one.say(titles).get(lang()) for one in interests]
    return [one for one in told if escape(one) not in page]


def _has_offers() -> bool:
    actor = g.get("actor")
    if actor is None or actor.tenant_id is None or not actor.may("manage"):
        return False
    return bool(list_received(database().session, actor.tenant_id))


@pages.get("/quotations")
@access("quote", tenant=own_provider, plan=Feature.PORTFOLIO)
def book() -> ResponseReturnValue:
    """All of the provider's, newest first; a firm that no longer agrees has no name here."""
    session, provider_id = database().session, current_actor().tenant
    rows, names = list_quotations(session, provider_id), list_names(session, provider_id)
    return render_template("quotations/book.html", rows=rows, names=names, words=wording, today=clock.today())


@pages.route("/quotations/for/<uuid:client_id>", methods=["GET", "POST"])
@access("quote", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def begin(client_id: UUID) -> ResponseReturnValue:
    """Choose from the firm's roadmap; what is in the price book is filled in."""
    actor = current_actor()
    with database().ahead() as session:
        firm_id = get_client(session, actor.tenant, client_id).firm_id
        sold = list_sold(session, actor.tenant)
    plan = _plan(firm_id)
    chosen = [one.initiative for one in plan.items if one.initiative in request.form.getlist("initiative")]
    if request.method == "POST" and (chosen or "free" in request.form):
        session, on = database().session, clock.today()
        made = draft_quotation(session, actor.tenant, plan, chosen, by=actor.user_id, on=on)
        return redirect(url_for("quotations.edit", quotation_id=made.id), 303)
    missing = request.method == "POST"
    page = render_template("quotations/begin.html", plan=plan, sold=sold, client_id=client_id, missing=missing)
    return make_response(page, 422 if missing else 200)


def _plan(firm_id: UUID | None) -> FirmPlan:
    """The firm's plan, and on the firm's record that somebody looked; NotFound where it is not shared."""
    actor = current_actor()
    plan = read_plan(database(), actor.tenant, firm_id)
    if plan is None:
        raise NotFound(NO_QUOTATION)
    note_look(database(), actor.user_id, plan.firm_id)
    return plan


@pages.route("/quotations/<uuid:quotation_id>/edit", methods=["GET", "POST"])
@access("quote", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def edit(quotation_id: UUID) -> ResponseReturnValue:
    """A draft's lines, validity and note."""
    session, provider_id = database().session, current_actor().tenant
    row = get_quotation(session, provider_id, quotation_id)
    if row.issued_at is not None:
        return redirect(url_for("quotations.show", quotation_id=quotation_id), 303)
    form = _form(row)
    fault = ""
    if form.validate_on_submit():
        try:
            return _save(quotation_id, form)
        except (Conflict, Invalid) as error:
            database().rollback()
            fault = error.message.get(lang())
    client = find_client_of(session, provider_id, row.firm_id)
    page = render_template("quotations/edit.html", form=form, row=row, fault=fault, words=wording, client=client)
    return make_response(page, 422 if form.errors or fault else 200)


def _form(row: Quotation) -> QuotationForm:
    begun = {"lines": [line_data(one) for one in row.lines], "valid_until": row.valid_until, "note": row.note}
    form = QuotationForm(data={**begun, "revision": row.revision})
    items = list_items(database().session, row.tenant_id)
    named = [(str(one.id), f"{one.code} · {one.name.get(lang())}") for one in items]
    form.add.choices = [("", _("nothing")), (EMPTY, _("An empty line")), *named]
    return form


def _save(quotation_id: UUID, form: QuotationForm) -> ResponseReturnValue:
    session, actor = database().session, current_actor()
    added: tuple[Line, ...] = ()
    item_id = parse_id(form.add.data)
    if item_id is not None:
        added = (line_of(get_item(session, actor.tenant, item_id)),)
    elif form.add.data == EMPTY:
        added = (Line(name=wording.NEW_LINE),)
    offer = Offer(
        lines=(*form.told(), *added),
        valid_until=form.valid_until.data or clock.today(),
        note=(form.note.data or "").strip(),
        revision=form.revision.data or 0,
    )
    change_quotation(session, actor.tenant, quotation_id, offer, by=actor.user_id)
    flash(_("Saved."), "success")
    return redirect(url_for("quotations.edit" if added else "quotations.show", quotation_id=quotation_id), 303)


@pages.get("/quotations/<uuid:quotation_id>")
@access("quote", tenant=own_provider, plan=Feature.PORTFOLIO)
def show(quotation_id: UUID) -> ResponseReturnValue:
    """The paper: as it was issued, or as it would be."""
    session, actor = database().session, current_actor()
    row = get_quotation(session, actor.tenant, quotation_id)
    paper = row.paper or write_paper(row, _plan(row.firm_id), maker_of(session, actor))
    client = find_client_of(session, actor.tenant, row.firm_id)
    return render_template("quotations/show.html", row=row, client=client, kinds=KINDS, **_drawn(paper))


def _drawn(paper: Paper) -> dict[str, Any]:
    speak = lang()
    told = {"facts": facts_of(paper, speak), "rows": list(rows_of(paper, speak)), "sums": sums_of(paper, speak)}
    return {"paper": paper, "words": wording, "today": clock.today(), **told}


@pages.post("/quotations/<uuid:quotation_id>/<any(issue,replace,drop):act>")
@access("quote", tenant=own_provider, plan=Feature.PORTFOLIO)
def move(quotation_id: UUID, act: Literal["issue", "replace", "drop"]) -> ResponseReturnValue:
    """Issue a draft, begin one in place of an issued quotation, or throw a draft away."""
    actor = current_actor()
    if act == "issue":
        return _issue(quotation_id)
    session, by = database().session, actor.user_id
    if act == "replace":
        made = replace_quotation(session, actor.tenant, quotation_id, by=by, on=clock.today())
        return redirect(url_for("quotations.edit", quotation_id=made.id), 303)
    drop_quotation(session, actor.tenant, quotation_id, by=by)
    flash(_("The draft is gone."), "success")
    return redirect(url_for("quotations.book"), 303)


def _issue(quotation_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    with database().ahead() as ahead:
        firm_id = get_quotation(ahead, actor.tenant, quotation_id).firm_id
    plan = _plan(firm_id)
    try:
        session = database().session
        made = issue_quotation(session, actor.tenant, quotation_id, plan, maker_of(session, actor))
    except Invalid as error:
        database().rollback()
        flash(error.message.get(lang()), "warning")
        return redirect(url_for("quotations.edit", quotation_id=quotation_id), 303)
    flash(_("Issued as %(number)s. The firm's owner finds it here, too.", number=made.number), "success")
    return redirect(url_for("quotations.show", quotation_id=quotation_id), 303)


@pages.get("/quotations/<uuid:quotation_id>/<any(xlsx,docx):kind>")
@access("quote", tenant=own_provider, writes=True, plan=Feature.PORTFOLIO)
def take(quotation_id: UUID, kind: Literal["xlsx", "docx"]) -> ResponseReturnValue:
    """An issued one as a file."""
    session, actor = database().session, current_actor()
    row = get_quotation(session, actor.tenant, quotation_id)
    if row.paper is None:
        raise NotFound(NO_QUOTATION)
    tell_taken(session, row.tenant_id, row.id, kind, by=actor.user_id)
    return _sent(row.paper, kind)


def _sent(paper: Paper, kind: Literal["xlsx", "docx"]) -> ResponseReturnValue:
    content = {"xlsx": write_sheets, "docx": write_document}[kind](paper, lang())
    name = f"{wording.TITLE.get(lang())} {paper.number}.{kind}"
    answer = send_file(BytesIO(content), mimetype=KINDS[kind], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


# -- the price book ---------------------------------------------------------------------------------------------------


@pages.get("/price-book")
@access("price", tenant=own_provider, plan=Feature.PORTFOLIO)
def prices() -> ResponseReturnValue:
    """What the provider sells."""
    rows = list_items(database().session, current_actor().tenant)
    return render_template("quotations/prices.html", rows=rows, titles=titles_sold(), words=wording)


@pages.route("/price-book/new", methods=["GET", "POST"])
@access("price", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def add_price() -> ResponseReturnValue:
    """One entry more."""
    return _price_page(PriceForm(), None)


@pages.route("/price-book/<uuid:item_id>", methods=["GET", "POST"])
@access("price", tenant=own_provider, plan=Feature.PORTFOLIO)
def price(item_id: UUID) -> ResponseReturnValue:
    """One entry, written anew."""
    item = get_item(database().session, current_actor().tenant, item_id)
    return _price_page(PriceForm(data=written(item)), item)


def _price_page(form: PriceForm, item: PriceItem | None) -> ResponseReturnValue:
    actor, titles = current_actor(), titles_sold()
    form.initiative.choices = [("", _("none")), *((one, label_of(one, titles, lang())) for one in sorted(titles))]
    if item is not None and item.initiative and item.initiative not in titles:
        form.initiative.choices.append((item.initiative, item.initiative))
    item_id = item.id if item else None
    if form.validate_on_submit():
        try:
            keep_item(database().session, actor.tenant, form.told(), by=actor.user_id, item_id=item_id)
            flash(_("Saved."), "success")
            return redirect(url_for("quotations.prices"), 303)
        except Conflict as error:
            form.code.errors = [error.message.get(lang())]
    page = render_template("quotations/price.html", form=form, item_id=item_id)
    return make_response(page, 422 if form.errors else 200)


@pages.post("/price-book/<uuid:item_id>/drop")
@access("price", tenant=own_provider, plan=Feature.PORTFOLIO)
def drop_price(item_id: UUID) -> ResponseReturnValue:
    """Sell it no more."""
    actor = current_actor()
    drop_item(database().session, actor.tenant, item_id, by=actor.user_id)
    flash(_("The entry is gone; quotations keep what they say."), "success")
    return redirect(url_for("quotations.prices"), 303)


@pages.get("/price-book/book.xlsx")
@access("price", tenant=own_provider, plan=Feature.PORTFOLIO)
def take_prices() -> ResponseReturnValue:
    """The whole book as a workbook, which is the template, too."""
    items = [priced(one) for one in list_items(database().session, current_actor().tenant)]
    content = draw_prices(items, titles_sold(), lang(), at=clock.now())
    name = f"{wording.BOOK.get(lang())} {clock.today():%Y-%m-%d}.xlsx"
    answer = send_file(BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.route("/price-book/import", methods=["GET", "POST"])
@access("price", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def hand_in() -> ResponseReturnValue:
    """Take a workbook in: all of it, or nothing and every fault with its row."""
    shown: dict[str, Any] = {"fault": "", "faults": (), "count": 0, "columns": wording.COLUMNS}
    if request.method == "GET":
        return render_template("quotations/hand_in.html", **shown)
    actor = current_actor()
    try:
        content = sent_file(MOST_BYTES, none=wording.CHOOSE_FILE, too_large=wording.TOO_LARGE)
        reading = read_prices(read_tables(content), titles_sold())
        if not reading.faults:
            told = keep_items(database().session, actor.tenant, reading.items, by=actor.user_id)
            flash(_("%(added)s added, %(changed)s changed.", added=told[0], changed=told[1]), "success")
            return redirect(url_for("quotations.prices"), 303)
        shown |= {"faults": reading.faults[:FAULTS_SHOWN], "count": len(reading.faults)}
    except PersonError as error:
        shown["fault"] = error.message.get(lang())
    return render_template("quotations/hand_in.html", **shown), 422


# -- the firm ---------------------------------------------------------------------------------------------------------


@pages.get("/quotations/received")
@access("manage")
def received() -> ResponseReturnValue:
    """What the firm was offered."""
    rows = list_received(database().session, current_actor().tenant)
    replaced = {one.paper.replaces for one in rows}
    shown = {"rows": rows, "replaced": replaced, "today": clock.today(), "money": wording.say_money}
    return render_template("quotations/received.html", words=wording, **shown)


@pages.get("/quotations/received/<uuid:received_id>")
@access("manage", tenant=row_of(ReceivedQuotation, "received_id"))
def read(received_id: UUID) -> ResponseReturnValue:
    """One offer."""
    row = get_received(database().session, current_actor().tenant, received_id)
    return render_template("quotations/read.html", row=row, kinds=KINDS, **_drawn(row.paper))


@pages.get("/quotations/received/<uuid:received_id>/<any(xlsx,docx):kind>")
@access("manage", tenant=row_of(ReceivedQuotation, "received_id"), writes=True)
def fetch(received_id: UUID, kind: Literal["xlsx", "docx"]) -> ResponseReturnValue:
    """The same as a file."""
    session, actor = database().session, current_actor()
    row = get_received(session, actor.tenant, received_id)
    tell_taken(session, row.tenant_id, row.quotation_id, kind, by=actor.user_id)
    return _sent(row.paper, kind)
