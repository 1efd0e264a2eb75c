"""Bringing firms in: lists, single firms, links, how far each has come; and the page a link opens."""

import io
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, send_file, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from app.accounts.fresh import fresh
from app.clients.models import Client, Stage
from app.clients.queries import get_client
from app.clients.wording import STAGE_WORDS
from app.content.loader import served_catalogue
from app.kit import clock
from app.kit.access import access
from app.kit.addresses import read_address
from app.kit.db import HouseSession, Scope, database
from app.kit.errors import Conflict, Invalid, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.jobs import leave_note
from app.kit.parcels import pack, unpack
from app.kit.qr import qr_svg
from app.kit.tables import read_tables
from app.kit.throttle import Attempts
from app.kit.web import out_of_sight, sent_file
from app.kit.words import UncleanText, canonical
from app.kit.xlsx import WORKBOOK
from app.onboarding import operations, queries
from app.onboarding.drawing import draw_links, draw_template
from app.onboarding.forms import FirmForm, InviteFirmsForm, NewFirmForm
from app.onboarding.linking import maker_of, paste_text, regions, write
from app.onboarding.models import FirmInvite
from app.onboarding.reading import PEOPLE, Known, NewFirm, read_contact, read_firms, sort_out
from app.onboarding.wording import CHOOSE_FILE, COLUMNS, NO_CONTACT, NO_NAME, TOO_LARGE
from app.tenants import changes
from app.tenants.access import CHOSEN, current_actor, own_provider
from app.tenants.forms import AgreeForm
from app.tenants.models import Organisation, Role
from app.tenants.operations import open_tenant
from app.tenants.queries import get_provider, list_agreements, list_members, list_seats
from app.tenants.wording import SHARE_WORDS

pages = Blueprint("onboarding", __name__)
MOST_BYTES = 2 * 1024 * 1024 - 64 * 1024
USE = "firms"
SHOWN = 100
LOOKS = Attempts("firm-link", "60 per 10 minutes")
"""Times one browser's address may open links of firms."""


@pages.get("/onboarding")
@access("clients", tenant=own_provider)
def funnel() -> ResponseReturnValue:
    """How many firms have come how far, and each of them with since when."""
    store, tenant_id = database().session, current_actor().tenant
    stage = next((one for one in Stage if one == request.args.get("stage")), None)
    counts = queries.count_stages(store, tenant_id)
    pages_ = -(-(counts[stage] if stage else sum(counts.values())) // queries.A_PAGE)
    page = min(max(1, request.args.get("page", 1, type=int)), max(1, pages_))
    return render_template(
        "onboarding/funnel.html",
        rows=queries.list_progress(store, tenant_id, stage, page=page),
        counts=counts,
        stage=stage,
        page=page,
        pages=pages_,
        stages=STAGE_WORDS,
        now=clock.now(),
    )


# -- noting firms -----------------------------------------------------------------------------------------------------


@pages.get("/onboarding/template.xlsx")
@access("clients", tenant=own_provider)
def template() -> ResponseReturnValue:
    """The table to fill in."""
    return _attached(draw_template(_known(), lang(), at=clock.now()), _("Firms to note"))


@pages.route("/onboarding/import", methods=["GET", "POST"])
@access("tend", tenant=own_provider)
def upload() -> ResponseReturnValue:
    """Choose a table; sending it shows what would happen, and keeps nothing."""
    if request.method == "GET":
        return render_template("onboarding/upload.html", fault="", faults=())
    try:
        reading = read_firms(read_tables(sent_file(MOST_BYTES, none=CHOOSE_FILE, too_large=TOO_LARGE)), _known())
    except PersonError as error:
        return render_template("onboarding/upload.html", fault=error.message.get(lang()), faults=()), 422
    if reading.faults:
        shown = {"faults": reading.faults[:SHOWN], "count": len(reading.faults), "columns": COLUMNS}
        return render_template("onboarding/upload.html", fault="", **shown), 422
    told = sort_out(reading.firms, queries.list_book(database().session, current_actor().tenant))
    parcel = _packed([asdict(one) for one in reading.firms])
    return render_template("onboarding/preview.html", told=told, parcel=parcel, trades=_known().trades)


@pages.post("/onboarding/import/keep")
@access("tend", tenant=own_provider)
def keep() -> ResponseReturnValue:
    """Note what the preview showed, all of it or nothing; what came into the book meanwhile is left out."""
    actor = current_actor()
    secret = str(current_app.config["SECRET_KEY"])
    told = unpack(request.form.get("parcel", ""), secret=secret, tenant_id=actor.tenant, use=USE)
    firms = [NewFirm(**one) for one in told]
    anyway = set(request.form.getlist("anyway", type=int))
    rows = operations.note_firms(database().session, actor.tenant, firms, anyway=anyway, by=actor.user_id)
    flash(ngettext("%(num)s firm was noted.", "%(num)s firms were noted.", len(rows)), "success")
    if not rows:
        return redirect(url_for("onboarding.funnel"), 303)
    return redirect(url_for("onboarding.invite", noted=min(row.id for row in rows)), 303)


@pages.route("/onboarding/new", methods=["GET", "POST"])
@access("tend", tenant=own_provider)
def note_one() -> ResponseReturnValue:
    """Note a single firm."""
    actor, form, known = current_actor(), NewFirmForm(), _known()
    form.trade.choices = [("", _("not said")), *((id, title.get(lang())) for id, title in known.trades.items())]
    for name, role in PEOPLE.items():
        found = [(str(one.user_id), one.name or one.contact) for one in known.people if role in one.roles]
        form[name].choices = [("", _("nobody yet")), *found]
    if form.validate_on_submit() and (firm := _firm_of(form)) is not None:
        rows = operations.note_firms(database().session, actor.tenant, [firm], anyway={0}, by=actor.user_id)
        if rows:
            flash(_("%(name)s was noted.", name=firm.name), "success")
            return redirect(url_for("onboarding.invite", firm=rows[0].id), 303)
        form.name.errors = [*form.name.errors, _("This firm is in your book already.")]
    return make_response(render_template("onboarding/new.html", form=form), 422 if form.errors else 200)


def _firm_of(form: NewFirmForm) -> NewFirm | None:
    values: dict[str, str] = {}
    for name in COLUMNS:
        try:
            values[name] = canonical(form[name].data or "", limit=2000)
        except UncleanText as error:
            form[name].errors = [*form[name].errors, error.message.get(lang())]
    if values.get("contact"):
        known = read_contact(values["contact"], regions())
        if known is None:
            form.contact.errors = [*form.contact.errors, NO_CONTACT.format(said=values["contact"]).get(lang())]
        values["contact"] = known or ""
    return NewFirm(row=0, **values) if not form.errors else None


# -- links ------------------------------------------------------------------------------------------------------------


@pages.route("/onboarding/invite", methods=["GET", "POST"])
@access("tend", tenant=own_provider)
def invite() -> ResponseReturnValue:
    """Make links for firms, with what the provider proposes to them."""
    actor, store = current_actor(), database().session
    form, terms = InviteFirmsForm(), AgreeForm(data={"shares": ["results", "answers"]})
    rows = queries.list_invitable(store, actor.tenant)
    form.firms.choices = [(str(row.id), row.name) for row in rows]
    if request.method == "GET":
        # Only those just noted are ticked, or the one that was asked for: nobody is to mail a whole book by accident.
        first, wanted = parse_id(request.args.get("noted")), request.args.getlist("firm")
        form.firms.data = [str(row.id) for row in rows if str(row.id) in wanted or (first and row.id >= first)]
    if form.validate_on_submit() & terms.validate_on_submit():
        offer, maker = _offer(terms), maker_of(actor, mails=bool(form.mail.data))
        chosen = [row.id for row in rows if str(row.id) in (form.firms.data or ())]
        made = [operations.invite_firm(store, actor.tenant, id, offer, maker) for id in chosen]
        _say_made(made)
        if len(made) == 1:
            return redirect(url_for("onboarding.link", client_id=made[0].client_id), 303)
        return redirect(url_for("onboarding.funnel", stage=Stage.INVITED.value), 303)
    page = render_template("onboarding/invite.html", form=form, terms=terms, rows=rows)
    return make_response(page, 422 if form.errors or terms.errors else 200)


def _say_made(made: list[FirmInvite]) -> None:
    mailed = sum(one.mailed_at is not None for one in made)
    said = ngettext("%(num)s link was made.", "%(num)s links were made.", len(made))
    if mailed:
        said += " " + ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", mailed)
    flash(said, "success")


@pages.get("/onboarding/<uuid:client_id>")
@access("tend", tenant=own_provider)
def link(client_id: UUID) -> ResponseReturnValue:
    """One firm's link: to copy, to scan, to send again or withdraw."""
    actor, store = current_actor(), database().session
    row = get_client(store, actor.tenant, client_id)
    held = queries.find_invite(store, actor.tenant, client_id)
    progress = queries.Progress(row, held)
    address = write(held) if held is not None and progress.is_open(clock.now()) else None
    provider = get_provider(store, actor.tenant).name
    return render_template(
        "onboarding/link.html",
        progress=progress,
        address=address,
        text=paste_text(row, provider, address) if address else "",
        qr=qr_svg(address, label=_("QR code of the link")) if address else "",
        stages=STAGE_WORDS,
        shares=SHARE_WORDS,
    )


@pages.post("/onboarding/<uuid:client_id>/again")
@access("tend", tenant=own_provider)
def again(client_id: UUID) -> ResponseReturnValue:
    """A new link in place of the one before, with the same proposal."""
    actor, store = current_actor(), database().session
    held = queries.get_invite(store, actor.tenant, client_id)
    offer = operations.Offer(purpose=held.purpose, shares=held.shares, days=held.days)
    _say_made([operations.invite_firm(store, actor.tenant, client_id, offer, maker_of(actor))])
    return redirect(url_for("onboarding.link", client_id=client_id), 303)


@pages.post("/onboarding/<uuid:client_id>/mail")
@access("tend", tenant=own_provider)
def mail(client_id: UUID) -> ResponseReturnValue:
    """Send the link by mail, again if need be."""
    actor, store = current_actor(), database().session
    row, held = get_client(store, actor.tenant, client_id), queries.get_invite(store, actor.tenant, client_id)
    maker = maker_of(actor, mails=True)
    if "@" in row.contact and held.expires_at > clock.now() and maker.mails(row.contact):
        operations.mail_link(store, row, held, maker)
        flash(_("A mail is on its way."), "success")
    else:
        flash(
            _("No mail was sent: too many went to this address, or out of here, within a day. Pass the link on."),
            "error",
        )
    return redirect(url_for("onboarding.link", client_id=client_id), 303)


@pages.post("/onboarding/<uuid:client_id>/withdraw")
@access("tend", tenant=own_provider)
def withdraw(client_id: UUID) -> ResponseReturnValue:
    """Take a link back."""
    actor = current_actor()
    held = queries.get_invite(database().session, actor.tenant, client_id)
    operations.withdraw_link(database().session, held, by=actor.user_id)
    flash(_("Withdrawn. The link opens nothing any more."), "success")
    return redirect(url_for("onboarding.funnel"), 303)


@pages.get("/onboarding/links.xlsx")
@access("tend", tenant=own_provider)
def links() -> ResponseReturnValue:
    """Every link that opens, with the text to paste."""
    actor, now = current_actor(), clock.now()
    provider = get_provider(database().session, actor.tenant).name
    found = []
    for one in queries.list_progress(database().session, actor.tenant, None, page=None):
        address = write(one.invite) if one.invite is not None and one.is_open(now) else None
        if address:
            found.append((one, address, paste_text(one.client, provider, address)))
    return _attached(draw_links(found, lang(), at=now), _("Links"))


# -- what a link opens ------------------------------------------------------------------------------------------------


@pages.get("/join/<word>")
@access("anyone", writes=True)
def show(word: str) -> ResponseReturnValue:
    """Who invites the firm and what they ask for; signed in, on to the decision."""
    current_app.extensions["throttle"].take(LOOKS, request.remote_addr or "")
    found = _find(word)
    if found is None:
        return _closed()
    held, row, provider = found
    seats = list_seats(database().session, current_user.id) if current_user.is_authenticated else ()
    if not any(seat.organisation_id == provider.id for seat in seats):
        operations.note_opening(database().session, held, at=clock.now())
    if current_user.is_authenticated:
        return redirect(url_for("onboarding.decide", word=word), 303)
    shown = {"held": held, "firm": row.name, "provider": provider, "shares": SHARE_WORDS}
    has_sms = current_app.config["SETTINGS"].has_sms
    page = render_template(
        "onboarding/show.html", then=url_for("onboarding.decide", word=word), has_sms=has_sms, **shown
    )
    return out_of_sight(page)


@pages.route("/join/<word>/agree", methods=["GET", "POST"])
@access("person")
@fresh
def decide(word: str) -> ResponseReturnValue:
    """The consent, filled in as the provider proposes it. Only the owner's yes makes it one."""
    with database().reading() as reading:
        found = _find(word, reading)
    if found is None:
        return _closed()
    held, row, provider = found
    firms = [seat for seat in current_actor().firms if seat.role == Role.OWNER]
    proposal = {"purpose": held.purpose, "shares": held.shares, "days": "" if held.days is None else str(held.days)}
    form, terms = FirmForm(data=_first(firms, row)), AgreeForm(data=proposal)
    form.name.flags.required = not firms
    form.firm.choices = [(str(seat.organisation_id), seat.name) for seat in firms] or [("new", _("A new firm"))]
    if form.validate_on_submit() & terms.validate_on_submit():
        try:
            return _agree(held, provider.id, form, terms)
        except (Conflict, Invalid) as error:
            database().rollback()
            form.firm.errors = [*form.firm.errors, error.message.get(lang())]
    shown = {"firms": firms, "provider": provider, "held": held, "row": row}
    page = render_template("onboarding/decide.html", form=form, terms=terms, **shown)
    return out_of_sight(page, 422 if form.errors or terms.errors else 200)


def _first(firms: list[Any], row: Client) -> dict[str, str]:
    return {"firm": str(firms[0].organisation_id) if firms else "new", "name": row.name}


def _agree(held: FirmInvite, provider_id: UUID, form: FirmForm, terms: AgreeForm) -> ResponseReturnValue:
    actor, store, at = current_actor(), database().session, clock.now()
    firm_id = parse_id(form.firm.data) or _found(form)
    store.open_scope(Scope.tenant(firm_id))
    agreed = list_agreements(store, firm_id)
    stands = any(one.is_live and one.engagement.provider_id == provider_id for one in agreed)
    settle = changes.change_agreement if stands else changes.agree_to_provider
    offer = _offer(terms)
    wanted = changes.Terms(purpose=offer.purpose, shares=offer.shares, days=offer.days, invite_id=held.id)
    settle(store, firm_id, provider_id, wanted, by=actor.user_id)
    told = {"provider_id": str(provider_id), "invite_id": str(held.id), "firm_id": str(firm_id), "at": at.isoformat()}
    leave_note(store, "client.agreed", told)
    browser[CHOSEN] = str(firm_id)
    flash(_("Recorded. You can change or withdraw it at any time under “Who may see it”."), "success")
    return redirect(url_for("portfolios.home"), 303)


def _found(form: FirmForm) -> UUID:
    """A new firm of whoever agrees."""
    name = canonical((form.name.data or "").replace("\x00", ""), limit=400)[:120]
    if not name:
        raise Invalid(NO_NAME)
    return open_tenant(database().session, name, by=current_actor().user_id).id


def _find(word: str, store: HouseSession | None = None) -> tuple[FirmInvite, Client, Organisation] | None:
    """The link while it opens, with the firm's row and the provider; why another does not is nobody's business."""
    address = read_address(word)
    if address is None:
        return None
    store = store or database().session
    store.open_scope(Scope.tenant(address.tenant_id))
    held = queries.find_open_invite(store, address.tenant_id, address.secret_hash, at=clock.now())
    if held is None:
        return None
    row = get_client(store, address.tenant_id, held.client_id)
    return held, row, get_provider(store, address.tenant_id)


def _closed() -> ResponseReturnValue:
    return out_of_sight(render_template("shares/closed.html", why=queries.NO_LINK.get(lang())), 404)


def _offer(terms: AgreeForm) -> operations.Offer:
    purpose = canonical((terms.purpose.data or "")[:200], limit=600)[:200]
    days = int(terms.days.data) if terms.days.data else None
    return operations.Offer(purpose=purpose, shares=terms.shares.data or (), days=days)


def _known() -> Known:
    """What the cells of a table may refer to."""
    trades = {id: one.title for id, one in served_catalogue().industries.items()}
    return Known(trades=trades, people=list_members(database().session, current_actor().tenant), regions=regions())


def _packed(content: Any) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    return pack(content, secret=secret, tenant_id=current_actor().tenant, use=USE)


def _attached(content: bytes, name: str) -> ResponseReturnValue:
    answer = send_file(io.BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=f"{name}.xlsx")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
