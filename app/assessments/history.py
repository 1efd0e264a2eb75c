"""What stood before: the versions of one answer, and which of them an undo brings back. No database here."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.content.answers import AnswerState


class Version(NamedTuple):
    """One answer that once stood. `restored_from`: the version it brought back (0: the blank before all of them)."""

    site_key: str
    version: int
    state: str
    value: str | None
    note: str
    answered_at: datetime
    prefilled: bool
    restored_from: int | None
    who: str = ""
    """Name of the person who gave it; empty when their account is gone."""

    @property
    def raw(self) -> Any:
        """The answer in sheet form; None when nothing was said."""
        if self.state in (AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE):
            return {"state": self.state}
        return json.loads(self.value) if self.value else None


def undo_target(versions: Sequence[Version]) -> int | None:
    """The version to go back to: the one before what stands, 0 for the blank, None when there is nothing to undo.

    `versions` are all of one answer, oldest first. Undoing again goes further back: a version that was itself brought
    back counts as the one it brought back.
    """
    known = {one.version: one for one in versions}
    if not known:
        return None
    at = max(known)
    while at in known and (back := known[at].restored_from) is not None:
        at = back
    return at - 1 if at > 0 else None
