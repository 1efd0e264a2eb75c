"""Wording a text otherwise, and giving the original back. The caller commits, and holds the assessment."""

from dataclasses import dataclass
from uuid import UUID

from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.kit.text import Text
from app.wordings.models import Wording
from app.wordings.queries import list_versions

CHANGED_MEANWHILE = Text(
    zh="刚刚有人改过这段文字，您的修改还没有保存。请看过最新的文字再保存。",
    en="Somebody changed this text a moment ago, so yours is not saved yet. Look at the newest text, then save again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A text of the report of an assessment: where it stands, and what was composed there."""

    tenant_id: UUID
    assessment_id: UUID
    key: str
    original: Text


def keep_wording(session: HouseSession, place: Place, words: Text | None, *, after: int, by: UUID) -> None:
    """One more version; None gives the original back. Conflict when `after` is not the newest version."""
    versions = list_versions(session, place.tenant_id, place.assessment_id, place.key)
    if (versions[0].version if versions else 0) != after:
        raise Conflict(CHANGED_MEANWHILE)
    row = Wording(
        assessment_id=place.assessment_id,
        place=place.key,
        version=after + 1,
        original_zh=place.original.zh,
        original_en=place.original.en,
        zh=words.zh if words else None,
        en=words.en if words else None,
        made_by_id=by,
    )
    session.add(row)
    session.flush()
    tag = "wording.kept" if words else "wording.restored"
    record_event(session, tag, by=by, tenant_id=place.tenant_id, subject=f"wording:{row.id}", place=place.key)
