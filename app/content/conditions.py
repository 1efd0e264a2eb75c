"""A tiny declarative condition over answers and the company profile. No eval, no code in content."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Scalar = str | int | float | bool


class Condition(BaseModel):
    """Exactly one of: all / any / not / a test on `answer` (a question id) or `company` (a profile field).

    Tests: is (equals), one_of (single or text in list), includes (multiple has option), excludes (multiple lacks option),
    at_least / at_most (number; for a share its part/total; for a single its option level), answered (true/false),
    states (answer state in list: unanswered, answered, dont_know, not_applicable).
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
        ]
        if sum(shape is not None for shape in shapes) != 1:
            raise ValueError("a condition is exactly one of: all, any, not, answer, company")
        is_test = self.answer is not None or self.company is not None
        if is_test != any(test is not None for test in tests):
            raise ValueError("a test needs an operator such as is, at_least or includes, and all/any/not take none")
        return self


Condition.model_rebuild()
