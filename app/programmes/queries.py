"""Reading programmes. Who takes part is read from the consents themselves, at that moment."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import jobs
from app.kit.errors import NotFound
from app.kit.text import Text
from app.programmes.models import (
    Edition,
    Joining,
    Programme,
    ProgrammeCode,
    ProgrammeDay,
    Target,
    TargetChange,
)

COUNT = "programme.count"
NO_PROGRAMME = Text(zh="没有这个项目。", en="There is no such programme.")
NO_TARGET = Text(zh="没有这条目标。", en="There is no such target.")
NO_CODE = Text(
    zh="没有项目用这个代码。请核对海报或邀请上的代码；什么也没有改。",
    en="No programme has this code. Check it against the poster or the invitation; nothing was changed.",
)
LISTED = 200


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


def list_targets(session: Session, programme: Programme) -> Sequence[Target]:
    """The ledger by date."""
    asked = select(Target).where(Target.tenant_id == programme.tenant_id, Target.programme_id == programme.id)
    return session.scalars(asked.order_by(Target.due_on, Target.id)).all()


def get_target(session: Session, provider_id: UUID, target_id: UUID) -> Target:
    """One target; NotFound when it is not this provider's."""
    found = session.scalars(select(Target).where(Target.tenant_id == provider_id, Target.id == target_id)).one_or_none()
    if found is None:
        raise NotFound(NO_TARGET)
    return found


def list_changes(session: Session, target: Target) -> Sequence[TargetChange]:
    """What was changed about a target, newest first."""
    asked = select(TargetChange).where(TargetChange.tenant_id == target.tenant_id, TargetChange.target_id == target.id)
    return session.scalars(asked.order_by(TargetChange.created_at.desc(), TargetChange.id.desc())).all()


def is_counting(session: Session, programme: Programme) -> bool:
    """Whether its firms are being gone through."""
    told = {"programme_id": str(programme.id)}
    return jobs.is_told(session, COUNT, told, tenant_id=programme.tenant_id)
