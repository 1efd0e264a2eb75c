"""What a report is made from: one firm's answers, readings, standing, plan and the content they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from app.benchmarking.values import Standing
from app.brands.values import Livery
from app.content.answers import AnswerSheet
from app.content.catalogue import Catalogue
from app.content.firm import Company, Inventory
from app.content.lenses import Lens
from app.content.library import Case, Industry, Initiative, Policy, Rung
from app.content.modules import Part
from app.content.schema import Contradiction, Instrument
from app.kit.text import Text
from app.planning.edits import own_initiatives
from app.planning.values import Edit, EquipmentRung, Means, Plan, WorkloadAdvice
from app.quotations.interest import Interest
from app.reports.comparing import Comparison
from app.reports.passports import Passport
from app.reports.values import Issue
from app.scoring.values import Scorecard

Review = Literal["self_declared", "in_review", "signed_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One lens with what it says (scored with trace)."""

    lens: Lens
    card: Scorecard
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The content a report quotes, by id, and the hash of the catalogue it came from."""

    initiatives: Mapping[str, Initiative]
    policies: Mapping[str, Policy] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()
    industries: Mapping[str, Industry]
    phrases: Mapping[str, Any]
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCase:
    """Everything one report may speak of. `asked`: ids of the questions put to this firm, in order."""

    company: Company
    inventory: Inventory
    instrument: Instrument
    sheet: AnswerSheet
    modules: tuple[Part, ...] = ()
    """Optional modules the firm answered."""
    asked: tuple[str, ...]
    readiness: Reading
    others: tuple[Reading, ...] = ()
    """What every other lens says of the same answers."""
    plan: Plan | None
    means: Means | None
    advice: tuple[WorkloadAdvice, ...] = ()
    rungs: tuple[EquipmentRung, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    former: Comparison | None = None
    """What moved since the round before, where there was one."""
    library: Library
    as_of: date
    issue: Issue | None = None
    """Which issue it becomes; none on the command line."""
    brand: Livery | None = None
    """The look it is issued with; None is ours."""
    review: Review = "self_declared"
    reviewer: str | None = None
    passport: Passport | None = None
    interests: tuple[Interest, ...] = ()
    """What advisers of the firm have to gain from the plan."""
    """The review it rests on: sheet and readings are then the reviewed ones."""
    number: str | None = None
    prepared_by: Text | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The questionnaire of the trade, then the modules."""
        return (Part(instrument=self.instrument, sheet=self.sheet), *self.modules)

    def module_of(self, reading: Reading) -> Part | None:
        """The module a reading is of, if it is of one."""
        return next((part for part in self.modules if part.instrument.id in reading.lens.instruments), None)

    @property
    def miit(self) -> Reading | None:
        """The estimate of the official level, where there is one for this trade."""
        return next((one for one in self.others if one.lens.official), None)


def library_of(catalogue: Catalogue, trade: str, edits: Iterable[Edit] = ()) -> Library:
    """The content a report on a firm of this trade quotes, and the work people added to its plan."""
    return Library(
        initiatives={**catalogue.worded(trade), **own_initiatives(edits, trade)},
        policies=catalogue.policies,
        cases=catalogue.cases,
        ladder=catalogue.ladder,
        industries=catalogue.industries,
        phrases=catalogue.phrases,
        edition=catalogue.edition,
    )
