"""The record of acts: of a firm for its owners, of a provider for its administrators; on screen and as a file."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.events.operations import record_event
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.xlsx import WORKBOOK, Cell, Column, Sheet, write_csv, write_workbook
from app.tenants.access import current_actor, own_provider
from app.tenants.queries import list_members
from app.trails import security
from app.trails.queries import PAGE, Act, Asked, count_acts, list_actors, list_acts, walk_acts
from app.trails.wording import GROUPS, HEADS, TAG_WORDS, WHO_GONE, WHO_SYSTEM

pages = Blueprint("trails", __name__)
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": WORKBOOK, "json": "application/json"}


@pages.get("/firm/log")
@access("manage")
def firm() -> str:
    """What happened in the firm."""
    return _page("trails.firm", "trails.firm_file")


@pages.get("/provider/log")
@access("administer", tenant=own_provider)
def provider() -> str:
    """What happened in the provider."""
    return _page("trails.provider", "trails.provider_file")


@pages.get("/firm/log.<any(csv,xlsx,json):form>")
@access("manage", writes=True)
def firm_file(form: str) -> ResponseReturnValue:
    """The firm's record as a file."""
    return _file(form)


@pages.get("/provider/log.<any(csv,xlsx,json):form>")
@access("administer", tenant=own_provider, writes=True)
def provider_file(form: str) -> ResponseReturnValue:
    """The provider's record as a file."""
    return _file(form)


@pages.get("/profile/security/log")
@access("person")
def mine() -> str:
    """What was done to one's own account, and tried at it."""
    return render_template(
        "trails/security.html", lines=security.read_own(database(), current_actor().user_id), of="me"
    )


@pages.get("/firm/security")
@access("manage")
def firm_security() -> str:
    """What bears on the safety of the firm at its members' accounts."""
    return _of_members("firm")


@pages.get("/provider/security")
@access("administer", tenant=own_provider)
def provider_security() -> str:
    """What bears on the safety of the provider at its members' accounts."""
    return _of_members("provider")


def _of_members(of: str) -> str:
    members = list_members(database().session, current_actor().tenant)
    return render_template("trails/security.html", lines=security.read_of_members(database(), members), of=of)


def _asked() -> Asked:
    group = request.args.get("group", "")
    return Asked(group=group if group in GROUPS else "", by=parse_id(request.args.get("by")))


def _page(here: str, file: str) -> str:
    session, tenant_id, asked = database().session, current_actor().tenant, _asked()
    total = count_acts(session, tenant_id, asked)
    pages_in_all = max(1, -(-total // PAGE))
    given = request.args.get("page", "1")
    page = min(max(int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1, 1), pages_in_all)
    kept: dict[str, Any] = {"group": asked.group or None, "by": asked.by}
    return render_template(
        "trails/show.html",
        acts=[_shown(act) for act in list_acts(session, tenant_id, asked, page=page)],
        total=total,
        page=page,
        pages=pages_in_all,
        asked=asked,
        groups=GROUPS,
        people=list_actors(session, tenant_id),
        files={kind: url_for(file, form=kind, **kept) for kind in KINDS},
        href=lambda number: url_for(here, page=number, **kept),
        is_provider=here == "trails.provider",
    )


def _shown(act: Act) -> dict[str, Any]:
    words = TAG_WORDS.get(act.tag)
    who = act.who if act.who else (WHO_SYSTEM if act.who == "" else WHO_GONE).get(lang())
    return {"at": act.at, "what": words.get(lang()) if words else act.tag, "who": who, "subject": act.subject}


def _file(kind: str) -> ResponseReturnValue:
    session, actor = database().session, current_actor()
    # Taking the record along is an act as well; it comes last, so that the file is what the page showed.
    rows = [_line(act) for act in walk_acts(session, actor.tenant, _asked())]
    record_event(session, "log.taken", by=actor.user_id, tenant_id=actor.tenant, kind=kind, acts=len(rows))
    name = f"log-{clock.today().isoformat()}.{kind}"
    return send_file(BytesIO(_written(kind, rows)), mimetype=KINDS[kind], as_attachment=True, download_name=name)


def _line(act: Act) -> dict[str, str]:
    shown = _shown(act)
    at = act.at.isoformat(timespec="seconds")
    return {"at": at, "who": shown["who"], "what": shown["what"], "tag": act.tag, "subject": act.subject}


def _written(kind: str, rows: list[dict[str, str]]) -> bytes:
    if kind == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1).encode()
    columns = [Column(title=title.get(lang()), width=28) for title in HEADS.values()]
    cells: Iterator[list[Cell]] = ([row[name] for name in HEADS] for row in rows)
    sheet = Sheet(name="log", columns=columns, rows=list(cells))
    return write_csv(sheet) if kind == "csv" else write_workbook([sheet], title="log", at=clock.now())
