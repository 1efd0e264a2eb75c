"""Writing programmes. The caller commits."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.benchmarking.cohorts import Participant, count_cohort, may_follow
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession, upsert
from app.kit.errors import NotFound
from app.kit.ids import new_id, new_reference
from app.kit.jobs import enqueue
from app.notices.operations import tell
from app.programmes.marks import mark_firms
from app.programmes.models import Edition, Joining, Programme, ProgrammeAsk, ProgrammeCode, ProgrammeDay
from app.programmes.queries import COUNT, NO_ASK, find_ask, find_joining, list_askable, list_editions
from app.tenants.models import Organisation, Role
from app.tenants.queries import get_organisation, list_members


class Outcome(StrEnum):
    """What came of going through the firms of a programme."""

    KEPT = "kept"
    FEW = "few"
    SAME = "same"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a programme is."""

    name_zh: str
    name_en: str
    trades: Sequence[str]
    region: str
    unit: str
    goals: str
    from_on: date
    to_on: date


def open_programme(session: HouseSession, provider_id: UUID, plan: Plan, *, by: UUID | None) -> Programme:
    """Begin a programme; it gets the code its campaign link carries."""
    code = new_reference(groups=1, size=8)
    programme = Programme(tenant_id=provider_id, code=code, **asdict(plan))
    session.add(programme)
    session.flush()
    session.add(ProgrammeCode(id=new_id(), code=code, provider_id=provider_id, programme_id=programme.id))
    record_event(session, "programme.opened", by=by, tenant_id=provider_id, subject=f"programme:{programme.id}")
    return programme


def change_programme(session: HouseSession, programme: Programme, plan: Plan, *, by: UUID) -> None:
    """Say anew what it is. Firms that joined keep the words they agreed to."""
    changed = [name for name, value in asdict(plan).items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, getattr(plan, name))
    if changed:
        subject = f"programme:{programme.id}"
        record_event(
            session, "programme.changed", by=by, tenant_id=programme.tenant_id, subject=subject, fields=changed
        )


def count_scan(session: HouseSession, programme: Programme) -> None:
    """One more quick scan began from the campaign link today. Nothing is kept of whose."""
    row = {"programme_id": programme.id, "day": clock.today(), "scans": 0}
    upsert(session, ProgrammeDay, row, on=["tenant_id", "programme_id", "day"], change=())
    session.flush()
    today = select(ProgrammeDay).where(
        ProgrammeDay.tenant_id == programme.tenant_id,
        ProgrammeDay.programme_id == programme.id,
        ProgrammeDay.day == clock.today(),
    )
    session.scalars(today.with_for_update()).one().scans += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a firm agrees to: the programme as it was shown to it, what for, and whether by name."""

    programme_id: UUID
    provider_id: UUID
    name_zh: str
    name_en: str
    purpose: str
    is_named: bool


def join_programme(session: HouseSession, firm_id: UUID, consent: Consent, *, by: UUID) -> Joining:
    """The firm takes part. Agreeing otherwise than before ends the earlier consent and begins another."""
    # Held, so that two clicks at once make one consent.
    session.scalars(select(Organisation).where(Organisation.id == firm_id).with_for_update()).one()
    standing = find_joining(session, firm_id, consent.programme_id)
    if standing is not None and standing.is_named == consent.is_named:
        return standing
    now = clock.now()
    if standing is not None:
        standing.left_at = now
    joining = Joining(tenant_id=firm_id, agreed_by=by, since_at=now, **asdict(consent))
    session.add(joining)
    session.flush()
    if (ask := find_ask(session, firm_id, consent.programme_id)) is not None:
        ask.answered_at = now
    subject = f"programme:{consent.programme_id}"
    record_event(session, "programme.joined", by=by, tenant_id=firm_id, subject=subject, named=consent.is_named)
    return joining


def leave_programme(session: HouseSession, firm_id: UUID, programme_id: UUID, *, by: UUID) -> bool:
    """The firm takes part no longer, from this moment; whether it did."""
    standing = find_joining(session, firm_id, programme_id)
    if standing is None:
        return False
    standing.left_at = clock.now()
    subject = f"programme:{programme_id}"
    record_event(session, "programme.left", by=by, tenant_id=firm_id, subject=subject)
    return True


def ask_firms(session: HouseSession, programme: Programme, firms: Collection[UUID], *, by: UUID) -> int:
    """Ask owners of firms that are clients already whether they take part; a firm is asked once. Returns how many."""
    # Held, so that two people at once do not ask the same firm twice.
    held = select(Programme).where(Programme.tenant_id == programme.tenant_id, Programme.id == programme.id)
    session.scalars(held.with_for_update()).one()
    wanted = [one.firm_id for one in list_askable(session, programme) if one.firm_id in firms and one.may_be_asked]
    provider = get_organisation(session, programme.tenant_id).name
    for firm_id in wanted:
        names = {"name_zh": programme.name_zh, "name_en": programme.name_en, "code": programme.code}
        row = {"tenant_id": firm_id, "provider_id": programme.tenant_id, "programme_id": programme.id}
        session.add(ProgrammeAsk(**row, **names, asked_by=by))
        for owner in (one for one in list_members(session, firm_id) if one.role == Role.OWNER):
            to, words = session.get_one(User, owner.user_id), {"programme": programme.name, "provider": provider}
            tell(session, "programme-asked", to=to, context=words, path="/firm/programmes", tenant_id=None)
    if wanted:
        subject, told = f"programme:{programme.id}", {"firms": len(wanted)}
        record_event(session, "programme.firms_asked", by=by, tenant_id=programme.tenant_id, subject=subject, **told)
    return len(wanted)


def answer_no(session: HouseSession, firm_id: UUID, programme_id: UUID, *, by: UUID) -> None:
    """The firm does not take part, and is not asked again."""
    ask = find_ask(session, firm_id, programme_id)
    if ask is None:
        raise NotFound(NO_ASK)
    if ask.answered_at is None:
        ask.answered_at = clock.now()
        subject = f"programme:{programme_id}"
        record_event(session, "programme.ask_declined", by=by, tenant_id=firm_id, subject=subject)


def order_count(session: HouseSession, programme: Programme, *, by: UUID) -> None:
    """Have the firms gone through for a new cohort report."""
    told = {"programme_id": str(programme.id), "by": str(by)}
    enqueue(session, COUNT, told, tenant_id=programme.tenant_id)
    subject = f"programme:{programme.id}"
    record_event(session, "programme.count_ordered", by=by, tenant_id=programme.tenant_id, subject=subject)


def keep_edition(
    session: HouseSession, programme: Programme, found: Sequence[Participant], *, joined: int, at: datetime
) -> Outcome:
    """Freeze what may be shown of these firms, unless they are too few or too little has changed to hide anybody."""
    # Held, so that two countings at once cannot both follow the same edition.
    session.scalars(
        select(Programme)
        .where(Programme.tenant_id == programme.tenant_id, Programme.id == programme.id)
        .with_for_update()
    ).one()
    programme.counted_at = at
    outcome = _keep(session, programme, found, joined)
    programme.outcome = outcome
    return outcome


def _keep(session: HouseSession, programme: Programme, found: Sequence[Participant], joined: int) -> Outcome:
    cohort, kept = count_cohort(found), list_editions(session, programme)
    if cohort is None:
        return Outcome.FEW
    marks = mark_firms(programme.id, found)
    if kept and kept[0].marks == marks:
        return Outcome.SAME
    if not may_follow(marks, [one.marks for one in kept]):
        return Outcome.CLOSE
    number = kept[0].number + 1 if kept else 1
    edition = Edition(
        tenant_id=programme.tenant_id,
        programme_id=programme.id,
        number=number,
        as_of=clock.today(),
        joined=joined,
        cohort=cohort,
        marks=marks,
    )
    session.add(edition)
    session.flush()
    subject = f"programme:{programme.id}"
    record_event(
        session, "programme.edition_kept", by=None, tenant_id=programme.tenant_id, subject=subject, number=number
    )
    return Outcome.KEPT


def tell_taken(session: HouseSession, programme: Programme, kind: str, *, by: UUID) -> None:
    """A paper of a programme left the house."""
    subject = f"programme:{programme.id}"
    record_event(session, "programme.taken_along", by=by, tenant_id=programme.tenant_id, subject=subject, form=kind)
