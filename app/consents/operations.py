"""Asking a firm for more, and the firm's answer. The caller commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.consents.models import ConsentAsk, Outcome, Standing
from app.consents.queries import get_ask, get_held, get_own_ask, get_standing, list_asks_of, list_expired
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.kit.text import Text
from app.tenants.changes import Terms, change_agreement, hold_tenant
from app.tenants.models import Engagement, Share

ASKED, ANSWERED = "consent.asked", "consent.answered"
OPEN_FOR = timedelta(days=14)
AT_MOST, WITHIN = 3, timedelta(days=30)
"""Asks of one provider to one firm; after a no it rests as long."""
OVER = Text(
    zh="企业的授权已经结束，不能再申请变更。请给企业发新的邀请链接。",
    en="The firm's consent is over and cannot be changed. Send the firm a new link instead.",
)
NOTHING_NEW = Text(
    zh="这些您已经可以查看，没有发送。请多选一项内容，或选更长的期限。",
    en="You may see all of this already; nothing was sent. Choose a further part, or a longer time.",
)
ASKED_ALREADY = Text(
    zh="已有一份申请在等企业答复。要改内容，请先撤回它。",
    en="An ask is waiting for the firm's answer already. Withdraw it to ask for something else.",
)
TOO_OFTEN = Text(
    zh="30 天内已向这家企业申请 {most} 次，没有发送。请稍后再试，或直接联系企业。",
    en="You have asked this firm {most} times within 30 days; nothing was sent. Wait, or talk to the firm.",
)
DECLINED_LATELY = Text(
    zh="企业谢绝了上一份申请，30 天内不能再次申请。没有发送。",
    en="The firm declined the last ask; ask again after 30 days. Nothing was sent.",
)
CLOSED = Text(
    zh="这份申请已经结束，没有改动。当前的授权见“谁能查看”。",
    en="This ask is over; nothing was changed. What holds now is under “Who may see it”.",
)
NOTHING_MORE = Text(
    zh="您选的内容对方已经可以查看，没有改动。请至少选一项新的内容或期限，或者谢绝。",
    en="They may see all you chose already; nothing was changed. Choose a further part or the longer time, or decline.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a consent would become: for what, which parts, until when (None: until it is withdrawn)."""

    purpose: str
    shares: Collection[str]
    until_at: datetime | None


def widens(row: Engagement, shares: Collection[str], until_at: datetime | None) -> bool:
    """Whether this is more than a consent allows, or for longer."""
    lasts = row.until_at is not None and (until_at is None or until_at > row.until_at)
    return bool(set(shares) - set(row.shares)) or lasts


def ask_firm(session: HouseSession, provider_id: UUID, engagement_id: UUID, wanted: Wanted, *, by: UUID) -> ConsentAsk:
    """Ask the firm of a live consent for more. Invalid for nothing new; Conflict while an ask stands or too often."""
    hold_tenant(session, provider_id)
    now = clock.now()
    held = get_held(session, provider_id, engagement_id, at=now)
    row = held.engagement
    if held.standing in (Standing.ENDED, Standing.WITHDRAWN):
        raise Conflict(OVER)
    shares = [share.value for share in Share if share in {*row.shares, *wanted.shares}]
    if not widens(row, shares, wanted.until_at):
        raise Invalid(NOTHING_NEW)
    _check_rest(session, row, now)
    ask = ConsentAsk(
        tenant_id=row.tenant_id,
        provider_id=provider_id,
        engagement_id=row.id,
        purpose=wanted.purpose,
        shares=shares,
        until_at=wanted.until_at,
        asked_by=by,
        expires_at=now + OPEN_FOR,
    )
    session.add(ask)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(ASKED_ALREADY) from None
    said = {"firm": str(row.tenant_id), "shares": shares}
    record_event(session, "consent_ask.made", by=by, tenant_id=provider_id, subject=f"consent_ask:{ask.id}", **said)
    leave_note(session, ASKED, {"ask_id": str(ask.id)}, tenant_id=row.tenant_id)
    return ask


def _check_rest(session: HouseSession, row: Engagement, now: datetime) -> None:
    """One at a time, not too often, and a no is a no for a while."""
    lately = []
    for one in list_asks_of(session, row.provider_id, row.tenant_id):
        if one.closed_at is None and one.expires_at > now and one.engagement_id == row.id:
            raise Conflict(ASKED_ALREADY)
        if one.closed_at is None:
            outcome = Outcome.EXPIRED if one.expires_at <= now else Outcome.OVERTAKEN
            _close(session, one, outcome, by=None, of=row.provider_id)
        if one.outcome == Outcome.DECLINED and one.closed_at is not None and one.closed_at > now - WITHIN:
            raise Conflict(DECLINED_LATELY)
        lately += [one] if one.created_at > now - WITHIN else []
    if len(lately) >= AT_MOST:
        raise Conflict(TOO_OFTEN.format(most=AT_MOST))
    session.flush()


def _close(session: HouseSession, ask: ConsentAsk, outcome: Outcome, *, by: UUID | None, of: UUID) -> None:
    """of: the side whose session this is, and whose record it goes to."""
    ask.closed_at, ask.outcome, ask.closed_by = clock.now(), outcome, by
    tag = {Outcome.WITHDRAWN: "consent_ask.withdrawn", Outcome.EXPIRED: "consent_ask.expired"}
    tags = tag | {Outcome.OVERTAKEN: "consent_ask.overtaken"}
    subject = f"consent_ask:{ask.id}"
    said = tags.get(outcome, "consent_ask.answered")
    record_event(session, said, by=by, tenant_id=of, subject=subject, outcome=outcome)


def withdraw_ask(session: HouseSession, provider_id: UUID, ask_id: UUID, *, by: UUID) -> ConsentAsk:
    """Take an ask back; doing so twice, or after its answer, changes nothing."""
    ask = get_own_ask(session, provider_id, ask_id, hold=True)
    if ask.closed_at is None:
        _close(session, ask, Outcome.WITHDRAWN, by=by, of=provider_id)
    return ask


def expire_asks(session: HouseSession, provider_id: UUID, *, at: datetime) -> None:
    """Close what nobody answered in time."""
    for ask in list_expired(session, provider_id, at=at):
        _close(session, ask, Outcome.EXPIRED, by=None, of=provider_id)


def accept_ask(
    session: HouseSession, tenant_id: UUID, ask_id: UUID, part: tuple[Collection[str], bool] | None, *, by: UUID
) -> Engagement:
    """Agree to an ask, or to part of it: (further parts agreed to, whether to the time). Conflict when it is over."""
    hold_tenant(session, tenant_id)
    ask, row = _answerable(session, tenant_id, ask_id)
    shares, until_at = set(ask.shares), ask.until_at
    if part is not None:
        shares, until_at = shares & {*row.shares, *part[0]}, ask.until_at if part[1] else row.until_at
    if not widens(row, shares, until_at):
        raise Invalid(NOTHING_MORE)
    terms = Terms(purpose=ask.purpose, shares=shares, days=None, until_at=until_at)
    made = change_agreement(session, tenant_id, ask.provider_id, terms, by=by)
    ask.made_id = made.id
    whole = shares == set(ask.shares) and until_at == ask.until_at
    _answer(session, ask, Outcome.AGREED if whole else Outcome.LESS, by=by)
    return made


def decline_ask(session: HouseSession, tenant_id: UUID, ask_id: UUID, *, by: UUID) -> ConsentAsk:
    """Nothing changes, and the provider is told. Conflict when the ask is over."""
    hold_tenant(session, tenant_id)
    ask, _row = _answerable(session, tenant_id, ask_id)
    _answer(session, ask, Outcome.DECLINED, by=by)
    return ask


def _answerable(session: HouseSession, tenant_id: UUID, ask_id: UUID) -> tuple[ConsentAsk, Engagement]:
    ask, now = get_ask(session, tenant_id, ask_id, hold=True), clock.now()
    row = get_standing(session, tenant_id, ask.engagement_id)
    if not ask.is_open(now) or not row.is_live(now):
        raise Conflict(CLOSED)
    return ask, row


def _answer(session: HouseSession, ask: ConsentAsk, outcome: Outcome, *, by: UUID) -> None:
    _close(session, ask, outcome, by=by, of=ask.tenant_id)
    leave_note(session, ANSWERED, {"ask_id": str(ask.id)}, tenant_id=ask.provider_id)


def drop_overtaken(session: HouseSession, tenant_id: UUID, provider_id: UUID) -> None:
    """Close asks about a consent that has been changed or has ended; the session is the firm's."""
    for ask in list_asks_of(session, provider_id, tenant_id):
        if ask.closed_at is None and not get_standing(session, tenant_id, ask.engagement_id).is_live(clock.now()):
            held = get_ask(session, tenant_id, ask.id, hold=True)
            if held.closed_at is None:
                _close(session, held, Outcome.OVERTAKEN, by=None, of=tenant_id)
