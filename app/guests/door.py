"""The door a colleague without an account comes through: which part an address opens, for which browser."""

from dataclasses import dataclass

from flask import current_app, g, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import refresh
from flask_security import current_user

from app.assessments.desk import Desk
from app.assessments.filling import Draft, Filling
from app.assessments.queries import get_draft, hold_state
from app.delegations.models import LIVE, Delegation
from app.delegations.operations import is_let_in
from app.delegations.queries import find_link, get_delegation
from app.delegations.standing import state_of
from app.delegations.wording import name_part
from app.kit import clock
from app.kit.addresses import read_address
from app.kit.db import Scope, database
from app.kit.i18n import COOKIE, lang
from app.kit.throttle import Attempts, network_of

GUESSES = Attempts("delegation-word", "30 per 10 minutes")
"""Addresses that open nothing, from one network."""
KEPT_DAYS = 400


class Shut(Exception):
    """The part cannot be filled from here: `why` is a key of `wording.CLOSED`; the row, where there is one."""

    def __init__(self, why: str, row: Delegation | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.row = row


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A colleague at an open part. `filling` shows that part only."""

    word: str
    row: Delegation
    draft: Draft
    filling: Filling

    @property
    def is_let_in(self) -> bool:
        """Whether this browser may fill."""
        return is_let_in(self.row, request.cookies.get(cookie_of(self.row), ""))

    @property
    def part(self) -> str:
        """What the part is called."""
        return name_part(self.filling, self.row.excerpt).get(lang())

    def desk(self) -> Desk:
        """Where they fill. Shut when the part is in another browser."""
        if not self.is_let_in:
            raise Shut("elsewhere", self.row)
        return Desk(
            draft=self.draft,
            filling=self.filling,
            page="guests/fill.html",
            base=f"{url_for('guests.welcome', word=self.word)}/",
            question_url=lambda id: url_for("guests.fill", word=self.word, question_id=id),
            end_url=url_for("guests.finish", word=self.word),
            named=self.row.name,
            shown={"guest": self, "outbox_owner": keeper_of(self.row), "end_label": _("Check and hand back")},
        )


def enter(word: str, *, hold: bool = False) -> Guest:
    """The part an address opens; Shut for every reason why it does not. `hold`: it stays open until commit."""
    address = read_address(word)
    if address is None:
        raise _guessed()
    g.db_scope = Scope.tenant(address.tenant_id)
    session = database().session
    link = find_link(session, address.tenant_id, address.secret_hash)
    if link is None:
        raise _guessed()
    row = get_delegation(session, address.tenant_id, link.delegation_id)
    if hold:  # the assessment before its part, as its owner's buttons do: two who wait crosswise would wait for ever
        hold_state(session, row.assessment_id)
        row = get_delegation(session, address.tenant_id, link.delegation_id, hold=True)
    _speak(row)
    draft, filling = get_draft(session, row.assessment_id)
    state = state_of(row, filling, assessment_state=draft.state, today=clock.today())
    if link.ended_at is not None and state in LIVE:
        raise Shut("replaced", row)
    if state not in LIVE:
        raise Shut(state, row)
    return Guest(word=word, row=row, draft=draft, filling=filling.only(row.excerpt))


def _guessed() -> Shut:
    # Only addresses that open nothing are counted: a whole office may sit behind one network.
    current_app.extensions["throttle"].take(GUESSES, network_of(request.remote_addr))
    return Shut("unknown")


def _speak(row: Delegation) -> None:
    """The language the part was handed out in, unless the reader chose one."""
    if COOKIE not in request.cookies and not current_user.is_authenticated:
        g.lang = row.lang
        refresh()


def cookie_of(row: Delegation) -> str:
    """Each part has a cookie of its own."""
    return f"part-{row.id.hex}"


def keeper_of(row: Delegation) -> str:
    """Under which name the browser keeps answers that are not yet sent."""
    return f"part-{row.id.hex}"


def hand_key(response: Response, row: Delegation, key: str) -> Response:
    """Let this browser keep what shows that it was let in."""
    response.set_cookie(
        cookie_of(row),
        key,
        max_age=KEPT_DAYS * 86400,
        path="/d",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


def quiet(page: ResponseReturnValue, status: int | None = None) -> Response:
    """Not for search engines, and the address goes to no other site."""
    answer = make_response(page)
    if status is not None:
        answer.status_code = status
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


STATUS = {"unknown": 404, "elsewhere": 403}
"""Of pages that say why a part is shut; the others are 410. Scripts always get 410: keep what was typed."""


def status_of(why: str) -> int:
    """The HTTP status of a shut door."""
    return STATUS.get(why, 410)
