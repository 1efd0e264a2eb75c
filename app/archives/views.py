"""A person's data: take it along, close the account, delete a firm; and change one's mind within seven days."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.fresh import fresh
from app.archives.erasing import close_account, close_firm, reopen_account, reopen_firm
from app.archives.operations import note_download, order_archive
from app.archives.queries import IN_CHARGE, get_ready_archive, list_archives, list_sole_firms
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict, Invalid
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.storage import stored_files
from app.tenants.access import current_actor, own_provider
from app.tenants.doorway import Shut
from app.tenants.queries import Seat

pages = Blueprint("archives", __name__)
ME = "me"


def _owned() -> list[Seat]:
    return [seat for seat in current_actor().seats if seat.role in IN_CHARGE]


@pages.get("/profile/data")
@access("person")
def mine() -> str:
    """Exports made so far, and the ways to make one or to leave."""
    archives = list_archives(database().session, current_user.id)
    names = {seat.organisation_id: seat.name for seat in current_actor().seats}
    now = clock.now()
    return render_template("archives/mine.html", archives=archives, owned=_owned(), names=names, now=now)


@pages.route("/profile/data/export", methods=["GET", "POST"])
@access("person")
@fresh
def export() -> ResponseReturnValue:
    """Say what an export holds, then order it."""
    about = request.values.get("about", ME)
    firm = next((seat for seat in _owned() if str(seat.organisation_id) == about), None)
    if about != ME and firm is None:
        return redirect(url_for("archives.mine"), 303)
    fault = ""
    if request.method == "POST":
        try:
            firm_id: UUID | None = firm.organisation_id if firm else None
            order_archive(database().session, by=current_user.id, firm_id=firm_id)
        except Conflict as error:
            fault = error.message.get(lang())
        else:
            flash(_("The export is being made. We tell you when it is ready."), "success")
            return redirect(url_for("archives.mine"), 303)
    return render_template("archives/export.html", firm=firm, about=about, fault=fault), 422 if fault else 200


@pages.get("/profile/data/file")
@access("person", writes=True)
@fresh
def fetch() -> ResponseReturnValue:
    """The ZIP, for the person who ordered it, while its day lasts."""
    if "which" not in request.args:
        return redirect(url_for("archives.mine"), 303)
    which = parse_id(request.args.get("which"))
    archive = get_ready_archive(database().session, current_user.id, which, at=clock.now())
    for seat in (seat for seat in current_actor().shut if seat.organisation_id == archive.firm_id):
        raise Shut(seat)
    note_download(database().session, archive)
    answer = send_file(
        stored_files().open(str(archive.storage_key)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"jianyun-{archive.created_at:%Y%m%d-%H%M}.zip",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.route("/profile/close", methods=["GET", "POST"])
@access("person")
@fresh
def close() -> ResponseReturnValue:
    """Close the account in seven days."""
    fault = ""
    if request.method == "POST" and request.form.get("sure") == "yes":
        try:
            day = format_date(close_account(database().session, current_user.id))
        except Conflict as error:
            fault = error.message.get(lang())
        else:
            flash(_("The account will be erased on %(day)s. Until then you can keep it with one click.", day=day))
            return redirect(url_for("archives.mine"), 303)
    firms = list_sole_firms(database().session, current_user.id)
    return render_template("archives/close.html", firms=firms, fault=fault), 422 if fault else 200


@pages.post("/profile/close/undo")
@access("person")
def keep() -> ResponseReturnValue:
    """Keep the account after all."""
    reopen_account(database().session, current_user.id)
    flash(_("Your account stays. Nothing was deleted."), "success")
    return redirect(url_for("archives.mine"), 303)


@pages.route("/firm/close", methods=["GET", "POST"])
@access("manage")
@fresh
def close_tenant() -> ResponseReturnValue:
    """Delete the firm in seven days; its name has to be typed."""
    return _close("tenants.members")


@pages.route("/provider/close", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def close_provider() -> ResponseReturnValue:
    """Delete the provider in seven days; the firms it looked after stay as they are."""
    return _close("staff.members")


def _close(back: str) -> ResponseReturnValue:
    actor, fault = current_actor(), ""
    seat = next(seat for seat in actor.seats if seat.organisation_id == actor.tenant)
    if request.method == "POST":
        typed = request.form.get("name", "")[:200]
        try:
            day = format_date(close_firm(database().session, actor.tenant, typed=typed, by=actor.user_id))
        except Invalid as error:
            fault = error.message.get(lang())
        else:
            flash(
                _(
                    "%(name)s will be erased on %(day)s. One click keeps it until then.",
                    name=seat.name,
                    day=day,
                )
            )
            return redirect(url_for(back), 303)
    page = render_template("archives/close_tenant.html", seat=seat, back=url_for(back), fault=fault)
    return page, 422 if fault else 200


@pages.post("/provider/close/undo")
@access("administer", tenant=own_provider)
def keep_provider() -> ResponseReturnValue:
    """Keep the provider after all."""
    actor = current_actor()
    reopen_firm(database().session, actor.tenant, by=actor.user_id)
    flash(_("The provider stays. Nothing was deleted."), "success")
    return redirect(url_for("staff.members"), 303)


@pages.post("/firm/close/undo")
@access("manage")
def keep_tenant() -> ResponseReturnValue:
    """Keep the firm after all."""
    actor = current_actor()
    reopen_firm(database().session, actor.tenant, by=actor.user_id)
    flash(_("The firm stays. Nothing was deleted."), "success")
    return redirect(url_for("tenants.members"), 303)
