"""What a review changed in the answers, and the filling with those changes made. No database here."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.assessments.filling import Filling, Kept
from app.kit.ids import new_id
from app.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One adjusted answer; the site is empty for the whole firm. `value` is canonical JSON in sheet form."""

    question: str
    site: str = ""
    state: str
    value: str | None
    reason: Text


Changes = tuple[Change, ...]


def with_changes(filling: Filling, changes: Changes) -> Filling:
    """The same filling as the review left it."""
    for change in changes:
        filling = filling.having(_row(filling, change))
    return filling


def _row(filling: Filling, change: Change) -> Kept:
    row = filling.rows.get((change.question, change.site))
    if row is None:
        row = Kept(change.question, change.site, "", None, "", 0, datetime.min.replace(tzinfo=UTC), new_id())
    return row._replace(state=change.state, value=change.value)
