"""What a pack is made of, as values."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.content.library import Policy
from app.content.packs import AskedPaper, PackRecipe
from app.kit.text import Text
from app.planning.grounds import Ground
from app.reports.values import Edition, ReportDocument

Fit = Literal["open", "check", "late", "past", "none"]
"""How a policy stands to the firm today: its conditions hold, to be checked first, too late for this plan, ended;
none: there is no policy behind the file."""
Found = Literal["enclosed", "to_sign", "backed", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file this firm can have made: its recipe, the policy, how that stands today, and why."""

    recipe: PackRecipe
    policy: Policy | None
    fit: Fit
    reason: Text | None = None
    grounds: tuple[Ground, ...] = ()

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        return self.policy.id if self.policy else self.recipe.id

    @property
    def title(self) -> Text:
        """The policy's name, or the recipe's where there is none."""
        return self.policy.title if self.policy else self.recipe.title

    @property
    def open_grounds(self) -> tuple[Ground, ...]:
        """Conditions that do not hold, or are not known."""
        return tuple(one for one in self.grounds if one.state != "met")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One file of the evidence: its number in the pack, the answer it stands behind, its hash."""

    number: int
    name: str
    question_id: str
    question: Text
    site: str
    size: int
    sha256: str
    storage_key: str

    @property
    def code(self) -> str:
        """How papers refer to it: E01."""
        return f"E{self.number:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One paper asked for and how far it is; the exhibits that back it."""

    paper: AskedPaper
    found: Found
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCase:
    """Everything one pack says. exhibits None: evidence is left out of it altogether."""

    offered: Offered
    document: ReportDocument
    edition: Edition
    exhibits: tuple[Exhibit, ...] | None
    with_files: bool
    today: date


def check_papers(offered: Offered, exhibits: tuple[Exhibit, ...] | None) -> tuple[Checked, ...]:
    """Every paper of a recipe held against what there is."""
    return tuple(_check(paper, exhibits or ()) for paper in offered.recipe.papers)


def _check(paper: AskedPaper, exhibits: tuple[Exhibit, ...]) -> Checked:
    if paper.origin in ("report", "roadmap"):
        return Checked(paper=paper, found="enclosed")
    if paper.origin == "form":
        return Checked(paper=paper, found="to_sign" if paper.signed else "enclosed")
    backing = tuple(one for one in exhibits if one.question_id in paper.questions)
    return Checked(paper=paper, found="backed" if backing else "missing", exhibits=backing)


def count_missing(checked: tuple[Checked, ...]) -> int:
    """How many papers are still to be found."""
    return sum(one.found == "missing" for one in checked)
