"""Credits: a provider's balance, handing over and asking back; and what a firm was given."""

from typing import Any, Literal
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.credits import wording
from app.credits.choosing import Need, sort_out
from app.credits.models import CreditState
from app.credits.operations import hand_over, recall_credit, tell_export
from app.credits.queries import (
    PAGE_SIZE,
    Given,
    Handed,
    count_handed,
    count_left,
    list_handed,
    list_handed_to,
    list_lots,
    list_received,
    walk_handed,
)
from app.credits.sheets import handed_cells, handed_columns, write_handed
from app.kit import clock
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import PersonError
from app.kit.i18n import lang
from app.kit.ids import new_id, parse_id
from app.kit.xlsx import WORKBOOK, stream_csv
from app.subscriptions.plans import shop
from app.tenants.access import current_actor, own_provider

pages = Blueprint("credits", __name__)


@pages.app_template_global("credits_left")
def tell_left() -> int | None:
    """For a provider's home: how many credits are left; None where nothing is sold, or to whom they are no matter."""
    actor = g.get("actor")
    if not shop.is_open or actor is None or actor.provider is None or not actor.can("credit"):
        return None
    provider_id = actor.provider.organisation_id
    with database().reading(Scope.tenant(provider_id)) as session:
        return count_left(session, provider_id, clock.now())


@pages.app_template_global("credits_of")
def tell_handed(client_id: UUID) -> list[Handed] | None:
    """For a client's page: what was handed to it; None as above."""
    if not shop.is_open or not current_actor().may("credit"):
        return None
    return list_handed_to(database().session, current_actor().tenant, client_id)


@pages.app_template_global("credits_given")
def tell_given() -> list[Given]:
    """For a firm's home and plan page: what it was given, waiting or used, the newest first."""
    return list_received(database().session, current_actor().tenant) if shop.is_open else []


@pages.app_context_processor
def offer() -> dict[str, Any]:
    """What the state of a credit is called, wherever one is shown."""
    return {"credit_words": wording.STATE_WORDS, "recalled_word": wording.RECALLED}


@pages.get("/credits")
@access("credit", tenant=own_provider)
def book() -> ResponseReturnValue:
    """What is left until when, and what was handed to whom."""
    session, provider_id, now = database().session, current_actor().tenant, clock.now()
    state, counts, lots = _state(), count_handed(session, provider_id), list_lots(session, provider_id)
    total = counts.get(state, 0) if state else sum(counts.values())
    page = min(max(request.args.get("page", 1, int), 1), max(1, -(-total // PAGE_SIZE)))
    return render_template(
        "credits/book.html",
        lots=lots,
        left=sum(one.left(now) for one in lots),
        rows=list_handed(session, provider_id, state=state, page=page),
        counts=counts,
        everything=sum(counts.values()),
        state=state,
        page=page,
        pages=-(-total // PAGE_SIZE),
        now=now,
        words=wording,
    )


def _state() -> str:
    asked = request.args.get("state", "")
    return asked if asked in set(CreditState) else ""


@pages.get("/credits/handed.<any(csv,xlsx):form>")
@access("credit", tenant=own_provider, writes=True)
def take_along(form: Literal["csv", "xlsx"]) -> ResponseReturnValue:
    """The list as it is shown, all pages of it."""
    actor, state, spoken, house = current_actor(), _state(), lang(), database()
    tell_export(house.session, actor.tenant, form, by=actor.user_id)
    name = f"{wording.LEDGER.get(spoken)} {clock.today():%Y-%m-%d}.{form}"
    if form == "xlsx":
        made = write_handed(walk_handed(house.session, actor.tenant, state=state), spoken, at=clock.now())
        return send_file(made, mimetype=WORKBOOK, as_attachment=True, download_name=name)

    def lines() -> Any:
        with house.reading(Scope.tenant(actor.tenant)) as session:
            rows = walk_handed(session, actor.tenant, state=state)
            yield from stream_csv(handed_columns(spoken), handed_cells(rows, spoken))

    answer = Response(lines(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.route("/credits/hand", methods=["GET", "POST"])
@access("credit", tenant=own_provider)
def choose() -> ResponseReturnValue:
    """Who of the chosen firms would get a credit; nothing is handed over yet."""
    clients = _chosen()
    if not clients:
        if request.method == "POST":
            flash(wording.NOBODY_CHOSEN.get(lang()), "warning")
        return redirect(url_for("clients.book"), 303)
    return _preview(clients)


@pages.post("/credits/hand/confirm")
@access("credit", tenant=own_provider)
def confirm() -> ResponseReturnValue:
    """Hand them over; when that cannot be, the choice comes back as it was."""
    actor, gets = current_actor(), _ids(request.form.getlist("gets"))
    act = parse_id(request.form.get("act", "")) or new_id()
    try:
        done = hand_over(database().session, actor.tenant, gets, act=act, by=actor.user_id, at=clock.now())
    except PersonError as error:
        database().rollback()
        return make_response(_preview(_chosen(), gets=gets, fault=error.message.get(lang())), 422)
    said = ngettext("%(num)d firm gets a credit.", "%(num)d firms get a credit each.", done.number)
    if done.left_out:
        said += " " + _("%(number)d no longer let themselves be seen and got none.", number=done.left_out)
    flash(said, "success")
    return redirect(url_for("credits.book"), 303)


@pages.post("/credits/<uuid:credit_id>/recall")
@access("credit", tenant=own_provider)
def recall(credit_id: UUID) -> ResponseReturnValue:
    """Ask an unused one back."""
    actor = current_actor()
    try:
        recall_credit(database().session, actor.tenant, credit_id, by=actor.user_id, at=clock.now())
        flash(_("It comes back within a minute unless the firm has just used it."), "success")
    except PersonError as error:
        if error.status == 404:
            raise
        database().rollback()
        flash(error.message.get(lang()), "warning")
    return redirect(url_for("credits.book"), 303)


@pages.get("/passes")
@access("belong")
def received() -> ResponseReturnValue:
    """What the firm was given, and what it opened."""
    rows = list_received(database().session, current_actor().tenant)
    return render_template("credits/received.html", rows=rows)


def _preview(clients: set[UUID], *, gets: set[UUID] | None = None, fault: str = "") -> str:
    provider_id, now = current_actor().tenant, clock.now()
    firms = sort_out(database(), provider_id, clients, at=now)
    if gets is None:
        gets = {one.client.id for one in firms if one.need == Need.NONE_YET}
    groups = {need: [one for one in firms if one.need == need] for need in Need}
    left = count_left(database().session, provider_id, now)
    return render_template(
        "credits/choose.html", groups=groups, gets=gets, left=left, needs=Need, act=new_id(), fault=fault
    )


def _chosen() -> set[UUID]:
    """From the address of one client, or ticked on this page of the book and on others before."""
    ticked = (*request.form.getlist("client"), *request.form.get("elsewhere", "").split(","))
    return _ids((*ticked, request.args.get("client", "")))


def _ids(raw: Any) -> set[UUID]:
    return {found for one in raw if (found := parse_id(one)) is not None}
