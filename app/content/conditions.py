"""A tiny declarative condition over answers and the company profile. No eval, no code in content."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Scalar = str | int | float | bool


def _fault(zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("bilingual", "{en}", {"zh": zh, "en": en})


class Condition(BaseModel):
    """Exactly one of: all / any / not / a test on `answer` (a question id) or `company` (a profile field).

    Tests: is (equals), one_of (single or text in list), includes (multiple has option), excludes (multiple lacks it),
    at_least / at_most (number; for a share its part/total; for a single its option level), answered (true/false),
    states (answer state in list: unanswered, answered, dont_know, not_applicable), exceeds (a question id: this
    answer's number, as for at_least, is above that one's).
    A test on an unanswered, unknown or not applicable answer is false, except `answered: false` and `states`.
    Company fields: industry, city, town, headcount, revenue_band, sites (count), above_scale, exports (bool).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    not_: "Condition | None" = Field(default=None, alias="not")
    answer: str | None = None
    company: str | None = None
    is_: Scalar | None = Field(default=None, alias="is")
    one_of: tuple[Scalar, ...] | None = None
    includes: str | None = None
    excludes: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    answered: bool | None = None
    states: tuple[str, ...] | None = None
    exceeds: str | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> "Condition":
        shapes: list[Any] = [self.all, self.any, self.not_, self.answer, self.company]
        tests: list[Any] = [
            self.is_,
            self.one_of,
            self.includes,
            self.excludes,
            self.at_least,
            self.at_most,
            self.answered,
            self.states,
            self.exceeds,
        ]
        if sum(shape is not None for shape in shapes) != 1:
            raise _fault(
                "条件只能是 all、any、not、answer、company 之一。",
                "A condition is exactly one of: all, any, not, answer, company.",
            )
        is_test = self.answer is not None or self.company is not None
        if is_test != any(test is not None for test in tests):
            raise _fault(
                "answer 或 company 后要有 is、at_least、includes 等判断；all、any、not 后不能有。",
                "A test needs an operator such as is, at_least or includes; all, any and not take none.",
            )
        return self


Condition.model_rebuild()
