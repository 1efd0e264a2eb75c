"""Which earlier answer an undo brings back. No database here."""

from collections.abc import Sequence
from typing import Protocol


class Version(Protocol):
    """One answer that once stood. `restored_from`: the version it brought back (0: the blank before all of them)."""

    @property
    def version(self) -> int: ...
    @property
    def restored_from(self) -> int | None: ...


def undo_target(versions: Sequence[Version]) -> int | None:
    """The version to go back to: the one before what stands, 0 for the blank, None when there is nothing to undo.

    `versions` are all of one answer. Undoing again goes further back: a version that was itself brought back counts
    as the one it brought back.
    """
    known = {one.version: one.restored_from for one in versions}
    if not known:
        return None
    at = max(known)
    while (back := known.get(at)) is not None:
        at = back
    return at - 1 if at > 0 else None
