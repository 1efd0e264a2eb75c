"""Instruments: versioned questions a firm can answer. Field meanings are part of the authors' contract."""

import re
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from app.content.conditions import Condition
from app.kit.text import Text


class Record(BaseModel):
    """Base of everything loaded from content files: frozen, and strangers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


# Written out plainly: an exponent such as 1e99999999 would be a bomb.
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?(e-\d{1,2})?|-?\d{1,18}/\d{0,17}[1-9]\d{0,17}")


def _exact(value: Any) -> Any:
    # YAML gives floats; going through their shortest text keeps 0.7 exactly 7/10.
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str) or not _is_number(value):
        raise PydanticCustomError(
            "bilingual",
            "{en}",
            {"zh": "这里应为数字，例如 12 或 0.7。", "en": "A plain number such as 12 or 0.7 is expected."},
        )
    return Fraction(str(value))


def _is_number(value: int | float | str) -> bool:
    if isinstance(value, int):
        return abs(value) < 10**18
    return _NUMBER.fullmatch(str(value)) is not None


Exact = Annotated[Fraction, BeforeValidator(_exact), PlainSerializer(str)]
SiteKind = Literal["plant", "store", "office", "campus", "warehouse"]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=80)]


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    SHARE = "share"
    SCALE = "scale"
    TABLE = "table"
    TEXT = "text"


class Option(Record):
    """One choice. `level` (0-4) for level ladders, `points` for point lists, neither for plain facts."""

    id: Key
    text: Text
    level: int | None = Field(default=None, ge=0, le=4)
    points: Exact | None = None
    exclusive: bool = False


class Allow(Record):
    """Which non-answers a question accepts."""

    dont_know: bool = True
    not_applicable: bool = False


class Row(Record):
    """One row of a table question; every row is answered on the question's scale."""

    id: Key
    text: Text


class Wording(Record):
    """A shared question in the words of one trade; what is left out stands as in the question."""

    text: Text | None = None
    help: Text | None = None
    example: Text | None = None
    options: dict[Key, Text] = {}
    """Option id -> its text in this trade."""


class Carry(Record):
    """Which question of a trade's full questionnaire an answer is carried into, and as what.

    Without `options` the answer is carried as it is. With them every option names the option, or the options, of the
    full question.
    """

    question: Key
    options: dict[Key, Key | tuple[Key, ...]] = {}


class Question(Record):
    """One question, in the words of one trade.

    single: one option id. multiple: option ids, `exclusive` ones stand alone. number: within min..max, in `unit`.
    share: {"part", "total"}, whole numbers, part <= total. scale: whole number min..max. table: row id -> whole number.
    steps: what each whole number from min to max is called (scale and table), where numbers alone would not say.
    """

    id: Key
    text: Text
    help: Text
    example: Text
    kind: Kind
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    unit: Text | None = None
    min: Exact | None = None
    max: Exact | None = None
    steps: tuple[Text, ...] = ()
    allow: Allow = Allow()
    when: Condition | None = None
    per: str = Field(default="firm", pattern="^(firm|site)$")
    at: tuple[SiteKind, ...] = ()
    """Kinds of site it is asked at, where it is asked by site; empty means every kind."""
    evidence: Text | None = None
    minutes: Exact = Fraction(1, 2)
    tags: tuple[str, ...] = ()
    trades: dict[Key, Wording] = {}
    """Trade -> its own words, where several share a questionnaire; the question itself speaks for the first."""
    carries: dict[Key, Carry] = {}
    """Trade -> where an answer goes in its full questionnaire."""
    informs: str | None = None
    """Why a question that no lens reads is still asked (e.g. it steers the roadmap or a condition)."""

    def step(self, value: int) -> Text | None:
        """What a whole number of its scale is called."""
        place = value - int(self.min or 0)
        return self.steps[place] if 0 <= place < len(self.steps) else None


class Section(Record):
    """A part of the questionnaire an owner can hand to one colleague."""

    id: Key
    title: Text
    intro: Text
    questions: tuple[Question, ...]


class Contradiction(Record):
    """Two answers that cannot both be true; shown while filling and to the reviewer."""

    id: Key
    when: Condition
    message: Text
    questions: tuple[Key, ...]


class BaselineFigure(Record):
    """A business figure pay-offs are computed from, e.g. orders a month."""

    id: Key
    text: Text
    help: Text
    unit: Text
    min: Exact = Fraction(0)
    max: Exact


class Instrument(Record):
    """One edition of one questionnaire: of one trade, shared by several (a scan), or a module beside any of them."""

    id: Key
    version: str
    industry: Key | None = None
    industries: tuple[Key, ...] = ()
    """The trades that share it; each sees it in its own words (`content.scans.fit_scan`)."""
    module: bool = False
    offered_when: Condition | None = None
    """Firms a module is offered to, by their profile; everybody when absent. Answering it is never required."""
    title: Text
    intro: Text
    sections: tuple[Section, ...]
    contradictions: tuple[Contradiction, ...] = ()
    baseline: tuple[BaselineFigure, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order, whether or not a firm will be asked them."""
        return tuple(question for section in self.sections for question in section.questions)
