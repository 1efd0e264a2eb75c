"""Reports of many firms in one ZIP: choosing how, watching it being made, fetching it."""

from collections.abc import Sequence
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.accounts.fresh import fresh
from app.batches.models import Batch
from app.batches.naming import TOKENS, USUAL, check_rule, name_file, trade_word
from app.batches.operations import MOST, Order, cancel_batch, key_of, make_again, note_fetch, order_batch
from app.batches.queries import (
    are_fit,
    count_outcomes,
    get_batch,
    get_ready,
    list_batches,
    list_items,
    list_open,
    roles_of,
)
from app.batches.rhythm import DAYS, read_rhythm
from app.batches.standing import Act, Selection, change_standing, keep_standing, list_standing
from app.batches.wording import NO_BATCH, NO_FORMAT, NO_RHYTHM, OUTCOMES, REASONS, STOPPED, VIEW_GONE, say_rhythm
from app.clients.book import BookRow, Looking, walk_book
from app.clients.choosing import Choice, read_choice
from app.clients.queries import tended_by
from app.clients.saved import list_views, stalled_days
from app.evidence.wording import say_size
from app.kit import clock
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.storage import stored_files
from app.kit.text import LANGS
from app.reports.renderers.files import FORMATS
from app.subscriptions.plans import Feature, shop
from app.tenants.access import current_actor, own_provider

pages = Blueprint("batches", __name__)
SHOWN = 50
"""Firms that are not in a ZIP and are named on the page; the manifest names them all."""


@pages.get("/batches")
@access("export", tenant=own_provider, plan=Feature.BATCH)
def shelf() -> ResponseReturnValue:
    """What this person had made, and how far it is."""
    actor, session = current_actor(), database().session
    going = {one.id for one in list_open(session, actor.tenant)}
    rows = list_batches(session, actor.tenant, by=actor.user_id)
    told = [(one, count_outcomes(session, one), _left(one)) for one in rows]
    views = {view.id: view.name for view in list_views(session, actor.tenant, actor.user_id)}
    left_out = {one.id: [item for item in list_items(session, one) if item.reason][:SHOWN] for one in rows[:5]}
    return render_template(
        "batches/shelf.html", told=told, going=going, left_out=left_out, reasons=REASONS, outcomes=OUTCOMES,
        say_size=say_size, standing=list_standing(session, actor.tenant, by=actor.user_id), views=views,
        say_rhythm=say_rhythm, stopped=STOPPED,
    )  # fmt: skip


@pages.post("/batches/new")
@access("export", tenant=own_provider, plan=Feature.BATCH)
def choose() -> ResponseReturnValue:
    """How the reports of the chosen firms should come."""
    return _options(_rows())


@pages.post("/batches")
@access("export", tenant=own_provider, plan=Feature.BATCH)
def order() -> ResponseReturnValue:
    """Freeze the selection and begin."""
    actor, rows = current_actor(), _rows()
    try:
        order_batch(database().session, actor.tenant, _order(rows), by=actor.user_id)
    except PersonError as error:
        database().rollback()
        return make_response(_options(rows, error.message.get(lang())), 422)
    flash(_("The reports are being gathered. You need not wait here; we tell you when they are ready."), "success")
    return redirect(url_for("batches.shelf"), 303)


@pages.post("/batches/<uuid:batch_id>/cancel")
@access("export", tenant=own_provider)
def cancel(batch_id: UUID) -> ResponseReturnValue:
    """Stop making it."""
    actor = current_actor()
    cancel_batch(database().session, get_batch(database().session, actor.tenant, batch_id, by=actor.user_id))
    flash(_("Stopped. Nothing of it is kept."), "success")
    return redirect(url_for("batches.shelf"), 303)


@pages.post("/batches/standing")
@access("export", tenant=own_provider, plan=Feature.BATCH)
def keep() -> ResponseReturnValue:
    """Let the export come round: the firms chosen, or whatever a kept view shows each time."""
    actor, rows = current_actor(), _rows()
    rhythm = read_rhythm(request.form.get("rhythm", ""))
    try:
        if rhythm is None:
            raise Invalid(NO_RHYTHM)
        view_id = parse_id(source := request.form.get("source", ""))
        if source and view_id is None:
            raise Invalid(VIEW_GONE)
        chosen = Selection(view_id=view_id, client_ids=[row.id for row in rows])
        keep_standing(database().session, actor.tenant, chosen, _order(rows), rhythm=rhythm, by=actor.user_id)
    except PersonError as error:
        database().rollback()
        return make_response(_options(rows, error.message.get(lang())), 422)
    flash(_("Kept. Each time it is ready, a link is sent to you; the files wait here."), "success")
    return redirect(url_for("batches.shelf", _anchor="standing"), 303)


@pages.post("/batches/standing/<uuid:standing_id>/<any(pause,resume,remove):act>")
@access("export", tenant=own_provider)
def change(standing_id: UUID, act: Act) -> ResponseReturnValue:
    """Pause, resume or delete what comes round."""
    actor = current_actor()
    said = {
        "pause": _("Paused. Nothing is exported until you resume it."),
        "resume": _("It goes on; the next day is below."),
        "remove": _("The scheduled export is deleted. Files that are ready stay their seven days."),
    }
    try:
        change_standing(database().session, actor.tenant, standing_id, act, by=actor.user_id)
        flash(said[act], "success")
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
    return redirect(url_for("batches.shelf", _anchor="standing"), 303)


@pages.get("/batches/<uuid:batch_id>/file")
@access("export", tenant=own_provider, writes=True)
@fresh
def fetch(batch_id: UUID) -> ResponseReturnValue:
    """The ZIP, for who asked, while its days last and every firm in it still agrees."""
    actor, session, storage = current_actor(), database().session, stored_files()
    batch = get_ready(session, actor.tenant, batch_id, by=actor.user_id, at=clock.now())
    if not _is_fit(batch):
        make_again(session, batch)
        storage.delete(key_of(batch))
        flash(
            _("Since it was made a firm has withdrawn its consent or a report was retracted. It is being made again."),
            "warning",
        )
        return redirect(url_for("batches.shelf"), 303)
    try:
        content = storage.open(key_of(batch))
    except FileNotFoundError as error:
        raise NotFound(NO_BATCH) from error
    note_fetch(session, batch)
    name = f"{_('reports')} {batch.created_at:%Y-%m-%d}.zip"
    answer = send_file(content, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _is_fit(batch: Batch) -> bool:
    """Whether everything in it may still be handed out, looked at as the provider sees its firms."""
    with database().reading(Scope.provider(batch.tenant_id)) as session:
        roles = roles_of(session, batch.tenant_id, batch.asked_by_id)
        return are_fit(session, batch, list_items(session, batch), roles)


def _order(rows: Sequence[BookRow]) -> Order:
    form = request.form
    formats = [str(one) for one in FORMATS if str(one) in form.getlist("format")]
    langs = [one for one in LANGS if one in form.getlist("lang")]
    if not formats or not langs:
        raise Invalid(NO_FORMAT)
    return Order(
        firms=[(row.firm_id, row.name) for row in rows],
        formats=formats,
        langs=langs,
        pattern=check_rule(form.get("pattern", "")),
        signed_only=form.get("signed") == "1",
    )


def _options(rows: Sequence[BookRow], fault: str = "") -> str:
    """The form; what was typed stays."""
    form, typed, actor = request.form, "pattern" in request.form, current_actor()
    views = list_views(database().session, actor.tenant, actor.user_id)
    back = form.get("back") if form.get("act") == "everything" else None
    shown = next((str(view.id) for view in views if view.query == back), "")
    pattern = form.get("pattern", USUAL)
    return render_template(
        "batches/choose.html",
        rows=rows,
        chosen=",".join(str(row.id) for row in rows[: MOST + 1]),
        fault=fault,
        formats=FORMATS,
        ticked=form.getlist("format") if typed else ["pdf"],
        spoken=form.getlist("lang") if typed else [lang()],
        signed=form.get("signed") == "1",
        pattern=pattern,
        tokens=TOKENS,
        names=_preview(rows, pattern),
        views=views,
        source=form.get("source", shown),
        rhythm=form.get("rhythm", ""),
        rhythms=[(f"{one}-{day}", say_rhythm(one, day)) for one, most in DAYS.items() for day in range(1, most + 1)],
    )


def _preview(rows: Sequence[BookRow], pattern: str) -> list[str]:
    try:
        rule = check_rule(pattern)
    except Invalid:
        return []
    taken: set[str] = set()
    values = {"date": f"{clock.today():%Y%m%d}", "code": "0123456789ab", "lang": lang()}
    return [
        name_file(rule, {**values, "firm": row.name, "trade": trade_word(row.industry_key, lang())}, "pdf", taken)
        for row in rows[:3]
    ]


def _rows() -> list[BookRow]:
    """The firms ticked here and on other pages; with `everything`, all the list shows."""
    session, form = database().session, request.form
    actor, now = current_actor(), clock.now()
    looking = Looking(
        provider_id=actor.tenant,
        me=actor.user_id,
        tended=tended_by(session, actor.tenant, actor.user_id, on=clock.today()),
        now=now,
        stalled_days=stalled_days(session, actor.tenant),
        plans=shop.is_open and actor.may("bought"),
    )
    if form.get("act") == "everything":
        asked = MultiDict(parse_qsl(form.get("back", "")[:2000]))
        return list(walk_book(session, looking, read_choice(asked, asked.getlist("stage"))))
    ticked = {parse_id(raw) for raw in [*form.getlist("client"), *form.get("elsewhere", "").split(",")]}
    return [row for row in walk_book(session, looking, Choice()) if row.id in ticked]


def _left(batch: Batch) -> int | None:
    """Seconds it may still take, from how long it took so far."""
    if batch.began_at is None or not batch.done or batch.done >= batch.total:
        return None
    gone = (clock.now() - batch.began_at).total_seconds()
    return round(gone / batch.done * (batch.total - batch.done))
