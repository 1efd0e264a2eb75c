"""What an organisation asks for beside the password, and what becomes of a request that lacks it.

Nothing typed is lost by it: a page that was asked for waits behind the way there, an answer that was posted stays on
the device (428 for scripts) or on the page one goes back to.
"""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.accounts.strength import OWN, by_organisation, confined_to, proofs_of
from app.kit.access import CLERK, PERSON, SAFE
from app.kit.db import database
from app.kit.errors import Refused
from app.kit.i18n import lang
from app.kit.text import Text
from app.kit.web import wants_json
from app.tenants.models import Role
from app.tenants.queries import Seat

HOME = "portfolios.home"
OPEN_WITHIN = frozenset({HOME, "accounts.agree"})
"""Pages about the person that open to a session somebody else vouched for."""
POSTS_WITHIN = frozenset({"accounts.switch_language", "security.logout"})
PRECONDITION = 428
NEEDED = Text(
    zh="{name}要求登录时除密码外再验证一次身份。您刚才填的内容没有保存，但还在这台设备上：请先完成验证，再回到这一页。",
    en="{name} asks for a second factor beside the password. What you typed is not saved yet but is still on this "
    "device: bring the factor, then return to this page.",
)
DESK = Text(zh="运营方后台", en="The operator's desk")
OUTSIDE = Text(
    zh="您是通过机构的统一登录进来的，只能打开这家机构的内容。要管理自己的账号或进入别的企业，请先退出，再用自己的密码、验证码或通行密钥登录。",
    en="You came in through your organisation's own sign-on, which opens that organisation and nothing else. For your "
    "own account or another firm, sign out and sign in with your password, a code or a passkey.",
)


class Shut(Exception):
    """The seat opens only after what its organisation asks for; without a seat it is the operator's desk."""

    def __init__(self, seat: Seat | None) -> None:
        super().__init__(seat.name if seat else "the desk")
        self.seat = seat


def lacks(seat: Seat) -> bool:
    """Whether this session has yet to bring what the organisation asks for."""
    proofs = proofs_of(current_user.id)
    through = by_organisation(seat.organisation_id) in proofs
    if seat.sign_on_required and not through:
        # Administrators keep a way of their own, or a broken sign-on would shut everybody out for good.
        return Role.PROVIDER_ADMIN not in seat.roles or not proofs & OWN
    return seat.factor_required and not through and not proofs & OWN


def check(seat: Seat) -> None:
    """Shut when the organisation asks for more than this session has brought."""
    if lacks(seat):
        raise Shut(seat)


def check_desk() -> None:
    """Shut when a clerk has brought no second factor of their own."""
    if not proofs_of(current_user.id) & OWN:
        raise Shut(None)


def seats_within(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """The seats this session may know of: all, or the one organisation that vouched for the person."""
    only = confined_to()
    return seats if only is None else tuple(seat for seat in seats if str(seat.organisation_id) == only)


def check_confined(permission: str) -> None:
    """Refused where a session that somebody else vouched for would act for the person."""
    if confined_to() is None:
        return
    about_person = permission in (PERSON, CLERK) and request.endpoint not in OPEN_WITHIN
    acts = request.method not in SAFE and permission in ("anyone", PERSON) and request.endpoint not in POSTS_WITHIN
    if about_person or (acts and request.endpoint not in OPEN_WITHIN):
        raise Refused(OUTSIDE)


def show_the_way(due: Shut) -> ResponseReturnValue:
    """Lead a reader to where the factor is brought; tell whoever sent something that it was not kept."""
    database().rollback()
    seat = due.seat
    needs_own = seat is None or not seat.sign_on_required or Role.PROVIDER_ADMIN in seat.roles
    way = "accounts.second_factor" if needs_own else "signons.start"
    if request.method in SAFE:
        return redirect(url_for(way, next=request.full_path.rstrip("?")), 303)
    sentence = NEEDED.format(name=seat.name if seat else DESK)
    if wants_json():
        error = {"status": PRECONDITION, "message": sentence.get(lang()), "way": url_for(way)}
        return jsonify(error=error), PRECONDITION
    page = render_template("tenants/shut.html", sentence=sentence, way=url_for(way))
    return page, PRECONDITION
