"""Everything a plan depends on, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.content.answers import AnswerSheet
from app.content.firm import Company, Inventory
from app.content.lenses import Lens
from app.content.library import Initiative, Policy
from app.content.schema import Instrument
from app.planning.values import Means
from app.scoring.values import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningProblem:
    """A firm, what it answered, what it can spend, and what it could do.

    readiness: scored with `means.pains`; its weights are what the plan maximises. miit: for the level estimate and for
    subsidies, if there is one. initiatives: those of the firm's trade; others are rejected as not eligible. previous:
    initiative -> day its work was to begin, by the plan this one replaces.
    """

    instrument: Instrument
    sheet: AnswerSheet
    company: Company
    inventory: Inventory
    readiness_lens: Lens
    readiness: Scorecard
    miit_lens: Lens | None = None
    miit: Scorecard | None = None
    initiatives: tuple[Initiative, ...]
    policies: tuple[Policy, ...] = ()
    means: Means
    as_of: date
    previous: Mapping[str, date] = field(default_factory=dict)

    @property
    def by_id(self) -> Mapping[str, Initiative]:
        """Initiatives by id."""
        return {initiative.id: initiative for initiative in self.initiatives}
