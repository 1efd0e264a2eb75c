"""A provider's consents and what it asks for; a firm's answer; and the consent log of both."""

from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _

from app.accounts.fresh import fresh
from app.consents import operations
from app.consents.forms import AskForm, PartForm, say_end
from app.consents.log import Entry, firm_log, provider_log
from app.consents.models import ConsentAsk, Outcome, Standing
from app.consents.queries import (
    PAGE,
    Sought,
    count_held,
    get_ask,
    get_held,
    get_standing,
    list_open_asks,
    walk_held,
)
from app.consents.sheets import list_sheet, log_sheet, say
from app.consents.wording import (
    ACT_WORDS,
    FIRM_GONE,
    LIST_HEADS,
    LIST_TITLE,
    LOG_TITLE,
    OUTCOME_WORDS,
    STANDING_WORDS,
    TONES,
)
from app.events.operations import record_event
from app.kit import clock
from app.kit.access import access
from app.kit.db import Database, Scope, database
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.text import Text
from app.kit.throttle import Attempts
from app.kit.words import UncleanText, canonical
from app.kit.xlsx import WORKBOOK, Sheet, write_csv, write_workbook
from app.tenants.access import Actor, current_actor, own_provider
from app.tenants.models import Share
from app.tenants.queries import get_provider
from app.tenants.wording import SHARE_WORDS

pages = Blueprint("consents", __name__)
SHOWN = 200
"""Entries of a log on its page; its files hold them all."""
OFTEN = Attempts("consent-ask", "60 per hour")


@pages.get("/engagements")
@access("clients", tenant=own_provider)
def held() -> str:
    """Which firms agreed to be seen, to what, until when; with what is asked of them."""
    actor, sought, now = current_actor(), _sought(), clock.now()
    counts = count_held(database().session, actor.tenant, sought, at=now)
    total = counts[sought.standing] if sought.standing else sum(counts.values())
    return render_template(
        "consents/held.html",
        rows=list(walk_held(database().session, actor.tenant, sought, at=now, whole=False)),
        sought=sought,
        counts=counts,
        everybody=sum(counts.values()),
        pages=-(-total // PAGE),
        heads={name: word for name, (word, _width) in LIST_HEADS.items()},
        **_words(),
    )


@pages.get("/engagements/list.<any(csv,xlsx):form>")
@access("clients", tenant=own_provider, writes=True)
def take_list(form: Literal["csv", "xlsx"]) -> ResponseReturnValue:
    """Exactly what the list shows, all pages of it."""
    actor, sought, now = current_actor(), _sought(), clock.now()
    rows = list(walk_held(database().session, actor.tenant, sought, at=now, whole=True))
    sheet = list_sheet(rows, lang(), get_timezone())
    said: dict[str, Any] = {"form": form, "rows": len(rows), "query": request.query_string.decode()[:500]}
    record_event(database().session, "engagements.exported", by=actor.user_id, tenant_id=actor.tenant, **said)
    return _attached(sheet, form, LIST_TITLE)


@pages.route("/engagements/<uuid:engagement_id>/ask", methods=["GET", "POST"])
@access("tend", tenant=own_provider)
def ask(engagement_id: UUID) -> ResponseReturnValue:
    """Ask the firm to share more, or for longer."""
    actor, store, fault = current_actor(), database().session, ""
    found = get_held(store, actor.tenant, engagement_id, at=clock.now())
    form = AskForm(found.engagement, data={"purpose": found.engagement.purpose})
    if form.validate_on_submit():
        current_app.extensions["throttle"].take(OFTEN, str(actor.user_id))
        try:
            operations.ask_firm(store, actor.tenant, engagement_id, _wanted(form), by=actor.user_id)
        except (Conflict, Invalid, UncleanText) as error:
            database().rollback()
            fault = error.message.get(lang())
            found = get_held(store, actor.tenant, engagement_id, at=clock.now())
        else:
            flash(_("Sent. The firm's owner is told; nothing changes until they agree."), "success")
            return redirect(url_for("consents.held"), 303)
    page = render_template("consents/ask.html", form=form, held=found, fault=fault, end=say_end, **_words())
    return page, 422 if fault or form.errors else 200


def _wanted(form: AskForm) -> operations.Wanted:
    purpose = canonical((form.purpose.data or "")[:200], limit=600)[:200]
    return operations.Wanted(purpose=purpose, shares=form.shares.data or (), until_at=form.until_at(clock.now()))


@pages.post("/engagements/asks/<uuid:ask_id>/withdraw")
@access("tend", tenant=own_provider)
def withdraw(ask_id: UUID) -> ResponseReturnValue:
    """Take an ask back."""
    actor = current_actor()
    row = operations.withdraw_ask(database().session, actor.tenant, ask_id, by=actor.user_id)
    if row.outcome == Outcome.WITHDRAWN:
        flash(_("Withdrawn. The firm can no longer agree to it."), "success")
    else:
        flash(_("The firm has answered meanwhile; what holds now is in the list."), "warning")
    return redirect(url_for("consents.held"), 303)


def asked_firm(house: Database, actor: Actor) -> UUID | None:
    """The firm an ask was made of, among those the person sits in."""
    ask_id = parse_id((request.view_args or {}).get("ask_id"))
    for seat in actor.firms if ask_id else ():
        with house.reading(Scope.tenant(seat.organisation_id)) as session:
            try:
                return get_ask(session, seat.organisation_id, ask_id).tenant_id  # type: ignore[arg-type]
            except NotFound:
                continue
    return None


@pages.get("/firm/asks/<uuid:ask_id>")
@access("manage", tenant=asked_firm)
def asked(ask_id: UUID) -> ResponseReturnValue:
    """What a provider asks for, and plainly what would change."""
    return _asked_page(ask_id)


def _asked_page(ask_id: UUID, fault: str = "") -> ResponseReturnValue:
    actor, store, now = current_actor(), database().session, clock.now()
    row = get_ask(store, actor.tenant, ask_id)
    standing = get_standing(store, actor.tenant, row.engagement_id)
    page = render_template(
        "consents/asked.html",
        ask=row,
        standing=standing,
        form=PartForm(row, standing),
        is_open=row.is_open(now) and standing.is_live(now),
        further=[share for share in Share if share in row.shares and share not in standing.shares],
        provider=get_provider(store, row.provider_id),
        fault=fault,
        end=say_end,
        **_words(),
    )
    return page, 422 if fault else 200


@pages.post("/firm/asks/<uuid:ask_id>")
@access("manage", tenant=asked_firm)
@fresh
def agree(ask_id: UUID) -> ResponseReturnValue:
    """Agree as asked, or to less."""
    actor, store = current_actor(), database().session
    part = None
    if request.form.get("answer") != "all":
        part = (request.form.getlist("shares"), request.form.get("until") == "asked")
    try:
        operations.accept_ask(store, actor.tenant, ask_id, part, by=actor.user_id)
    except (Conflict, Invalid) as error:
        database().rollback()
        return _asked_page(ask_id, error.message.get(lang()))
    flash(_("Recorded. You can change or withdraw it here at any time."), "success")
    return redirect(url_for("tenants.providers"), 303)


@pages.post("/firm/asks/<uuid:ask_id>/decline")
@access("manage", tenant=asked_firm)
def decline(ask_id: UUID) -> ResponseReturnValue:
    """Nothing changes. No password is asked for: it opens nothing to anybody."""
    actor = current_actor()
    try:
        operations.decline_ask(database().session, actor.tenant, ask_id, by=actor.user_id)
    except Conflict as error:
        database().rollback()
        return _asked_page(ask_id, error.message.get(lang()))
    flash(_("Declined. They see exactly what they saw before."), "success")
    return redirect(url_for("tenants.providers"), 303)


@pages.app_template_global("open_asks")
def open_asks() -> list[tuple[ConsentAsk, str]]:
    """For the firm's page about providers: what waits for its owners' answer."""
    return list(list_open_asks(database().session, current_actor().tenant, at=clock.now()))


@pages.get("/firm/consents")
@access("manage")
def firm() -> str:
    """Everything the firm ever agreed to, changed and withdrew."""
    return _log_page(_firm_entries()[: SHOWN + 1], "consents.take_firm_log")


@pages.get("/firm/consents.<any(csv,xlsx):form>")
@access("manage", writes=True)
def take_firm_log(form: Literal["csv", "xlsx"]) -> ResponseReturnValue:
    """The same as a file."""
    return _log_file(_firm_entries(), form)


@pages.get("/engagements/log")
@access("clients", tenant=own_provider)
def provider() -> str:
    """Everything firms ever agreed to with this provider."""
    return _log_page(_provider_entries(SHOWN + 1), "consents.take_provider_log")


@pages.get("/engagements/log.<any(csv,xlsx):form>")
@access("clients", tenant=own_provider, writes=True)
def take_provider_log(form: Literal["csv", "xlsx"]) -> ResponseReturnValue:
    """The same as a file."""
    return _log_file(_provider_entries(), form)


def _firm_entries() -> list[Entry]:
    actor = current_actor()
    return firm_log(database().session, actor.tenant, user_id=actor.user_id, at=clock.now())


def _provider_entries(newest: int | None = None) -> list[Entry]:
    return provider_log(database().session, current_actor().tenant, at=clock.now(), newest=newest)


def _log_page(entries: list[Entry], file: str) -> str:
    return render_template(
        "consents/log.html",
        entries=entries[:SHOWN],
        shown=SHOWN if len(entries) > SHOWN else None,
        acts=ACT_WORDS,
        zone=get_timezone(),
        say=lambda who: say(who, lang()),
        files={form: url_for(file, form=form) for form in ("xlsx", "csv")},
        is_provider=request.endpoint == "consents.provider",
    )


def _log_file(entries: list[Entry], form: str) -> ResponseReturnValue:
    actor = current_actor()
    sheet = log_sheet(entries, lang(), get_timezone())
    record_event(
        database().session, "consent_log.taken", by=actor.user_id, tenant_id=actor.tenant, form=form, rows=len(entries)
    )
    return _attached(sheet, form, LOG_TITLE)


def _attached(sheet: Sheet, form: str, title: Text) -> ResponseReturnValue:
    spoken, now = lang(), clock.now()
    name = f"{title.get(spoken)} {clock.today().isoformat()}.{form}"
    if form == "csv":
        content, kind = write_csv(sheet), "text/csv; charset=utf-8"
    else:
        content, kind = write_workbook([sheet], title=title.get(spoken), at=now, lang=spoken), WORKBOOK
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)


def _sought() -> Sought:
    given = request.args
    state, share = given.get("state", ""), given.get("share", "")
    return Sought(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        standing=Standing(state) if state in list(Standing) else None,
        share=Share(share) if share in list(Share) else None,
        is_asked=given.get("asked") == "1",
        page=_page(),
    )


def _page() -> int:
    given = request.args.get("page", "1")
    return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def _words() -> dict[str, Any]:
    return {
        "standings": STANDING_WORDS,
        "tones": TONES,
        "shares": SHARE_WORDS,
        "outcomes": OUTCOME_WORDS,
        "gone": FIRM_GONE,
    }
