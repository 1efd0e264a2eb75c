"""A case read once: answers in words, points lost and won, and which initiative mends what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from app.content.answers import UNANSWERED, AnswerState
from app.content.library import Initiative
from app.content.schema import Question
from app.kit.text import Text
from app.planning.values import Gain, Plan, PlannedItem, Rejected
from app.reports import wording
from app.reports.cases import Reading, ReportCase
from app.reports.phrasebook import Phrasebook
from app.scoring.values import CapabilityScore, DimensionScore, Mark, TraceLine

STRONG = Fraction(3, 5)
WEAK = Fraction(1, 2)
NEAR = Fraction(2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question's share in one capability, with the answer in words. Points are of the lens total."""

    dimension: DimensionScore
    capability: CapabilityScore
    question: Question
    answer: Text
    line: TraceLine

    @property
    def lost(self) -> Fraction:
        """Points this answer leaves on the table."""
        return self.line.max - self.line.points


class Brief:
    """What chapters ask of a case."""

    def __init__(self, case: ReportCase) -> None:
        self.case = case
        self.trade = case.library.industries[case.company.industry]
        self.say = Phrasebook(case.library.phrases, self.trade.phrases)
        self.questions: Mapping[str, Question] = {
            one.id: one for part in case.parts for one in part.instrument.questions
        }
        self._answers = {id: answer for part in case.parts for id, answer in part.sheet.answers.items()}
        self.plan: Plan | None = case.plan

    # -- scores ------------------------------------------------------------------------------------------------------

    @property
    def reading(self) -> Reading:
        """Our own lens."""
        return self.case.readiness

    def why(self, dimension: DimensionScore | None = None, place: str = "", *, reading: Reading | None = None) -> str:
        """Where a number is explained, seen from the result page: the whole of a lens, or a dimension of it."""
        path = f"why/{(reading or self.reading).lens.id}"
        return f"{path}/{dimension.id}{place}" if dimension else f"{path}{place}"

    @cached_property
    def complete(self) -> bool:
        """Whether every question put to the firm is answered."""
        mark = self.reading.card.overall
        return mark.coverage == 1

    @cached_property
    def dimensions(self) -> tuple[DimensionScore, ...]:
        """Dimensions that count."""
        return tuple(one for one in self.reading.card.dimensions if one.scored)

    def level_name(self, level: int, reading: Reading | None = None) -> Text:
        """A level's name in a lens; `unrated` below its first."""
        for rung in (reading or self.reading).lens.levels:
            if rung.level == level:
                return rung.title
        return self.say("miit.unrated")

    def score(self, mark: Mark) -> Text:
        """A score, a span while answers are missing, or that nothing can be said."""
        if mark.score is None:
            return wording.NONE
        if mark.coverage < 1 and mark.at_least != mark.at_most:
            low, high = wording.decimal(mark.at_least, 0), wording.decimal(mark.at_most, 0)
            return self.say("word.score_span", low=low, high=high) if low != high else wording.plain(low)
        return wording.plain(wording.decimal(mark.score))

    def level(self, mark: Mark) -> Text:
        """Level number, a span while answers are missing."""
        if mark.coverage < 1 and mark.level != mark.level_at_most:
            return self.say("word.level_span", low=mark.level, high=mark.level_at_most)
        return self.say("word.level_plain", n=mark.level)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every traced answer of our lens, in the lens's order."""
        return self.read(self.reading)

    def read(self, reading: Reading) -> tuple[Finding, ...]:
        """Every traced answer of a lens."""
        capabilities = {
            capability.id: (dimension, capability)
            for dimension in reading.card.dimensions
            for capability in dimension.capabilities
        }
        return tuple(
            Finding(
                dimension=capabilities[line.capability][0],
                capability=capabilities[line.capability][1],
                question=self.questions[line.question],
                answer=self.answer(line.question),
                line=line,
            )
            for line in reading.card.trace
            if line.question in self.questions and line.capability in capabilities
        )

    def answer(self, question: str) -> Text:
        """The firm's answer in words, site names instead of their ids."""
        text = wording.answer_text(self.questions[question], self._answers.get(question, UNANSWERED))
        for site in self.case.company.sites:
            text = Text(
                zh=text.zh.replace(f"{site.id}：", f"{site.name}："),
                en=text.en.replace(f"{site.id}: ", f"{site.name}: "),
            )
        return text

    def site(self, id: str) -> Text:
        """A site's name."""
        return wording.plain(next((site.name for site in self.case.company.sites if site.id == id), id))

    def of(self, dimension: str) -> tuple[Finding, ...]:
        """Findings of one dimension that were put to the firm, dearest first."""
        rows = [one for one in self.findings if one.dimension.id == dimension and one.line.why != "not_asked"]
        return tuple(sorted(rows, key=lambda one: (-one.lost, -one.line.max)))

    def strengths(self, most: int = 3) -> tuple[Finding, ...]:
        """The capabilities that earned most, each by its best answer, at three fifths of their points or more."""
        return self._extremes(most, strong=True)

    def gaps(self, most: int = 3) -> tuple[Finding, ...]:
        """The capabilities that lose most, each by its dearest answer, at half of their points or less."""
        return self._extremes(most, strong=False)

    @cached_property
    def _answered(self) -> dict[tuple[str, str], list[Finding]]:
        """What was answered of each capability, by dimension and capability."""
        groups: dict[tuple[str, str], list[Finding]] = {}
        for one in self.findings:
            if one.line.why in ("answered", "dont_know") and one.line.max > 0:
                groups.setdefault((one.dimension.id, one.capability.id), []).append(one)
        return groups

    @cached_property
    def shares(self) -> dict[tuple[str, str], Fraction]:
        """Share 0..1 of its points each capability has earned, of what was answered, by dimension and capability."""
        return {
            key: sum((row.line.points for row in rows), Fraction(0)) / sum((row.line.max for row in rows), Fraction(0))
            for key, rows in self._answered.items()
        }

    def share(self, one: Finding) -> Fraction:
        """The same of the capability a finding belongs to."""
        return self.shares.get((one.dimension.id, one.capability.id), Fraction(0))

    def near(self, most: int = 3) -> tuple[tuple[Text, Fraction], ...]:
        """The capabilities nearest to a strength, named neither as one nor as a gap, at two fifths or more."""
        named = {(one.dimension.id, one.capability.id) for one in (*self.strengths(), *self.gaps())}
        left = {key: share for key, share in self.shares.items() if key not in named and NEAR <= share < STRONG}
        keys = sorted(left, key=lambda key: -left[key])[:most]
        return tuple((self._answered[key][0].capability.title, left[key]) for key in keys)

    def _extremes(self, most: int, *, strong: bool) -> tuple[Finding, ...]:
        picked: list[tuple[Fraction, Finding]] = []
        for key, rows in self._answered.items():
            share = self.shares[key]
            if strong and share >= STRONG:
                best = max(rows, key=lambda row: (row.line.value, row.line.points))
                picked.append((best.line.points, best))
            elif not strong and share <= WEAK:
                dearest = max(rows, key=lambda row: row.lost)
                picked.append((dearest.lost, dearest))
        picked.sort(key=lambda pair: -pair[0])
        used: set[str] = set()
        chosen = [
            one
            for _, one in picked
            if not (one.question.id in used or used.add(one.question.id))  # type: ignore[func-returns-value]
        ]
        return tuple(chosen[:most])

    # -- the plan ----------------------------------------------------------------------------------------------------

    @cached_property
    def items(self) -> tuple[PlannedItem, ...]:
        """Chosen initiatives by start."""
        if self.plan is None:
            return ()
        return tuple(
            sorted(self.plan.items, key=lambda item: (item.starts_on, item.stage, item.ends_on, item.initiative))
        )

    def initiative(self, key: str) -> Initiative:
        """One initiative of the library."""
        return self.case.library.initiatives[key]

    def cost(self, item: PlannedItem) -> Text:
        """What an item typically costs, in words where that is nothing."""
        return wording.money(item.cost.typical) if item.cost.high else self.say("word.free")

    def titles(self, keys: tuple[str, ...]) -> Text:
        """Titles of initiatives in a row."""
        return wording.listed((self.initiative(key).title for key in keys), quoted=True)

    def remedies(self, questions: set[str]) -> tuple[tuple[PlannedItem, tuple[Gain, ...]], ...]:
        """Chosen items that improve any of these answers, with those gains."""
        found = []
        for item in self.items:
            gains = tuple(gain for gain in item.gains if gain.question in questions)
            if gains:
                found.append((item, gains))
        return tuple(found)

    def refused(self, questions: set[str]) -> tuple[Rejected, ...]:
        """Rejected items that would have improved any of these answers."""
        if self.plan is None:
            return ()
        telling = ("over_budget", "no_hands", "no_time", "prerequisite", "lower_value", "excluded")
        return tuple(
            one
            for one in self.plan.rejected
            if one.reason in telling
            and any(lift.question in questions for lift in self.initiative(one.initiative).lifts)
        )

    @cached_property
    def _raised(self) -> dict[str, Fraction]:
        raised: dict[str, Fraction] = {}
        for item in self.items:
            for gain in item.gains:
                raised[gain.question] = raised.get(gain.question, Fraction(0)) + gain.after - gain.before
        return raised

    def after(self, rows: tuple[Finding, ...]) -> Fraction | None:
        """Share 0..1 of the points these answers will earn with the roadmap done; None when they carry none."""
        top = sum((row.line.max for row in rows), Fraction(0))
        if not top:
            return None
        done = sum(
            (
                min(row.line.value + self._raised.get(row.question.id, Fraction(0)), Fraction(1)) * row.line.max
                for row in rows
            ),
            Fraction(0),
        )
        return done / top

    def target(self, dimension: DimensionScore) -> Fraction | None:
        """A dimension's score 0..100 with the roadmap done; None without a plan or a score."""
        if self.plan is None or dimension.mark.score is None or not self.items:
            return None
        share = self.after(tuple(one for one in self.findings if one.dimension.id == dimension.id))
        return None if share is None else max(share * 100, dimension.mark.score)

    def where(self, on: date) -> float:
        """A date in quarters from the plan's first, kept inside the plan."""
        if self.plan is None or not self.plan.quarters:
            return 0.0
        quarters = self.plan.quarters
        if on < quarters[0].starts_on:
            return 0.0
        for quarter in quarters:
            if on <= quarter.ends_on:
                length = (quarter.ends_on - quarter.starts_on).days + 1
                return quarter.index - quarters[0].index + (on - quarter.starts_on).days / length
        return float(len(quarters))

    # -- questions ---------------------------------------------------------------------------------------------------

    def in_state(self, state: AnswerState) -> tuple[Question, ...]:
        """Questions put to the firm whose answer is in this state."""
        return tuple(self.questions[key] for key in self.case.asked if self.case.sheet.answer(key).state is state)

    def short(self, question: str) -> Text:
        """A short name of a question: the capability that reads it, else its text."""
        for one in self.findings:
            if one.question.id == question:
                return one.capability.title
        return self.questions[question].text
