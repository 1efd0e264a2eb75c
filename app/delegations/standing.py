"""How a part handed out stands, worked out from its row and the filling. No database."""

from dataclasses import dataclass
from datetime import date

from app.assessments.filling import Filling, Progress
from app.assessments.models import OPEN_STATES
from app.delegations.models import LIVE, Delegation, DelegationState
from app.delegations.wording import name_part
from app.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A part as the owner's list shows it."""

    row: Delegation
    title: Text
    state: DelegationState
    progress: Progress

    @property
    def is_live(self) -> bool:
        """Whether the colleague may answer now."""
        return self.state in LIVE

    @property
    def can_come_back(self) -> bool:
        """Whether it may be asked for again."""
        return self.state in (DelegationState.HANDED_BACK, DelegationState.EXPIRED, DelegationState.WITHDRAWN)


def state_of(row: Delegation, filling: Filling, *, assessment_state: str, today: date) -> DelegationState:
    """Where it stands. `filling`: the whole one; what ended it first has the last word."""
    ends = (
        (row.handed_back_at is not None, DelegationState.HANDED_BACK),
        (row.withdrawn_at is not None, DelegationState.WITHDRAWN),
        (assessment_state not in OPEN_STATES, DelegationState.SUBMITTED),
        (not filling.only(row.excerpt).asked, DelegationState.GONE),
        (row.due_on < today, DelegationState.EXPIRED),
        (row.opened_at is not None, DelegationState.OPENED),
    )
    return next((state for holds, state in ends if holds), DelegationState.SENT)


def stand(row: Delegation, filling: Filling, *, assessment_state: str, today: date) -> Standing:
    """A row with everything a list says of it."""
    return Standing(
        row=row,
        title=name_part(filling, row.excerpt),
        state=state_of(row, filling, assessment_state=assessment_state, today=today),
        progress=filling.only(row.excerpt).progress,
    )
