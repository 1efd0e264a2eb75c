"""Programmes: the officer's pages, the campaign link anybody may follow, and what a firm agrees to."""

from io import BytesIO
from typing import Any, Literal
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
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.fresh import fresh
from app.content.loader import served_catalogue
from app.kit import clock
from app.kit.access import ToMake, access
from app.kit.db import Scope, database
from app.kit.docx import MIME as DOCX
from app.kit.errors import NotFound
from app.kit.filenames import safe_name
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.money import Money
from app.kit.qr import qr_svg
from app.kit.text import Lang
from app.kit.throttle import Attempts, network_of
from app.kit.web import absolute, csrf
from app.kit.xlsx import WORKBOOK
from app.programmes import wording
from app.programmes.campaign import BEGINS, COOKIE, DAYS, Invitation, open_invitation, waiting_invitation
from app.programmes.desk import draw_paper, draw_poster, ledger_of, official_of, paper_of
from app.programmes.forms import JoinForm, ProgrammeForm, TargetForm
from app.programmes.models import Programme, Target
from app.programmes.official import write_official
from app.programmes.operations import (
    answer_no,
    ask_firms,
    change_programme,
    count_scan,
    join_programme,
    leave_programme,
    open_programme,
    order_count,
    tell_taken,
)
from app.programmes.queries import (
    NO_ASK,
    NO_CODE,
    count_joined,
    get_programme,
    is_counting,
    list_askable,
    list_days,
    list_editions,
    list_joinings,
    list_live,
    list_open_asks,
    list_programmes,
)
from app.programmes.reading import read_named
from app.programmes.targets import get_target, list_changes, write_target
from app.subscriptions.plans import Feature
from app.tenants.access import current_actor, own_provider
from app.tenants.queries import list_members

pages = Blueprint("programmes", __name__)
COUNTING = Attempts("programme-count", "20 per hour")
KINDS = {"pdf": "application/pdf", "xlsx": WORKBOOK, "docx": DOCX}
NAMED_SHOWN = 200


@pages.app_context_processor
def offer() -> dict[str, Any]:
    """The programme somebody came by, for the home of their firm."""
    return {"campaign_waiting": lambda: waiting_invitation(g.get("actor"))}


@pages.get("/programmes")
@access("programmes", tenant=own_provider, plan=Feature.PORTFOLIO)
def book() -> ResponseReturnValue:
    """All programmes."""
    session, provider_id = database().session, current_actor().tenant
    rows, joined = list_programmes(session, provider_id), count_joined(session, provider_id)
    return render_template("programmes/book.html", rows=rows, joined=joined)


@pages.route("/programmes/new", methods=["GET", "POST"])
@access("programme", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def create() -> ResponseReturnValue:
    """Begin one."""
    actor, form = current_actor(), ProgrammeForm()
    if form.validate_on_submit():
        made = open_programme(database().session, actor.tenant, form.plan(), by=actor.user_id)
        flash(_("The programme has begun. Its campaign link is below."), "success")
        return redirect(url_for("programmes.show", programme_id=made.id), 303)
    return make_response(
        render_template("programmes/form.html", form=form, programme=None), 422 if form.errors else 200
    )


@pages.route("/programmes/<uuid:programme_id>/edit", methods=["GET", "POST"])
@access("programme", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def edit(programme_id: UUID) -> ResponseReturnValue:
    """Say anew what it is."""
    programme = _get(programme_id)
    form = ProgrammeForm(obj=programme)
    if form.validate_on_submit():
        change_programme(database().session, programme, form.plan(), by=current_actor().user_id)
        flash(_("Saved."), "success")
        return redirect(url_for("programmes.show", programme_id=programme.id), 303)
    page = render_template("programmes/form.html", form=form, programme=programme)
    return make_response(page, 422 if form.errors else 200)


@pages.get("/programmes/<uuid:programme_id>")
@access("programmes", tenant=own_provider, plan=Feature.PORTFOLIO)
def show(programme_id: UUID) -> ResponseReturnValue:
    """Who takes part, the campaign link, targets, and firms that agreed to be named."""
    session, programme = database().session, _get(programme_id)
    live, editions = list_live(session, programme), list_editions(session, programme)
    link = absolute(url_for("programmes.welcome", code=programme.code))
    # Firms let the officer of a programme see their names, not everybody who may read the sums.
    may_name = current_actor().may("programme")
    named = [one.tenant_id for one in live if one.is_named and may_name][:NAMED_SHOWN]
    return render_template(
        "programmes/show.html",
        programme=programme,
        trades=[served_catalogue().trades[id].title for id in programme.trades if id in served_catalogue().trades],
        joined=len(live),
        days=list_days(session, programme),
        link=link,
        qr=qr_svg(link, label=_("Code that opens %(link)s", link=link)),
        ledger=ledger_of(programme, len(live), editions[0] if editions else None),
        edition=editions[0] if editions else None,
        named=[one for one in (read_named(database(), programme, firm_id) for firm_id in named) if one],
        words=wording,
    )


def _get(programme_id: UUID) -> Programme:
    return get_programme(database().session, current_actor().tenant, programme_id)


@pages.get("/programmes/<uuid:programme_id>/report")
@access("programmes", tenant=own_provider, plan=Feature.PORTFOLIO)
def report(programme_id: UUID) -> ResponseReturnValue:
    """The cohort report, and what came of the last counting."""
    session, programme = database().session, _get(programme_id)
    editions = list_editions(session, programme)
    wanted = request.args.get("edition", type=int)
    edition = next((one for one in editions if one.number == wanted), editions[0] if editions else None)
    return render_template(
        "programmes/report.html",
        programme=programme,
        editions=editions,
        paper=paper_of(programme, edition) if edition else None,
        counting=is_counting(session, programme),
        outcome=wording.OUTCOMES.get(programme.outcome),
        words=wording,
    )


@pages.post("/programmes/<uuid:programme_id>/count")
@access("programme", tenant=own_provider, plan=Feature.PORTFOLIO)
def count(programme_id: UUID) -> ResponseReturnValue:
    """Have a new edition drawn."""
    programme = _get(programme_id)
    current_app.extensions["throttle"].take(COUNTING, str(programme.tenant_id))
    if not is_counting(database().session, programme):
        order_count(database().session, programme, by=current_actor().user_id)
    flash(_("The firms are being gone through. This page shows what came of it."), "success")
    return redirect(url_for("programmes.report", programme_id=programme.id), 303)


@pages.get("/programmes/<uuid:programme_id>/<any(pdf,xlsx,docx):kind>")
@access("programmes", tenant=own_provider, writes=True, plan=Feature.PORTFOLIO)
def take(programme_id: UUID, kind: Literal["pdf", "xlsx", "docx"]) -> ResponseReturnValue:
    """The cohort report as PDF or workbook, or the report offices send on."""
    programme = _get(programme_id)
    editions = list_editions(database().session, programme)
    wanted = request.args.get("edition", type=int)
    edition = next((one for one in editions if one.number == wanted), editions[0] if editions else None)
    paper = paper_of(programme, edition) if edition else None
    if paper is None and kind != "docx":
        raise NotFound(wording.NO_EDITION)
    tell_taken(database().session, programme, kind, by=current_actor().user_id)
    made = write_official(official_of(programme, paper)) if kind == "docx" or paper is None else draw_paper(paper, kind)
    name = f"{wording.FILE[kind].get(lang())} {clock.today():%Y-%m-%d}.{kind}"
    return send_file(BytesIO(made), mimetype=KINDS[kind], as_attachment=True, download_name=name)


@pages.get("/programmes/<uuid:programme_id>/poster/<any(zh,en):speak>")
@access("programmes", tenant=own_provider, plan=Feature.PORTFOLIO)
def poster(programme_id: UUID, speak: Lang) -> ResponseReturnValue:
    """The campaign link on a sheet of A4 for a wall."""
    programme = _get(programme_id)
    made = draw_poster(programme, absolute(url_for("programmes.welcome", code=programme.code)), speak)
    name = safe_name(f"{programme.code} {programme.name.get(speak)}.pdf")
    return send_file(BytesIO(made), mimetype=KINDS["pdf"], as_attachment=True, download_name=name)


@pages.route("/programmes/<uuid:programme_id>/ask", methods=["GET", "POST"])
@access("recruit", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def ask(programme_id: UUID) -> ResponseReturnValue:
    """Ask firms that are clients already whether they take part; each owner decides."""
    programme, actor = _get(programme_id), current_actor()
    if request.method == "POST":
        chosen = {id for id in map(parse_id, request.form.getlist("firms")[:NAMED_SHOWN]) if id is not None}
        asked = ask_firms(database().session, programme, chosen, by=actor.user_id)
        flash(ngettext("%(num)s firm was asked.", "%(num)s firms were asked.", asked), "success" if asked else "info")
        return redirect(url_for("programmes.ask", programme_id=programme.id), 303)
    firms = list_askable(database().session, programme)[:NAMED_SHOWN]
    return render_template("programmes/ask.html", programme=programme, firms=firms)


@pages.route("/programmes/<uuid:programme_id>/targets/new", methods=["GET", "POST"])
@access("programme", tenant=own_provider, plan=ToMake(Feature.PORTFOLIO))
def set_target(programme_id: UUID) -> ResponseReturnValue:
    """Add a target."""
    programme, form = _get(programme_id), TargetForm()
    if form.validate_on_submit():
        write_target(database().session, programme, form.values(), target=None, by=current_actor().user_id)
        flash(_("The target is in the ledger."), "success")
        return redirect(url_for("programmes.show", programme_id=programme.id), 303)
    return _target_page(programme, form, None)


@pages.route("/programmes/targets/<uuid:target_id>", methods=["GET", "POST"])
@access("programme", tenant=own_provider, plan=Feature.PORTFOLIO)
def target(target_id: UUID) -> ResponseReturnValue:
    """Change a target, and see what was changed before."""
    row = get_target(database().session, current_actor().tenant, target_id)
    programme = _get(row.programme_id)
    money = {"committed": Money(row.committed_minor).major, "paid": Money(row.paid_minor).major}
    form = TargetForm(obj=row, data=money)
    if form.validate_on_submit():
        write_target(database().session, programme, form.values(), target=row, by=current_actor().user_id)
        flash(_("Saved."), "success")
        return redirect(url_for("programmes.show", programme_id=programme.id), 303)
    return _target_page(programme, form, row)


def _target_page(programme: Programme, form: TargetForm, row: Target | None) -> ResponseReturnValue:
    session = database().session
    names = {one.user_id: one.name or one.contact for one in list_members(session, programme.tenant_id)}
    page = render_template(
        "programmes/target.html",
        programme=programme,
        form=form,
        target=row,
        changes=list_changes(session, row) if row else (),
        names=names,
        fields=wording.FIELDS,
    )
    return make_response(page, 422 if form.errors else 200)


@pages.get("/p/<code>")
@access("anyone")
def welcome(code: str) -> ResponseReturnValue:
    """What a programme is, for whoever follows its link or scans its code."""
    found = _invited(code)
    return render_template("programmes/welcome.html", found=found, programme=found.programme)


@pages.post("/p/<code>/begin")
@csrf.exempt
@access("anyone")
def begin(code: str) -> ResponseReturnValue:
    """Begin the quick scan in a programme: one more is counted for today, and the code waits on this device."""
    found = _invited(code)
    current_app.extensions["throttle"].take(BEGINS, network_of(request.remote_addr))
    if request.cookies.get(COOKIE) != found.code:
        with database().begin(Scope.tenant(found.programme.tenant_id)) as session:
            count_scan(session, found.programme)
    trades = [id for id in found.programme.trades if id in served_catalogue().trades]
    go = url_for("scans.ask", trade=trades[0], number=1) if len(trades) == 1 else url_for("scans.choose")
    response = redirect(go, 303)
    response.set_cookie(
        COOKIE, found.code, max_age=DAYS * 86400, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


def _invited(code: str) -> Invitation:
    found = open_invitation(code)
    if found is None:
        raise NotFound(NO_CODE)
    return found


@pages.get("/firm/programmes")
@access("belong")
def firm() -> ResponseReturnValue:
    """What the firm takes part in, and a place to type a code."""
    rows = list_joinings(database().session, current_actor().tenant)
    typed, fault = request.args.get("code", "").strip(), ""
    if typed and current_actor().may("manage"):
        if (found := open_invitation(typed)) is not None:
            return redirect(url_for("programmes.join", code=found.code), 303)
        fault = NO_CODE.get(lang())
    told = {"typed": typed, "fault": fault, "consent": wording.CONSENT}
    asks = list_open_asks(database().session, current_actor().tenant)
    page = render_template("programmes/firm.html", rows=rows, asks=asks, **told)
    return make_response(page, 422 if fault else 200)


@pages.route("/firm/programmes/join", methods=["GET", "POST"])
@access("manage")
@fresh
def join() -> ResponseReturnValue:
    """An owner reads what joining means and decides."""
    found, form, actor = _invited(request.values.get("code", "")), JoinForm(), current_actor()
    if form.validate_on_submit():
        consent = found.consent(is_named=form.share.data == "named")
        join_programme(database().session, actor.tenant, consent, by=actor.user_id)
        flash(_("Your firm takes part. You can leave here at any time."), "success")
        return _forgetting(url_for("programmes.firm"))
    page = render_template("programmes/join.html", found=found, programme=found.programme, form=form)
    return make_response(page, 422 if form.errors else 200)


@pages.post("/firm/programmes/decline")
@access("belong")
def decline() -> ResponseReturnValue:
    """Not now: the question goes away, and nothing is recorded."""
    return _forgetting(url_for("portfolios.home"))


@pages.post("/firm/programmes/no")
@access("manage")
def refuse() -> ResponseReturnValue:
    """A provider asked; the firm does not take part, and is not asked again."""
    actor, programme_id = current_actor(), parse_id(request.form.get("programme"))
    if programme_id is None:
        raise NotFound(NO_ASK)
    answer_no(database().session, actor.tenant, programme_id, by=actor.user_id)
    flash(_("Noted. You will not be asked again."), "success")
    return redirect(url_for("programmes.firm"), 303)


@pages.post("/firm/programmes/leave")
@access("manage")
def leave() -> ResponseReturnValue:
    """Take part no longer."""
    actor, programme_id = current_actor(), parse_id(request.form.get("programme"))
    if programme_id is None or not leave_programme(database().session, actor.tenant, programme_id, by=actor.user_id):
        raise NotFound(wording.NOT_IN)
    flash(_("Your firm has left the programme. From now on nothing of it is counted or shown there."), "success")
    return redirect(url_for("programmes.firm"), 303)


def _forgetting(address: str) -> ResponseReturnValue:
    response = redirect(address, 303)
    response.delete_cookie(COOKIE)
    return response
