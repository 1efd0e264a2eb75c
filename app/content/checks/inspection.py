"""What every check works with: what was loaded, a quick index of it, and a place to note faults."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from app.content.answers import Fault
from app.content.conditions import Condition
from app.content.firm import Company
from app.content.lenses import Lens, Read
from app.content.library import BenchmarkSet, Case, Initiative, Policy
from app.content.loader import Loaded, Placed
from app.content.schema import Instrument, Kind, Question
from app.kit.text import Text

NO_QUESTION = Text(zh="没有题目“{id}”。", en='There is no question "{id}".')
LATER = Text(
    zh="条件只能看前面的题目，“{id}”在后面。", en='A condition may only look at earlier questions; "{id}" comes later.'
)
NO_OPTION = Text(zh="题目“{question}”没有选项“{id}”。", en='Question "{question}" has no option "{id}".')
NO_FIELD = Text(zh="企业资料里没有“{id}”。", en='The company profile has no field "{id}".')
BAD_TEST = Text(zh="“{test}”不能用于{kind}题“{id}”。", en='"{test}" makes no sense for the {kind} question "{id}".')
NO_STATE = Text(zh="没有作答状态“{id}”。", en='There is no answer state "{id}".')

Way = tuple[str | int, ...]
COMPANY_FIELDS = {*Company.model_fields, "above_scale", "sites"} - {"baseline"}
STATES = {"unanswered", "answered", "dont_know", "not_applicable"}
FITS = {
    "is_": {Kind.SINGLE, Kind.SCALE, Kind.NUMBER},
    "one_of": {Kind.SINGLE, Kind.SCALE, Kind.NUMBER},
    "includes": {Kind.MULTIPLE},
    "excludes": {Kind.MULTIPLE},
    "at_least": {Kind.SINGLE, Kind.SCALE, Kind.NUMBER, Kind.SHARE},
    "at_most": {Kind.SINGLE, Kind.SCALE, Kind.NUMBER, Kind.SHARE},
    "exceeds": {Kind.SINGLE, Kind.SCALE, Kind.NUMBER, Kind.SHARE},
}


@dataclass
class Inspection:
    """Loaded content under inspection."""

    loaded: Loaded
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, message: Text, **values: Any) -> None:
        """Note a fault at file:line."""
        self.faults.append(Fault(path=place, message=message.format(**values) if values else message))

    def _of(self, kind: str, model: type[Any]) -> list[tuple[Placed, Any]]:
        return [(thing, thing.record) for thing in self.loaded.things[kind] if isinstance(thing.record, model)]

    @cached_property
    def instruments(self) -> list[tuple[Placed, Instrument]]:
        """Instruments and where they stand."""
        return self._of("instruments", Instrument)

    @cached_property
    def lenses(self) -> list[tuple[Placed, Lens]]:
        """Lenses and where they stand."""
        return self._of("lenses", Lens)

    @cached_property
    def initiatives(self) -> list[tuple[Placed, Initiative]]:
        """Initiatives and where they stand."""
        return self._of("initiatives", Initiative)

    @cached_property
    def benchmarks(self) -> list[tuple[Placed, BenchmarkSet]]:
        """Benchmark sets and where they stand."""
        return self._of("benchmarks", BenchmarkSet)

    @cached_property
    def policies(self) -> list[tuple[Placed, Policy]]:
        """Policies and where they stand."""
        return self._of("policies", Policy)

    @cached_property
    def cases(self) -> list[tuple[Placed, Case]]:
        """Cases and where they stand."""
        return self._of("cases", Case)

    @cached_property
    def asked(self) -> list[tuple[Placed, Instrument, Way, Question]]:
        """Every question of every instrument, with the way to it inside its file."""
        return [
            (thing, instrument, ("sections", s, "questions", q), question)
            for thing, instrument in self.instruments
            for s, section in enumerate(instrument.sections)
            for q, question in enumerate(section.questions)
        ]

    @cached_property
    def reads(self) -> list[tuple[Lens, str, Read]]:
        """Every read of every lens, with its file:line."""
        return [
            (lens, thing.at("dimensions", d, "capabilities", c, "reads", r), read)
            for thing, lens in self.lenses
            for d, dimension in enumerate(lens.dimensions)
            for c, capability in enumerate(dimension.capabilities)
            for r, read in enumerate(capability.reads)
        ]

    def read_by(self, lens: Lens) -> list[Instrument]:
        """The editions of the instruments a lens names."""
        return [instrument for _, instrument in self.instruments if instrument.id in lens.instruments]

    def meanings(self, id: str, trades: Iterable[str | None] = ()) -> list[Question]:
        """Every form a question takes in the questionnaires of these trades (all of them when none is named)."""
        wanted = set(trades)
        return [
            question
            for _, instrument in self.instruments
            if not wanted or instrument.industry in wanted
            for question in instrument.questions
            if question.id == id
        ]

    def check_condition(
        self,
        condition: Condition,
        place: str,
        earlier: set[str] | None = None,
        *,
        trades: Iterable[str | None] = (),
    ) -> None:
        """Questions, options, operators and fields of a condition; earlier: ids it may look at; trades: whose it is."""
        for part in (*(condition.all or ()), *(condition.any or ()), *([condition.not_] if condition.not_ else [])):
            self.check_condition(part, place, earlier, trades=trades)
        if condition.company is not None and condition.company not in COMPANY_FIELDS:
            self.fault(place, NO_FIELD, id=condition.company)
        for name in filter(None, (condition.answer, condition.exceeds)):
            if not self.meanings(name, trades):
                self.fault(place, NO_QUESTION, id=name)
            elif earlier is not None and name not in earlier:
                self.fault(place, LATER, id=name)
        self._check_states(condition, place)
        for question in self.meanings(condition.answer or "", trades):
            self._check_test(condition, question, place)

    def _check_states(self, condition: Condition, place: str) -> None:
        for state in condition.states or ():
            if state not in STATES:
                self.fault(place, NO_STATE, id=state)

    def _check_test(self, condition: Condition, question: Question, place: str) -> None:
        for test, kinds in FITS.items():
            if getattr(condition, test) is not None and question.kind not in kinds:
                self.fault(place, BAD_TEST, test=test.strip("_"), kind=question.kind.value, id=question.id)
        options = {option.id for option in question.options}
        wanted = [condition.includes, condition.excludes, condition.is_, *(condition.one_of or ())]
        for id in wanted:
            if isinstance(id, str) and options and id not in options:
                self.fault(place, NO_OPTION, question=question.id, id=id)


def texts_in(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Every Text inside a value, with the way to it."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from texts_in(getattr(value, name), (*place, info.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(item, (*place, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from texts_in(item, (*place, index))


def twins(ids: Sequence[str]) -> Iterator[int]:
    """Indices of ids that occurred before."""
    seen: set[str] = set()
    for index, id in enumerate(ids):
        if id in seen:
            yield index
        seen.add(id)
