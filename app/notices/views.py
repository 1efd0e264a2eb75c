"""The inbox, what else happens to notices, and the firm's WeCom group."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.fresh import fresh
from app.kit import clock
from app.kit.db import database
from app.kit.i18n import lang
from app.kit.qr import qr_svg
from app.kit.seal import seal
from app.kit.web import absolute
from app.kit.wecom import read_key
from app.notices.forms import ChannelsForm, GroupForm
from app.notices.operations import (
    channels_of,
    choose_channels,
    drop_robot,
    keep_robot,
    post_to_group,
    read_notices,
)
from app.notices.queries import count_unread, find_robot, get_notice, list_notices
from app.notices.wording import TEST, say_fault
from app.tenants.access import access, current_actor

pages = Blueprint("notices", __name__, url_prefix="/inbox")


def _firms() -> list[UUID]:
    return [seat.organisation_id for seat in current_actor().seats]


@pages.get("")
@access("person")
def inbox() -> ResponseReturnValue:
    """The newest notices."""
    actor = current_actor()
    notices = list_notices(database().session, actor.user_id, _firms())
    return render_template("notices/inbox.html", notices=notices, may_set_group=actor.may("manage"))


@pages.get("/<uuid:notice_id>")
@access("person", writes=True)
def show(notice_id: UUID) -> ResponseReturnValue:
    """One notice, with its text and code to carry elsewhere; looking at it is reading it."""
    session, firms = database().session, _firms()
    notice = get_notice(session, current_actor().user_id, firms, notice_id)
    link = absolute(notice.path)
    if notice.read_at is None:
        read_notices(session, current_actor().user_id, firms, at=clock.now(), notice_id=notice.id)
        current_user.unread = count_unread(session, current_actor().user_id, firms)
    words = "\n".join((notice.subject(lang()), notice.short(lang()), link))
    return render_template(
        "notices/show.html", notice=notice, text=words, qr=qr_svg(link, label=_("QR code of the page"))
    )


@pages.post("/read")
@access("person")
def read_all() -> ResponseReturnValue:
    """Nothing is new any more."""
    read_notices(database().session, current_actor().user_id, _firms(), at=clock.now())
    return redirect(url_for("notices.inbox"), 303)


@pages.route("/channels", methods=["GET", "POST"])
@access("person")
def channels() -> ResponseReturnValue:
    """What else happens to the person's notices."""
    form = ChannelsForm(data=dict.fromkeys(channels_of(current_user, ""), True))
    if form.validate_on_submit():
        choose_channels(database().session, current_user.id, form.chosen)
        flash(_("Saved."), "success")
        return redirect(url_for("notices.channels"), 303)
    return render_template("notices/channels.html", form=form)


@pages.route("/group", methods=["GET", "POST"])
@access("manage")
@fresh
def group() -> ResponseReturnValue:
    """The firm's group robot: set, and how its last message went."""
    session, actor, form = database().session, current_actor(), GroupForm()
    if form.validate_on_submit() and (key := read_key(form.address.data or "")):
        sealed = seal(key, secret_key=current_app.config["SETTINGS"].secret_key)
        keep_robot(session, actor.tenant, sealed_key=sealed, tail=key[-4:], by=actor.user_id)
        flash(_("The robot is set. Send a test and look into the group."), "success")
        return redirect(url_for("notices.group"), 303)
    robot = find_robot(session, actor.tenant)
    fault = say_fault(robot.fault).get(lang()) if robot is not None and robot.fault is not None else ""
    page = render_template("notices/group.html", form=form, robot=robot, fault=fault)
    return page, 422 if form.errors else 200


@pages.post("/group/test")
@access("manage")
def try_group() -> ResponseReturnValue:
    """Post a test; the page then says how it went."""
    post_to_group(database().session, TEST.get(lang()), tenant_id=current_actor().tenant, again=True)
    flash(_("A test is on its way. Reload this page in a moment to see whether it arrived."), "success")
    return redirect(url_for("notices.group"), 303)


@pages.post("/group/leave")
@access("manage")
def leave_group() -> ResponseReturnValue:
    """Forget the robot."""
    actor = current_actor()
    drop_robot(database().session, actor.tenant, by=actor.user_id)
    flash(_("The robot is removed; nothing is posted any more."), "success")
    return redirect(url_for("notices.group"), 303)
