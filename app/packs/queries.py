"""Reads of packs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit import jobs
from app.kit.errors import NotFound
from app.kit.jobs import JobState
from app.kit.text import Text
from app.packs.models import Pack, PackState

JOB = "pack.make"
NO_PACK = Text(
    zh="找不到这份材料，可能已经过期。请重新生成一份。",
    en="There is no such file; it may have expired. Have it made anew.",
)


def list_packs(session: Session, tenant_id: UUID, report_id: UUID, *, by: UUID) -> Sequence[Pack]:
    """What a person asked for of one report, newest first."""
    wanted = select(Pack).where(
        Pack.tenant_id == tenant_id,
        Pack.report_id == report_id,
        Pack.asked_by_id == by,
    )
    return session.scalars(wanted.order_by(Pack.created_at.desc(), Pack.id.desc())).all()


def find_pack(session: Session, tenant_id: UUID, pack_id: UUID, *, hold: bool = False) -> Pack | None:
    """One pack whatever its state; `hold` makes others who hold it wait."""
    chosen = select(Pack).where(Pack.tenant_id == tenant_id, Pack.id == pack_id)
    return session.scalars(chosen.with_for_update() if hold else chosen).one_or_none()


def get_pack(session: Session, tenant_id: UUID, pack_id: UUID, *, by: UUID, at: datetime) -> Pack:
    """A pack ready for the person who asked, while its days last; else NotFound."""
    pack = find_pack(session, tenant_id, pack_id)
    if pack is None or pack.state != PackState.READY or pack.asked_by_id != by or pack.expires_at <= at:
        raise NotFound(NO_PACK)
    return pack


def find_same(session: Session, like: Pack) -> Pack | None:
    """The pack this person has asked for already, still in the making."""
    return session.scalars(
        select(Pack).where(
            Pack.tenant_id == like.tenant_id,
            Pack.report_id == like.report_id,
            Pack.asked_by_id == like.asked_by_id,
            Pack.recipe_key == like.recipe_key,
            Pack.policy_key == like.policy_key,
            Pack.edition == like.edition,
            Pack.proofs == like.proofs,
            Pack.state == PackState.WANTED,
        )
    ).first()


def count_asked(session: Session, tenant_id: UUID, *, since: datetime) -> int:
    """How many packs a firm has had made since."""
    wanted = select(func.count()).select_from(Pack).where(Pack.tenant_id == tenant_id, Pack.created_at > since)
    return session.scalar(wanted) or 0


def work_of(pack: Pack) -> dict[str, str]:
    """What the job that makes a pack is told."""
    return {"pack_id": str(pack.id)}


def job_key(pack_id: UUID) -> str:
    """The name of the job that makes a pack."""
    return f"pack:{pack_id}"


def find_making(session: Session, pack: Pack) -> JobState | None:
    """How far the making of a pack is."""
    return jobs.find_keyed_job(session, job_key(pack.id), tenant_id=pack.tenant_id)


def is_given_up(session: Session, pack: Pack) -> bool:
    """Whether nobody will make this pack any more."""
    if pack.state != PackState.WANTED:
        return False
    return not jobs.is_pending(session, JOB, work_of(pack), tenant_id=pack.tenant_id)
