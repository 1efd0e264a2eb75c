"""The operator's desk: bank transfers, fapiao, and what came from Stripe. For clerks alone."""

from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from app.accounts.fresh import fresh_on
from app.accounts.queries import names_of
from app.clerks import ledger
from app.clerks.access import DeskRow
from app.clerks.books import BOOKS, draw_books
from app.clerks.figures import count_all
from app.clerks.forms import IssueForm, SlipForm, one_line
from app.clerks.handing import KINDS, hand_out
from app.clerks.papers import Outcome, check_number, find_its_fapiao, hand_over, put_file
from app.clerks.queries import check_reach, get_name, look_across
from app.events.operations import record_event
from app.fapiao import operations as fapiao
from app.fapiao import queries as asked
from app.fapiao import wording as fapiao_words
from app.fapiao.handing import send_paper
from app.fapiao.models import Fapiao, FapiaoState
from app.fapiao.receiving import MOST, receive_paper
from app.fapiao.sheets import TITLE, write_list
from app.fapiao.values import Make
from app.kit import clock
from app.kit.access import CLERK, access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.intake.apart import look_through_apart
from app.kit.storage import stored_files
from app.kit.words import UncleanText
from app.orders import wording as order_words
from app.orders.models import Order
from app.orders.queries import get_order
from app.payments import queries as news
from app.payments.models import EventState
from app.payments.replaying import replay_event, replay_failed
from app.subscriptions.plans import shop
from app.tenants.access import current_actor
from app.transfers import operations as transfers
from app.transfers import queries as received
from app.transfers import wording as transfer_words
from app.transfers.models import BankTransfer, TransferState

pages = Blueprint("clerks", __name__, url_prefix="/desk")
of_order = DeskRow(Order, "order_id")
of_transfer = DeskRow(BankTransfer, "transfer_id")
of_fapiao = DeskRow(Fapiao, "fapiao_id")
MANY = 50


@pages.get("/")
@access(CLERK)
def home() -> ResponseReturnValue:
    """What waits, and what is set up."""
    with look_across(database(), "what waits at the desk") as session:
        figures = count_all(session)
    about = {"settings": current_app.config["SETTINGS"], "is_selling": shop.is_open}
    return render_template("clerks/home.html", figures=figures, **about)


# -- bank transfers ---------------------------------------------------------------------------------------------------


@pages.get("/transfers")
@access(CLERK)
def list_transfers() -> ResponseReturnValue:
    """Those that wait, or all of another state."""
    state = request.args.get("state", TransferState.ENTERED)
    with look_across(database(), "the list of bank transfers") as session:
        lines, counts = received.list_across(session, state), received.count_across(session)
    return render_template(
        "clerks/transfers.html", lines=lines, counts=counts, state=state, words=transfer_words, me=current_actor()
    )


@pages.get("/orders")
@access(CLERK)
def find_order() -> ResponseReturnValue:
    """Find the order a transfer is for, by its number or by whose it is."""
    wanted = request.args.get("q", "")[:100]
    with look_across(database(), "finding the order of a bank transfer") as session:
        found = received.search_orders(session, wanted)
    return render_template("clerks/orders.html", found=found, wanted=wanted, order_words=order_words)


@pages.route("/orders/<uuid:order_id>/transfer", methods=["GET", "POST"])
@access(CLERK, tenant=of_order)
def enter(order_id: UUID) -> ResponseReturnValue:
    """Enter what the bank's slip says; another amount can only be kept as unmatched."""
    session, tenant_id = database().session, _tenant()
    order, form, fault = get_order(session, tenant_id, order_id), SlipForm(received_on=clock.today()), None
    if form.validate_on_submit():
        try:
            slip = form.slip(is_unmatched=request.form.get("how") == "unmatched")
            row = transfers.enter_transfer(session, tenant_id, order_id, slip, _transfer_act())
        except PersonError as error:
            database().rollback()
            fault = error
            order = get_order(session, tenant_id, order_id)
        else:
            flash(_("Entered. Another clerk confirms it.") if row.state == "entered" else _("Kept as unmatched."))
            return redirect(url_for("clerks.show_transfer", transfer_id=row.id), 303)
    name = get_name(session, tenant_id)
    page = render_template("clerks/enter.html", order=order, form=form, name=name, fault=fault, order_words=order_words)
    return make_response(page, fault.status if fault else 422 if form.errors else 200)


@pages.get("/transfers/<uuid:transfer_id>")
@access(CLERK, tenant=of_transfer)
def show_transfer(transfer_id: UUID) -> ResponseReturnValue:
    """One transfer beside its order, and what can be done to it."""
    return _transfer_page(transfer_id)


@pages.post("/transfers/<uuid:transfer_id>/<any(confirm,withdraw,aside,return,match):act>")
@access(CLERK, tenant=of_transfer)
@fresh_on("clerks.list_transfers")
def decide_transfer(transfer_id: UUID, act: str) -> ResponseReturnValue:
    """Confirm it, take the entry back, set it aside, note that it went back, or use it for another order."""
    try:
        _decide(act, transfer_id)
    except PersonError as error:
        if isinstance(error, NotFound) and act != "match":
            raise
        database().rollback()
        return _transfer_page(transfer_id, error)
    flash(_("Done. It is on record with your name."), "success")
    return redirect(url_for("clerks.show_transfer", transfer_id=transfer_id), 303)


def _decide(act: str, transfer_id: UUID) -> None:
    session, tenant_id, mine = database().session, _tenant(), _transfer_act()
    if act == "confirm":
        transfers.confirm_transfer(session, tenant_id, transfer_id, mine)
    elif act == "withdraw":
        transfers.withdraw_transfer(session, tenant_id, transfer_id, mine)
    elif act == "aside":
        transfers.set_transfer_aside(session, tenant_id, transfer_id, _word("note"), mine)
    elif act == "return":
        transfers.return_transfer(session, tenant_id, transfer_id, _word("note"), mine)
    else:
        transfers.match_transfer(session, tenant_id, transfer_id, _word("number", 40), mine)


def _transfer_page(transfer_id: UUID, fault: PersonError | None = None) -> ResponseReturnValue:
    session, tenant_id = database().session, _tenant()
    row = received.get_transfer(session, tenant_id, transfer_id)
    page = render_template(
        "clerks/transfer.html",
        row=row,
        order=get_order(session, tenant_id, row.order_id) if row.order_id else None,
        name=get_name(session, tenant_id),
        people=names_of(session, {one for one in (row.entered_by_id, row.decided_by_id) if one}),
        words=transfer_words,
        order_words=order_words,
        me=current_actor(),
        fault=fault,
    )
    return make_response(page, fault.status if fault else 200)


# -- fapiao -----------------------------------------------------------------------------------------------------------


@pages.get("/fapiao")
@access(CLERK)
def list_fapiao() -> ResponseReturnValue:
    """The queue, by state and make."""
    return _queue()


@pages.post("/fapiao/export")
@access(CLERK)
def export() -> ResponseReturnValue:
    """Hand the accountant a list. What was asked for and is on it counts as exported from now on."""
    check_reach(database())
    kind, state = request.form.get("kind", ""), request.form.get("state", FapiaoState.REQUESTED)
    if kind not in KINDS:
        raise Invalid(fapiao_words.NONE_CHOSEN)
    with look_across(database(), "a list of fapiao for the accountant") as session:
        lines = asked.list_across(session, state=state, make=request.form.get("make", ""))
    if state == FapiaoState.REQUESTED:
        lines = [line for line in lines if hand_over(database(), line.row, _fapiao_act())]
    content = write_list(lines, lang(), kind, at=clock.now())
    return hand_out(content, f"{TITLE.get(lang())} {clock.today().isoformat()}", kind)


@pages.post("/fapiao/files")
@access(CLERK)
def take_files() -> ResponseReturnValue:
    """Issued files, each told by the number in its name."""
    check_reach(database())
    outcomes = [_take(sent) for sent in request.files.getlist("file")[:MANY] if sent.filename]
    fault = "" if outcomes else fapiao_words.NO_FILE.get(lang())
    return _queue(outcomes=outcomes, fault=fault, status=422 if fault else 200)


def _take(sent: FileStorage, row: Fapiao | None = None) -> Outcome:
    name, content = sent.filename or "", sent.read(MOST + 1)
    try:
        row = row or find_its_fapiao(database(), name)
        scanner = current_app.extensions["scanner"]
        paper = receive_paper(name, content, scanner=scanner, take_in=look_through_apart)
        put_file(database(), stored_files(), row, paper, _fapiao_act())
    except PersonError as error:
        return Outcome(name[-100:], error.message)
    return Outcome(paper.name, None)


@pages.get("/fapiao/<uuid:fapiao_id>")
@access(CLERK, tenant=of_fapiao)
def show_fapiao(fapiao_id: UUID) -> ResponseReturnValue:
    """One fapiao: for whom, over what, and what can be done to it."""
    row = asked.get_fapiao(database().session, _tenant(), fapiao_id)
    return _fapiao_page(fapiao_id, IssueForm(number=row.number or "", issued_on=row.issued_on or clock.today()))


@pages.post("/fapiao/<uuid:fapiao_id>/<any(issue,decline,reverse,file):act>")
@access(CLERK, tenant=of_fapiao)
def decide_fapiao(fapiao_id: UUID, act: str) -> ResponseReturnValue:
    """Enter its number, decline it, note its red-letter one, or put its file here."""
    form = IssueForm()
    try:
        if act == "issue" and not form.validate():
            return _fapiao_page(fapiao_id, form)
        _act_on(act, fapiao_id, form)
    except PersonError as error:
        if isinstance(error, NotFound):
            raise
        database().rollback()
        return _fapiao_page(fapiao_id, form, error)
    flash(_("Done. It is on record with your name."), "success")
    return redirect(url_for("clerks.show_fapiao", fapiao_id=fapiao_id), 303)


def _act_on(act: str, fapiao_id: UUID, form: IssueForm) -> None:
    session, tenant_id, mine = database().session, _tenant(), _fapiao_act()
    if act == "issue":
        number = str(form.number.data)
        check_number(database(), number, fapiao_id)
        fapiao.issue_fapiao(session, tenant_id, fapiao_id, (number, form.issued_on.data or clock.today()), mine)
    elif act == "decline":
        fapiao.decline_fapiao(session, tenant_id, fapiao_id, _word("reason"), mine)
    elif act == "reverse":
        fapiao.reverse_fapiao(session, tenant_id, fapiao_id, (_word("number", 40), _word("reason")), mine)
    else:
        row, sent = asked.get_fapiao(session, tenant_id, fapiao_id), request.files.get("file")
        database().rollback()
        if sent is None or not sent.filename:
            raise Invalid(fapiao_words.NO_FILE)
        if said := _take(sent, row).said:
            raise Conflict(said)


@pages.get("/fapiao/<uuid:fapiao_id>/file")
@access(CLERK, tenant=of_fapiao)
def fetch(fapiao_id: UUID) -> ResponseReturnValue:
    """The issued file."""
    return send_paper(asked.get_fapiao(database().session, _tenant(), fapiao_id))


def _queue(*, outcomes: list[Outcome] | None = None, fault: str = "", status: int = 200) -> ResponseReturnValue:
    state, make = request.args.get("state", FapiaoState.REQUESTED), request.args.get("make", "")
    with look_across(database(), "the queue of fapiao") as session:
        lines, counts = asked.list_across(session, state=state, make=make), asked.count_across(session)
        due = asked.list_due_in_red(session)
    page = render_template(
        "clerks/queue.html",
        lines=lines,
        counts=counts,
        due=due,
        state=state,
        make=make,
        makes=list(Make),
        words=fapiao_words,
        outcomes=outcomes or [],
        fault=fault,
    )
    return make_response(page, status)


def _fapiao_page(fapiao_id: UUID, form: IssueForm, fault: PersonError | None = None) -> ResponseReturnValue:
    session, tenant_id = database().session, _tenant()
    row = asked.get_fapiao(session, tenant_id, fapiao_id)
    with look_across(database(), "whether a fapiao is to be reversed") as across:
        is_due = row.id in asked.list_due_in_red(across)
    page = render_template(
        "clerks/fapiao.html",
        row=row,
        lines=asked.list_lines(session, tenant_id, fapiao_id),
        name=get_name(session, tenant_id),
        people=names_of(session, {row.decided_by_id} if row.decided_by_id else set()),
        is_due=is_due,
        form=form,
        words=fapiao_words,
        fault=fault,
    )
    return make_response(page, fault.status if fault else 422 if form.errors else 200)


# -- what came from Stripe, and the books -----------------------------------------------------------------------------


@pages.get("/events")
@access(CLERK)
def list_events() -> ResponseReturnValue:
    """What Stripe sent, by what became of it."""
    state = request.args.get("state", "")
    with look_across(database(), "the ledger of events") as session:
        wanted = EventState(state) if state in set(EventState) else None
        rows, counts = news.list_events(session, state=wanted, most=ledger.MOST), news.count_events(session)
    return render_template("clerks/events.html", rows=rows, counts=counts, state=state, words=ledger.EVENT_STATES)


@pages.post("/events/replay")
@access(CLERK)
def replay() -> ResponseReturnValue:
    """Handle one event again, or every one that failed: each reads its object anew."""
    session, which = database().session, parse_id(request.form.get("event"))
    try:
        if which is None:
            count = replay_failed(session, by=current_actor().user_id)
        else:
            count = bool(replay_event(session, which, by=current_actor().user_id))
    except Conflict as error:
        database().rollback()
        flash(error.message.get(lang()), "warning")
    else:
        said = ngettext("One event is handled again.", "%(num)s events are handled again.", count)
        flash(said if count else _("There is none that failed."))
    return redirect(url_for("clerks.list_events", state=request.form.get("state", "")), 303)


@pages.get("/drift")
@access(CLERK)
def list_drifts() -> ResponseReturnValue:
    """What was otherwise here than at Stripe."""
    with look_across(database(), "what the reconciliation found") as session:
        rows = ledger.list_drifts(session)
    return render_template("clerks/drift.html", rows=rows)


@pages.get("/books")
@access(CLERK, writes=True)
def books() -> ResponseReturnValue:
    """Paid orders, transfers, invoices and fapiao of everybody, for the operator's own accounts."""
    with look_across(database(), "the operator's books") as session:
        content = draw_books(session, lang(), at=clock.now())
    record_event(database().session, "books.taken", by=current_actor().user_id)
    return hand_out(content, f"{BOOKS.get(lang())} {clock.today().isoformat()}", "xlsx")


# -- what views share -------------------------------------------------------------------------------------------------


def _tenant() -> UUID:
    """The organisation this request opened."""
    scope: Scope = g.db_scope
    assert scope.tenant_id is not None  # noqa: S101 the door found one
    return scope.tenant_id


def _transfer_act() -> transfers.Act:
    return transfers.Act(by=current_actor().user_id, at=clock.now())


def _fapiao_act() -> fapiao.Act:
    return fapiao.Act(by=current_actor().user_id, at=clock.now())


def _word(name: str, most: int = 300) -> str:
    try:
        return one_line(request.form.get(name), most)
    except UncleanText as error:
        raise Invalid(error.message) from None
