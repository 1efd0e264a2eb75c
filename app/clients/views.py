"""A provider's book of clients: the list with its filters and views, and the page of one client."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.clients.book import Looking, count_book, find_in_book, list_book, walk_book
from app.clients.choosing import PAGE_SIZE, Choice, read_choice
from app.clients.models import WITH_CONSENT, Client, Stage
from app.clients.options import filter_options
from app.clients.queries import NO_CLIENT, get_client, tended_by
from app.clients.saved import drop_view, keep_view, list_views, open_with, stalled_days
from app.clients.sheets import book_cells, book_columns, write_book
from app.clients.tending import (
    TENDED_BY,
    Contact,
    assign_clients,
    drop_note,
    keep_contact,
    list_notes,
    plan_next,
    set_stalled_days,
    tell_export,
    write_note,
)
from app.clients.wording import (
    BAD_DAY,
    BOOK_TITLE,
    COLUMN_WORDS,
    ENDS_ON,
    LEVEL_WORDS,
    OVERDUE,
    PLAN_ENDS,
    RENEWS_ON,
    STAGE_WORDS,
    STALLED,
)
from app.content.loader import served_catalogue
from app.kit import clock
from app.kit.access import ToMake, access
from app.kit.db import Scope, database
from app.kit.errors import Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.text import Text
from app.kit.words import UncleanText
from app.kit.xlsx import WORKBOOK, stream_csv
from app.subscriptions.plans import Feature, shop
from app.tenants.access import current_actor, own_provider
from app.tenants.queries import list_members

pages = Blueprint("clients", __name__)


@pages.get("/clients")
@access("clients", tenant=own_provider)
def book() -> ResponseReturnValue:
    """Who is looked after, and how far each has come; without arguments, as the person's own view has it."""
    actor, session = current_actor(), database().session
    views = list_views(session, actor.tenant, actor.user_id)
    opened = next((view for view in views if view.is_default), None)
    if not request.args and opened is not None:
        return redirect(f"{url_for('clients.book')}?{opened.query}", 303)
    choice, looking = _choice(request.args), _looking()
    counts = count_book(session, looking, choice)
    total = sum(number for stage, number in counts.items() if not choice.stage or stage in choice.stage)
    return render_template(
        "clients/book.html",
        rows=list_book(session, looking, choice),
        choice=choice,
        counts=counts,
        total=total,
        everybody=sum(counts.values()),
        pages=-(-total // PAGE_SIZE),
        views=views,
        looking=looking,
        **_words(),
        **_options(),
    )


@pages.post("/clients/tend")
@access("tend", tenant=own_provider)
def tend() -> ResponseReturnValue:
    """What was chosen to happen to the selected clients."""
    actor, session = current_actor(), database().session
    chosen = {found for raw in _selected() if (found := parse_id(raw)) is not None}
    try:
        if request.form.get("act") == "next":
            act = (request.form.get("next_action", ""), _day(request.form.get("next_on", "")))
            number = plan_next(session, actor.tenant, chosen, act=act, by=actor.user_id)
        else:
            number = assign_clients(session, actor.tenant, chosen, to=_people(), by=actor.user_id)
    except (PersonError, UncleanText) as error:
        database().rollback()
        flash(error.message.get(lang()), "warning")
        return _back(typed=request.form.get("next_action", "")[:200])
    flash(ngettext("%(num)d firm changed.", "%(num)d firms changed.", number), "success")
    return _back(done="1")


@pages.get("/clients/book.<any(csv,xlsx):form>")
@access("clients", tenant=own_provider, writes=True, plan=ToMake(Feature.PORTFOLIO))
def take_along(form: Literal["csv", "xlsx"]) -> ResponseReturnValue:
    """Exactly what the list shows, all pages of it."""
    actor, choice, looking, spoken = current_actor(), _choice(request.args), _looking(), lang()
    tell_export(database().session, actor.tenant, form, query=request.query_string.decode(), by=actor.user_id)
    name, house = f"{BOOK_TITLE.get(spoken)} {clock.today():%Y-%m-%d}.{form}", database()
    if form == "xlsx":
        made = write_book(walk_book(house.session, looking, choice), spoken, at=looking.now, plans=looking.plans)
        return send_file(made, mimetype=WORKBOOK, as_attachment=True, download_name=name)

    def lines() -> Any:
        with house.reading(Scope.tenant(looking.provider_id)) as session:
            rows = book_cells(walk_book(session, looking, choice), spoken, plans=looking.plans)
            yield from stream_csv(book_columns(spoken, plans=looking.plans), rows)

    answer = Response(lines(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.post("/clients/views")
@access("tend", tenant=own_provider, plan=Feature.PORTFOLIO)
def keep() -> ResponseReturnValue:
    """Keep the filter and order of the list under a name."""
    actor, session = current_actor(), database().session
    try:
        shared = request.form.get("shared") == "1"
        name = request.form.get("name", "")
        view = keep_view(session, actor.tenant, name, _came_from(), shared=shared, by=actor.user_id)
    except (PersonError, UncleanText) as error:
        flash(error.message.get(lang()), "warning")
        return _back(named=request.form.get("name", "")[:60])
    if request.form.get("default") == "1":
        open_with(session, actor.tenant, view.id, by=actor.user_id)
    flash(_("The view is kept."), "success")
    return _back()


@pages.post("/clients/views/<uuid:view_id>/<any(open,plain,remove):act>")
@access("tend", tenant=own_provider)
def change_view(view_id: UUID, act: Literal["open", "plain", "remove"]) -> ResponseReturnValue:
    """Open the book with a view from now on, or with everything again; or remove one of one's own."""
    actor, session = current_actor(), database().session
    if act == "remove":
        drop_view(session, actor.tenant, view_id, by=actor.user_id)
        flash(_("The view is gone; the firms are untouched."), "success")
    else:
        open_with(session, actor.tenant, view_id if act == "open" else None, by=actor.user_id)
        flash(_("Kept: this is how your list opens from now on."), "success")
    return _back()


@pages.post("/clients/settings")
@access("administer", tenant=own_provider)
def set_book() -> ResponseReturnValue:
    """After how many quiet days a client counts as stalled."""
    raw = request.form.get("stalled_days", "")
    days = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 5 else 0
    if not 1 <= days <= 365:
        flash(_("Give a number of days from 1 to 365; nothing was changed."), "warning")
        return _back()
    set_stalled_days(database().session, current_actor().tenant, days, by=current_actor().user_id)
    flash(_("Kept."), "success")
    return _back()


@pages.get("/clients/<uuid:client_id>")
@access("clients", tenant=own_provider)
def client(client_id: UUID) -> ResponseReturnValue:
    """One client: how it stands, whom to talk to, what comes next, what was said."""
    return _client_page(client_id)


@pages.post("/clients/<uuid:client_id>/<any(contact,next,people,notes):part>")
@access("tend", tenant=own_provider)
def change(client_id: UUID, part: Literal["contact", "next", "people", "notes"]) -> ResponseReturnValue:
    """Change one part of a client's page; what cannot be kept comes back as it was typed."""
    get_client(database().session, current_actor().tenant, client_id)
    try:
        _change(client_id, part)
    except (PersonError, UncleanText) as error:
        database().rollback()
        return make_response(_client_page(client_id, request.form, error.message.get(lang())), 422)
    flash(_("Kept."), "success")
    return redirect(url_for("clients.client", client_id=client_id, _anchor=part), 303)


@pages.post("/clients/<uuid:client_id>/notes/<uuid:note_id>/remove")
@access("tend", tenant=own_provider)
def remove_note(client_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Take back a note of one's own."""
    actor = current_actor()
    drop_note(database().session, actor.tenant, (client_id, note_id), by=actor.user_id)
    flash(_("The note is gone."), "success")
    return redirect(url_for("clients.client", client_id=client_id, _anchor="notes"), 303)


def _change(client_id: UUID, part: str) -> None:
    actor, session, form = current_actor(), database().session, request.form
    if part == "contact":
        told = Contact(**{name: form.get(name, "") for name in ("contact_name", "contact", "note")})
        keep_contact(session, actor.tenant, client_id, told, by=actor.user_id)
    elif part == "next":
        act = (form.get("next_action", ""), _day(form.get("next_on", "")))
        plan_next(session, actor.tenant, {client_id}, act=act, by=actor.user_id)
    elif part == "people":
        assign_clients(session, actor.tenant, {client_id}, to=_people(), by=actor.user_id)
    else:
        write_note(session, actor.tenant, client_id, form.get("body", ""), by=actor.user_id)


def _client_page(client_id: UUID, typed: Mapping[str, str] | None = None, fault: str = "") -> str:
    actor, session = current_actor(), database().session
    row = find_in_book(session, looking := _looking(), client_id)
    if row is None:
        raise NotFound(NO_CLIENT)
    kept = get_client(session, actor.tenant, client_id)
    day = row.next_on.isoformat() if row.next_on else ""
    held = {"next_action": row.next_action, "next_on": day, "contact_name": row.contact_name, "contact": row.contact}
    return render_template(
        "clients/client.html",
        row=row,
        looking=looking,
        kept=kept,
        typed={**held, "note": kept.note, "body": "", **(typed or {})},
        fault=fault,
        steps=_steps(kept, is_live=row.is_live),
        notes=list_notes(session, actor.tenant, client_id),
        names={one.user_id: one.name for one in list_members(session, actor.tenant)},
        **_words(),
        **_options(),
    )


def _steps(kept: Client, *, is_live: bool) -> list[tuple[Text, datetime]]:
    """The stages so far, newest first; those with consent only while it lives."""
    return [
        (STAGE_WORDS[Stage(one["stage"])], datetime.fromisoformat(one["at"]))
        for one in reversed(kept.steps)
        if is_live or one["stage"] not in WITH_CONSENT
    ]


def _looking() -> Looking:
    actor, session, now = current_actor(), database().session, clock.now()
    return Looking(
        provider_id=actor.tenant,
        me=actor.user_id,
        tended=tended_by(session, actor.tenant, actor.user_id, on=clock.today()),
        now=now,
        stalled_days=stalled_days(session, actor.tenant),
        plans=shop.is_open and actor.may("bought"),
    )


def _choice(asked: MultiDict[str, str]) -> Choice:
    return read_choice(asked, asked.getlist("stage"))


def _came_from() -> Choice:
    """The list a form was sent from, as the form carries it."""
    return _choice(MultiDict(parse_qsl(request.form.get("back", "")[:2000])))


def _back(**more: str) -> ResponseReturnValue:
    choice, said = _came_from(), {name: value for name, value in more.items() if value}
    return redirect(url_for("clients.book", **{**choice.address(page=choice.page), **said}), 303)


def _selected() -> list[str]:
    """Ticked on this page, and on others before."""
    return [*request.form.getlist("client"), *request.form.get("elsewhere", "").split(",")]


def _people() -> dict[str, UUID | None]:
    """Column -> person, for each that was chosen; `none` takes the person away."""
    given = {column: request.form.get(column, "") for column in TENDED_BY}
    return {column: parse_id(raw) for column, raw in given.items() if raw}


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw.strip()) if raw.strip() else None
    except ValueError:
        raise Invalid(BAD_DAY) from None


def _options() -> dict[str, Any]:
    """What may be chosen, and the colleagues who may look after clients by the column that names them."""
    members = list_members(database().session, current_actor().tenant)
    team = {column: [one for one in members if role in one.roles] for column, role in TENDED_BY.items()}
    return {"team": team, "options": filter_options(lang(), team)}


def _words() -> dict[str, Any]:
    return {
        "stages": STAGE_WORDS,
        "levels": LEVEL_WORDS,
        "columns": COLUMN_WORDS,
        "trades": served_catalogue().trades,
        "flags": (OVERDUE, STALLED),
        "sold": shop.plans,
        "until": (ENDS_ON, RENEWS_ON),
        "plan_ends": PLAN_ENDS,
        "today": clock.today(),
    }
