"""Asking for a pack, finishing it, letting it go. The caller commits."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.kit.jobs import enqueue, enqueue_for
from app.kit.storage import folder_of
from app.kit.text import Text
from app.packs.models import Pack, PackState, Proofs
from app.packs.queries import JOB, count_asked, find_pack, find_same, is_given_up, job_key, work_of
from app.reports.models import Report
from app.reports.queries import hold_report
from app.reports.values import Edition

EXPIRE = "pack.expire"
KEPT = timedelta(days=3)
"""From the moment it is asked for."""
A_DAY = 20
TOO_MANY = Text(
    zh="24 小时内已经生成过 20 份申报材料。请先用已有的，或明天再来。",
    en="Twenty files were made within 24 hours. Use one of those, or come back tomorrow.",
)

IS_RETRACTED = Text(
    zh="这一版报告已撤回，不能用来申报。请先签发更正后的新版。",
    en="This issue of the report was retracted and is not fit for an application. Issue a corrected one first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackWish:
    """Which pack is asked for."""

    recipe: str
    policy: str
    edition: Edition
    proofs: Proofs


def order_pack(session: HouseSession, report: Report, wish: PackWish, *, by: UUID) -> Pack:
    """Ask for a pack; asking again while it is being made gives the one in the making."""
    if report.is_retracted:
        raise Conflict(IS_RETRACTED)
    hold_report(session, report.tenant_id, report.id)
    pack = Pack(
        tenant_id=report.tenant_id,
        report_id=report.id,
        recipe_key=wish.recipe,
        policy_key=wish.policy,
        edition=wish.edition,
        proofs=wish.proofs,
        asked_by_id=by,
        expires_at=clock.now() + KEPT,
    )
    same = find_same(session, pack)
    if same is not None and not is_given_up(session, same):
        return same
    if same is not None:  # whose making failed for good: begin anew
        session.delete(same)
    if count_asked(session, report.tenant_id, since=clock.now() - timedelta(days=1)) >= A_DAY:
        raise Conflict(TOO_MANY)
    session.add(pack)
    session.flush()
    enqueue(session, JOB, work_of(pack), tenant_id=report.tenant_id, dedupe=job_key(pack.id))
    enqueue_for(session, EXPIRE, work_of(pack), tenant_id=report.tenant_id, at=pack.expires_at)
    record_event(session, "pack.ordered", by=by, tenant_id=pack.tenant_id, subject=f"pack:{pack.id}")
    return pack


def key_of(tenant_id: UUID, pack_id: UUID) -> str:
    """Where the file is kept: with the firm it is about, so that it is erased with it."""
    return f"{folder_of(tenant_id)}/packs/{pack_id.hex}.zip"


def finish_pack(session: Session, pack: Pack, *, size: int, missing: int) -> None:
    """The file is there."""
    pack.state, pack.storage_key, pack.size, pack.missing = (
        PackState.READY,
        key_of(pack.tenant_id, pack.id),
        size,
        missing,
    )


def note_fetch(session: Session, pack: Pack) -> None:
    """Keep on record that the file was fetched."""
    record_event(session, "pack.fetched", by=pack.asked_by_id, tenant_id=pack.tenant_id, subject=f"pack:{pack.id}")


def drop_pack(session: Session, tenant_id: UUID, pack_id: UUID) -> None:
    """Forget a pack whose days are over. Its row may have gone before, with the account of who asked."""
    pack = find_pack(session, tenant_id, pack_id, hold=True)
    if pack is not None:
        session.delete(pack)
