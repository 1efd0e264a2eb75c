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
from app.batches.naming import TOKENS, USUAL, check_rule, name_file
from app.batches.operations import MOST, Order, cancel_batch, key_of, make_again, note_fetch, order_batch
from app.batches.queries import (
    count_outcomes,
    get_batch,
    get_ready,
    is_fit,
    list_batches,
    list_items,
    list_open,
    roles_of,
)
from app.batches.wording import NO_BATCH, NO_FORMAT, OUTCOMES, REASONS
from app.clients.book import BookRow, Looking, walk_book
from app.clients.choosing import Choice, read_choice
from app.clients.queries import tended_by
from app.clients.saved import stalled_days
from app.evidence.wording import say_size
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.storage import stored_files
from app.kit.text import LANGS
from app.reports.renderers.files import FORMATS
from app.tenants.access import current_actor, own_provider

pages = Blueprint("batches", __name__)


@pages.get("/batches")
@access("tend", tenant=own_provider)
def shelf() -> ResponseReturnValue:
    """What this person had made, and how far it is."""
    actor, session = current_actor(), database().session
    going = {one.id for one in list_open(session, actor.tenant)}
    rows = list_batches(session, actor.tenant, by=actor.user_id)
    told = [(one, count_outcomes(session, one), _left(one)) for one in rows]
    left_out = {one.id: [item for item in list_items(session, one) if item.reason] for one in rows[:5]}
    return render_template(
        "batches/shelf.html", told=told, going=going, left_out=left_out, reasons=REASONS, outcomes=OUTCOMES,
        say_size=say_size,
    )  # fmt: skip


@pages.post("/batches/new")
@access("tend", tenant=own_provider)
def choose() -> ResponseReturnValue:
    """How the reports of the chosen firms should come."""
    return _options(_rows())


@pages.post("/batches")
@access("tend", tenant=own_provider)
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
@access("tend", tenant=own_provider)
def cancel(batch_id: UUID) -> ResponseReturnValue:
    """Stop making it."""
    actor = current_actor()
    cancel_batch(database().session, get_batch(database().session, actor.tenant, batch_id, by=actor.user_id))
    flash(_("Stopped. Nothing of it is kept."), "success")
    return redirect(url_for("batches.shelf"), 303)


@pages.get("/batches/<uuid:batch_id>/file")
@access("tend", tenant=own_provider, writes=True)
@fresh
def fetch(batch_id: UUID) -> ResponseReturnValue:
    """The ZIP, for who asked, while its days last and every firm in it still agrees."""
    actor, session, storage = current_actor(), database().session, stored_files()
    batch = get_ready(session, actor.tenant, batch_id, by=actor.user_id, at=clock.now())
    roles = roles_of(session, actor.tenant, actor.user_id)
    if not all(is_fit(session, batch, item, roles) for item in list_items(session, batch)):
        make_again(session, batch)
        storage.delete(key_of(batch))
        flash(_("A firm has withdrawn its consent since. The ZIP is being made again without it."), "warning")
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
    form, typed = request.form, "pattern" in request.form
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
    )


def _preview(rows: Sequence[BookRow], pattern: str) -> list[str]:
    try:
        rule = check_rule(pattern)
    except Invalid:
        return []
    taken: set[str] = set()
    values = {"date": f"{clock.today():%Y%m%d}", "code": "0123456789ab", "lang": lang()}
    return [name_file(rule, {**values, "firm": row.name}, "pdf", taken) for row in rows[:3]]


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
