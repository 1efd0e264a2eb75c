"""Reading programmes. Who takes part is read from the consents themselves, at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.kit import clock, jobs
from app.kit.errors import NotFound
from app.kit.text import Text
from app.programmes.models import Edition, Joining, Programme, ProgrammeAsk, ProgrammeCode, ProgrammeDay
from app.tenants.models import Engagement, Organisation
from app.tenants.queries import live_firm_ids

COUNT = "programme.count"
NO_PROGRAMME = Text(zh="没有这个项目。", en="There is no such programme.")
NO_ASK = Text(zh="没有这个项目的邀请。", en="Nobody asked your firm into this programme.")
NO_CODE = Text(
    zh="没有项目用这个代码。请核对海报或邀请上的代码；什么也没有改。",
    en="No programme has this code. Check it against the poster or the invitation; nothing was changed.",
)
LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """A firm the provider may see, and how it stands to a programme."""

    firm_id: UUID
    name: str
    is_in: bool
    asked_at: datetime | None

    @property
    def may_be_asked(self) -> bool:
        """Whether it neither takes part nor was asked before."""
        return not self.is_in and self.asked_at is None


def list_programmes(session: Session, provider_id: UUID) -> Sequence[Programme]:
    """The programmes of a provider, the one that ends last first."""
    asked = select(Programme).where(Programme.tenant_id == provider_id)
    return session.scalars(asked.order_by(Programme.to_on.desc(), Programme.id).limit(LISTED)).all()


def get_programme(session: Session, provider_id: UUID, programme_id: UUID) -> Programme:
    """One programme; NotFound when it is not this provider's."""
    asked = select(Programme).where(Programme.tenant_id == provider_id, Programme.id == programme_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_PROGRAMME)
    return found


def find_code(session: Session, code: str) -> ProgrammeCode | None:
    """Where a code leads, however it was typed."""
    plain = "".join(code.upper().split()).replace("-", "")[:12]
    return session.scalars(select(ProgrammeCode).where(ProgrammeCode.code == plain)).one_or_none()


def list_live(session: Session, programme: Programme) -> Sequence[Joining]:
    """The consents to this programme that live at this moment, oldest first."""
    asked = select(Joining).where(
        Joining.provider_id == programme.tenant_id, Joining.programme_id == programme.id, Joining.left_at.is_(None)
    )
    return session.scalars(asked.order_by(Joining.since_at, Joining.id)).all()


def count_joined(session: Session, provider_id: UUID) -> dict[UUID, int]:
    """Programme -> how many firms take part."""
    asked = select(Joining.programme_id, func.count(Joining.id)).where(
        Joining.provider_id == provider_id, Joining.left_at.is_(None)
    )
    return {row[0]: row[1] for row in session.execute(asked.group_by(Joining.programme_id))}


def list_joinings(session: Session, firm_id: UUID) -> Sequence[Joining]:
    """Everything a firm ever joined, also what it left; newest first."""
    asked = select(Joining).where(Joining.tenant_id == firm_id)
    return session.scalars(asked.order_by(Joining.since_at.desc(), Joining.id.desc())).all()


def find_joining(session: Session, firm_id: UUID, programme_id: UUID) -> Joining | None:
    """The firm's living consent to a programme, if there is one."""
    asked = select(Joining).where(
        Joining.tenant_id == firm_id, Joining.programme_id == programme_id, Joining.left_at.is_(None)
    )
    return session.scalars(asked.limit(1)).first()


def list_days(session: Session, programme: Programme) -> Sequence[ProgrammeDay]:
    """Quick scans begun from the link, by day, newest first."""
    asked = select(ProgrammeDay).where(
        ProgrammeDay.tenant_id == programme.tenant_id, ProgrammeDay.programme_id == programme.id
    )
    return session.scalars(asked.order_by(ProgrammeDay.day.desc()).limit(LISTED)).all()


def list_editions(session: Session, programme: Programme) -> Sequence[Edition]:
    """The kept cohort reports, newest first."""
    asked = select(Edition).where(Edition.tenant_id == programme.tenant_id, Edition.programme_id == programme.id)
    return session.scalars(asked.order_by(Edition.number.desc())).all()


def is_counting(session: Session, programme: Programme) -> bool:
    """Whether its firms are being gone through."""
    told = {"programme_id": str(programme.id)}
    return jobs.is_told(session, COUNT, told, tenant_id=programme.tenant_id)


def list_askable(session: Session, programme: Programme) -> list[Askable]:
    """The firms whose consent to this provider lives, by name."""
    firms = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(live_firm_ids(programme.tenant_id)))
    )
    joined = {one.tenant_id for one in list_live(session, programme)}
    asked = select(ProgrammeAsk.tenant_id, ProgrammeAsk.created_at).where(
        ProgrammeAsk.provider_id == programme.tenant_id, ProgrammeAsk.programme_id == programme.id
    )
    when: dict[UUID, datetime] = {row[0]: row[1] for row in session.execute(asked)}
    found = [Askable(firm_id=id, name=name, is_in=id in joined, asked_at=when.get(id)) for id, name in firms]
    return sorted(found, key=lambda one: (not one.may_be_asked, one.name))


def find_ask(session: Session, firm_id: UUID, programme_id: UUID) -> ProgrammeAsk | None:
    """The question a provider put to this firm, if it did."""
    asked = select(ProgrammeAsk).where(ProgrammeAsk.tenant_id == firm_id, ProgrammeAsk.programme_id == programme_id)
    return session.scalars(asked.with_for_update()).one_or_none()


def list_open_asks(session: Session, firm_id: UUID) -> Sequence[tuple[ProgrammeAsk, str]]:
    """Questions the firm has not answered, of providers that may still see it, with the provider's name."""
    live = select(Engagement.provider_id).where(
        Engagement.tenant_id == firm_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > clock.now()),
    )
    asked = (
        select(ProgrammeAsk, Organisation.name)
        .join(Organisation, Organisation.id == ProgrammeAsk.provider_id)
        .where(ProgrammeAsk.tenant_id == firm_id, ProgrammeAsk.answered_at.is_(None))
        .where(ProgrammeAsk.provider_id.in_(live))
        .order_by(ProgrammeAsk.created_at.desc())
    )
    return [(row, name) for row, name in session.execute(asked)]
