"""The desk: bank transfers of every organisation. Lists are read across tenants, every act opens exactly one."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.fresh import fresh_on
from app.accounts.queries import names_of
from app.clerks.forms import FindForm, TransferForm
from app.kit import clock
from app.kit.access import CLERK, access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.money import Money
from app.orders.models import Order
from app.orders.queries import NO_ORDER, find_by_number, search_open_transfers
from app.tenants.access import current_actor
from app.transfers.models import TransferState
from app.transfers.operations import TWICE, Seen, confirm_transfer, enter_transfer, withdraw_transfer
from app.transfers.queries import Entry, find_entry, is_known, list_entries, list_transfers, total_of

pages = Blueprint("clerks", __name__, url_prefix="/desk")
WHY = Scope.platform("the payments desk")


@pages.get("")
@access(CLERK)
def desk() -> ResponseReturnValue:
    """What waits for a second pair of eyes, and what was booked lately."""
    with database().reading(WHY) as session:
        waiting = list_entries(session, TransferState.ENTERED)
        booked = list_entries(session, TransferState.CONFIRMED)[:20]
        people = {one.transfer.entered_by_id for one in waiting} | {one.transfer.confirmed_by_id for one in booked}
        names = names_of(session, {one for one in people if one})
    mine = current_actor().user_id
    blind = database().is_postgres and database().platform_engine is database().engine
    return render_template("clerks/desk.html", waiting=waiting, booked=booked, names=names, mine=mine, blind=blind)


@pages.get("/transfers/new")
@access(CLERK)
def find() -> ResponseReturnValue:
    """Look for the order a payment is for."""
    form, found = FindForm(request.args), []
    wanted = (form.find.data or "").strip()
    if wanted and form.validate():
        with database().reading(WHY) as session:
            exact = find_by_number(session, wanted)
            found = [exact] if exact else search_open_transfers(session, wanted)
    return render_template("clerks/find.html", form=form, found=found, wanted=wanted)


@pages.route("/transfers/new/<uuid:order_id>", methods=["GET", "POST"])
@access(CLERK)
def enter(order_id: UUID) -> ResponseReturnValue:
    """Write down what came in for this order; another clerk confirms it."""
    order, name, known = _order(order_id)
    form = TransferForm(data={"currency": order.currency})
    if form.validate_on_submit():
        try:
            _enter(order, form)
        except (Conflict, Invalid) as error:
            form.amount.errors = [*form.amount.errors, error.message.get(lang())]
        else:
            flash(_("Entered. Another clerk has to confirm it before anything opens."), "success")
            return redirect(url_for("clerks.desk"), 303)
    page = render_template("clerks/enter.html", form=form, order=order, name=name, known=known)
    return make_response(page, 422 if form.errors else 200)


def _order(order_id: UUID) -> tuple[Order, str, Money]:
    with database().reading(WHY) as session:
        found = session.get(Order, order_id)
        numbered = find_by_number(session, found.number) if found is not None else None
        if found is None or numbered is None:
            raise NotFound(NO_ORDER)
        known = total_of(list_transfers(session, found.tenant_id, found.id), found.currency)
    return found, numbered[1], known


def _enter(order: Order, form: TransferForm) -> None:
    amount = Money.of(form.amount.data or 0, form.currency.data)
    words = {name: str(form[name].data or "") for name in ("payer", "reference", "note")}
    seen = Seen(amount=amount, received_on=form.received_on.data or clock.today(), **words)
    with database().reading(WHY) as session:
        if is_known(session, seen.reference.strip()):
            raise Conflict(TWICE)
    with database().begin(Scope.tenant(order.tenant_id)) as session:
        enter_transfer(session, order, seen, by=current_actor().user_id, at=clock.now())


@pages.get("/transfers/<uuid:transfer_id>")
@access(CLERK)
def transfer(transfer_id: UUID) -> ResponseReturnValue:
    """One transfer, to be held against the bank's statement."""
    entry = _entry(transfer_id)
    return render_template("clerks/transfer.html", entry=entry, mine=current_actor().user_id)


@pages.post("/transfers/<uuid:transfer_id>/<any(confirm,withdraw):act>")
@access(CLERK)
@fresh_on("clerks.desk")
def settle(transfer_id: UUID, act: str) -> ResponseReturnValue:
    """Confirm what another entered, or take back what was entered by mistake."""
    entry, doing = _entry(transfer_id), confirm_transfer if act == "confirm" else withdraw_transfer
    tenant_id, acting = entry.transfer.tenant_id, current_actor().user_id
    try:
        with database().begin(Scope.tenant(tenant_id)) as session:
            doing(session, tenant_id, transfer_id, by=acting, at=clock.now())
    except PersonError as error:
        flash(error.message.get(lang()), "warning")
    else:
        flash(_("Booked.") if act == "confirm" else _("Withdrawn; nothing was booked."), "success")
    return redirect(url_for("clerks.desk"), 303)


def _entry(transfer_id: UUID) -> Entry:
    with database().reading(WHY) as session:
        return find_entry(session, transfer_id)
