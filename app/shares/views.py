"""A firm's links to a report, and the page a link opens."""

from typing import BinaryIO
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import hash_password, verify_password

from app.assessments.queries import get_assessment
from app.kit import clock, devices
from app.kit.access import ToMake
from app.kit.access import access as open_access
from app.kit.addresses import read_address
from app.kit.db import Scope, database
from app.kit.devices import coarse_device
from app.kit.errors import Conflict, NotFound
from app.kit.i18n import lang
from app.kit.outside import ANYWAY
from app.kit.storage import stored_files
from app.kit.text import Lang
from app.kit.throttle import Attempts, network_of
from app.kit.web import absolute, out_of_sight
from app.kit.words import UncleanText, canonical
from app.reports.models import Report
from app.reports.operations import redraw_file, request_file
from app.reports.pages import Look, cover_of, draw_page, file_name, worn_look
from app.reports.queries import find_file, get_report
from app.reports.renderers.files import Wanted
from app.shares.forms import MakeLinkForm
from app.shares.models import ShareLink, SharePicture
from app.shares.operations import (
    Target,
    Wish,
    count_download,
    count_view,
    drop_pictures,
    make_link,
    refuse_retracted,
    request_picture,
    withdraw_link,
)
from app.shares.queries import (
    NO_LINK,
    NO_PICTURE,
    find_open_link,
    get_link,
    get_picture,
    is_given_up,
    list_links,
    list_views,
)
from app.shares.wording import DEVICES, WHAT
from app.subscriptions.plans import Feature
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("shares", __name__)
here = row_of(Report, "report_id")
GUESSES = Attempts("share-password", "10 per 10 minutes")
DOWNLOADS = Attempts("share-pdf", "120 per 10 minutes")
"""Waiting for a file asks again every other second."""
OPENED = "shares"


@pages.route("/reports/<uuid:report_id>/shares", methods=["GET", "POST"])
@access("read", tenant=here, methods=["GET"], plan=Feature.REPORTS)
@access("report", tenant=here, methods=["POST"], plan=Feature.REPORTS)
def manage(report_id: UUID) -> ResponseReturnValue:
    """The links of a report, and a form for one more; its address is shown once."""
    report = get_report(database().session, current_actor().tenant, report_id)
    form, word, status = MakeLinkForm(), "", 200
    if form.validate_on_submit():
        try:
            word = _make(report, form)
        except (Conflict, UncleanText) as error:
            form.label.errors = [*form.label.errors, error.message.get(lang())]
    if form.errors:
        status = 422
    page = render_template(
        "shares/manage.html",
        report=report,
        assessment=get_assessment(database().session, report.assessment_id),
        form=form,
        word=word,
        address=_address(word) if word else "",
        links=list_links(database().session, report.tenant_id, report.id),
        now=clock.now(),
    )
    return make_response(page, status)


@pages.post("/shares/<uuid:link_id>/withdraw")
@access("report", tenant=row_of(ShareLink, "link_id"))
def withdraw(link_id: UUID) -> ResponseReturnValue:
    """Close a link for good."""
    actor = current_actor()
    link = get_link(database().session, actor.tenant, link_id)
    for key in drop_pictures(database().session, link):
        stored_files().delete(key)
    withdraw_link(database().session, link, by=actor.user_id, at=clock.now())
    flash(_("The link opens nothing from now on."), "success")
    return redirect(url_for("shares.manage", report_id=link.report_id), 303)


@pages.get("/shares/<uuid:link_id>/views")
@access("read", tenant=row_of(ShareLink, "link_id"))
def views(link_id: UUID) -> ResponseReturnValue:
    """When a link was opened, and on what kind of device."""
    link = get_link(database().session, current_actor().tenant, link_id)
    names = {one: str(name) for one, name in DEVICES.items()}
    looks = [
        (format_datetime(one.seen_at, "short"), str(WHAT[one.what]), names.get(one.device, one.device))
        for one in list_views(database().session, link)
    ]
    return render_template("shares/views.html", link=link, looks=looks)


@pages.route("/reports/<uuid:report_id>/picture", methods=["GET", "POST"])
@access("read", tenant=here, methods=["GET"], plan=ToMake(Feature.REPORTS))
@access("report", tenant=here, methods=["POST"], plan=Feature.REPORTS)
def ask_picture(report_id: UUID) -> ResponseReturnValue:
    """The result as one picture: to the link whose address came along, or to our front page."""
    report = get_report(database().session, current_actor().tenant, report_id)
    if request.method == "GET":
        return render_template("shares/ask_picture.html", report=report)
    refuse_retracted(report)
    picture = request_picture(database().session, report, _target(report), lang=lang(), is_kept=_is_kept)
    return redirect(url_for("shares.picture", picture_id=picture.id), 303)


@pages.get("/pictures/<uuid:picture_id>")
@access("read", tenant=row_of(SharePicture, "picture_id"), plan=Feature.REPORTS)
def picture(picture_id: UUID) -> ResponseReturnValue:
    """The picture to keep, or a page that waits for it."""
    found = _picture(picture_id)
    link = get_link(database().session, found.tenant_id, found.link_id) if found.link_id else None
    failed = not _is_kept(found.storage_key) if found.storage_key else is_given_up(database().session, found)
    is_open = link is None or link.is_open(clock.now())
    return render_template("shares/picture_page.html", picture=found, link=link, failed=failed, open=is_open)


def _picture(picture_id: UUID) -> SharePicture:
    """One picture; Conflict once its report is retracted, for nothing on it would say so to whom it is sent."""
    found = get_picture(database().session, current_actor().tenant, picture_id)
    refuse_retracted(get_report(database().session, found.tenant_id, found.report_id))
    return found


@pages.get("/pictures/<uuid:picture_id>/file")
@access("read", tenant=row_of(SharePicture, "picture_id"), plan=Feature.REPORTS)
def picture_file(picture_id: UUID) -> ResponseReturnValue:
    """The PNG: shown in the page, or saved with `?save=1`."""
    found = _picture(picture_id)
    try:
        content = stored_files().open(found.storage_key or "-")
    except FileNotFoundError as error:
        raise NotFound(NO_PICTURE) from error
    name = f"result-{found.lang}-{found.created_at:%Y%m%d}.png"
    answer = send_file(content, mimetype="image/png", as_attachment="save" in request.args, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/s/<word>")
@open_access("anyone", writes=True)
def show(word: str) -> ResponseReturnValue:
    """The report in its share edition, for whoever holds the address."""
    link = _find(word)
    if link is None:
        return _closed()
    if _is_locked(link):
        return out_of_sight(_password_page(link, word))
    device = coarse_device(request.user_agent.string)
    count_view(database().session, link, device=device, at=clock.now())
    report = get_report(database().session, link.tenant_id, link.report_id)
    if report.is_retracted:
        return _retracted(report)
    page, look = draw_page(report, lang(), "share"), worn_look(database().session, report)
    preview = absolute(url_for("static", filename="img/share.png")) if _names_us(look) else ""
    told = {"page": page, "cover": cover_of(report), "report": report, "preview": preview, "word": word}
    return out_of_sight(render_template("shares/show.html", look=look, **told))


@pages.get("/s/<word>/pdf/<any(zh,en):speak>")
@open_access("anyone", writes=True)
def paper(word: str, speak: Lang) -> ResponseReturnValue:
    """The edition for others as PDF, for as long as the link opens; until it is drawn, a page that waits for it."""
    link = _find(word)
    if link is None:
        return _closed()
    if _is_locked(link):
        return redirect(url_for("shares.show", word=word))
    current_app.extensions["throttle"].take(DOWNLOADS, f"{link.id} {network_of(request.remote_addr)}")
    report, wanted = get_report(database().session, link.tenant_id, link.report_id), Wanted(lang=speak, edition="share")
    if report.is_retracted:
        return _retracted(report)
    content = _open_file(report, wanted)
    if content is None:
        look = worn_look(database().session, report)
        return out_of_sight(render_template("shares/drawing.html", word=word, look=look))
    device = coarse_device(request.user_agent.string)
    if device != devices.WECHAT or ANYWAY in request.args:  # else they are only shown the way out
        count_download(database().session, link, device=device, at=clock.now())
    name = file_name(report, wanted)
    return out_of_sight(send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name))


def _open_file(report: Report, wanted: Wanted) -> BinaryIO | None:
    """The file; None while it is drawn, which is asked for where nobody has yet, or where it is gone."""
    kept = find_file(database().session, report.tenant_id, report.id, wanted)
    if kept is not None and kept.storage_key:
        try:
            return stored_files().open(kept.storage_key)
        except FileNotFoundError:
            redraw_file(database().session, report, wanted)
            return None
    request_file(database().session, report, wanted)
    return None


def _retracted(report: Report) -> ResponseReturnValue:
    """What holders of a link are told of a report nobody should go by."""
    look = worn_look(database().session, report)
    return out_of_sight(render_template("shares/retracted.html", report=report, look=look), 410)


def _is_locked(link: ShareLink) -> bool:
    return bool(link.password_hash) and str(link.id) not in session.get(OPENED, [])


@pages.post("/s/<word>")
@open_access("anyone")
def unlock(word: str) -> ResponseReturnValue:
    """Say the password."""
    link = _find(word)
    if link is None:
        return _closed()
    current_app.extensions["throttle"].take(GUESSES, f"{link.id} {network_of(request.remote_addr)}")
    if link.password_hash and not verify_password(request.form.get("password", "")[:80], link.password_hash):
        return out_of_sight(_password_page(link, word, _("That is not the password.")), 422)
    session[OPENED] = [*session.get(OPENED, []), str(link.id)][-10:]
    return redirect(url_for("shares.show", word=word), 303)


def _make(report: Report, form: MakeLinkForm) -> str:
    secret = form.password.data or ""
    wish = Wish(
        label=canonical(form.label.data or "", limit=80),
        days=int(form.days.data),
        password_hash=hash_password(secret) if secret else None,
    )
    return make_link(database().session, report, wish, by=current_actor().user_id, at=clock.now())


def _is_kept(key: str) -> bool:
    try:
        stored_files().open(key).close()
    except FileNotFoundError:
        return False
    return True


def _address(word: str) -> str:
    return absolute(url_for("shares.show", word=word))


def _target(report: Report) -> Target:
    """The link whose address was posted, if it is one of this report that stands; else our front page."""
    word = request.form.get("word", "")
    read = read_address(word)
    if read is None or read.tenant_id != report.tenant_id:
        return Target(address=absolute(url_for("pages.landing")))
    link = find_open_link(database().session, read.tenant_id, read.secret_hash, at=clock.now())
    if link is None or link.report_id != report.id:
        raise NotFound(NO_LINK)
    return Target(address=_address(word), link=link)


def _find(word: str) -> ShareLink | None:
    """The link while it stands; why another does not is nobody's business."""
    address = read_address(word)
    if address is None:
        return None
    database().session.open_scope(Scope.tenant(address.tenant_id))
    return find_open_link(database().session, address.tenant_id, address.secret_hash, at=clock.now())


def _names_us(look: Look | None) -> bool:
    """Whether a page for outsiders may speak of us."""
    return look is None or not look.brand.hides_us


def _password_page(link: ShareLink, word: str, fault: str = "") -> str:
    look = worn_look(database().session, get_report(database().session, link.tenant_id, link.report_id))
    return render_template("shares/password.html", word=word, fault=fault, look=look)


def _closed() -> ResponseReturnValue:
    return out_of_sight(render_template("shares/closed.html", why=NO_LINK.get(lang())), 404)
