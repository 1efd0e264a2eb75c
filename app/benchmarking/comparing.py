"""A firm's scorecard and answers set beside published figures and labelled priors."""

from collections.abc import Iterable
from fractions import Fraction

from app.benchmarking.choosing import first_of_kind, narrowest_first, pin
from app.benchmarking.values import Context, FigurePlace, LevelPlace, Pins, Standing
from app.content.answers import Answer, AnswerSheet, AnswerState, ShareValue
from app.content.firm import Company
from app.content.library import BenchmarkSet, Figure
from app.content.path import facts_of, option_levels, truth
from app.content.schema import Instrument
from app.kit.text import Text
from app.scoring.values import Scorecard

ZERO = Fraction(0)
Classes = tuple[tuple[Text, int | None, Fraction], ...]


def compare(
    scorecard: Scorecard,
    sheet: AnswerSheet,
    company: Company,
    benchmark_sets: Iterable[BenchmarkSet],
    instrument: Instrument,
) -> Standing:
    """Where the firm stands. Levels and profile are those of the scorecard's lens, without the owner's pains."""
    visible, _ = facts_of(instrument, sheet, company)
    meant = [one for one in benchmark_sets if one.cut.when is None or truth(one.cut.when, visible) is True]
    sets = narrowest_first(meant, company)
    profile, profile_pins = _profile(sets, scorecard.lens)
    by_level = [one for one in sets if one.lens == scorecard.lens and _has_levels(one)]
    own = _Own(instrument, {name: sheet.answer(name) for name in visible.answers}, scorecard)
    return Standing(
        profile=profile,
        profile_pins=profile_pins,
        levels=tuple(_place(one, scorecard) for one in first_of_kind(by_level)),
        figures=_figures(sets, own),
        context=tuple(
            Context(pins=pin(one, looked=False), classes=_classes(one))
            for one in sets
            if one.distribution and not one.lens
        ),
    )


def _has_levels(one: BenchmarkSet) -> bool:
    return bool(one.distribution) and all(share.level is not None for share in one.distribution)


def _classes(one: BenchmarkSet) -> Classes:
    return tuple((share.label, share.level, share.share) for share in one.distribution)


def _profile(sets: list[BenchmarkSet], lens: str) -> tuple[dict[str, Fraction], Pins | None]:
    for one in sets:
        found = {
            figure.dimension: figure.value
            for figure in one.figures
            if figure.dimension and (figure.lens or one.lens) == lens
        }
        if found:
            return found, pin(one)
    return {}, None


def _place(one: BenchmarkSet, scorecard: Scorecard) -> LevelPlace:
    level = scorecard.base_overall.level
    shares = [(share.level or 0, share.share) for share in one.distribution]
    whole = sum((share for _, share in shares), ZERO) or Fraction(1)
    return LevelPlace(
        pins=pin(one),
        lens=scorecard.lens,
        level=level,
        below=sum((share for at, share in shares if at < level), ZERO) / whole,
        same=sum((share for at, share in shares if at == level), ZERO) / whole,
        above=sum((share for at, share in shares if at > level), ZERO) / whole,
        classes=_classes(one),
    )


class _Own:
    """The firm's own figures, in the unit of the published ones."""

    def __init__(self, instrument: Instrument, answers: dict[str, Answer], scorecard: Scorecard) -> None:
        self.instrument, self.answers, self.scorecard = instrument, answers, scorecard
        self.exclusive = {
            (question.id, option.id)
            for question in instrument.questions
            for option in question.options
            if option.exclusive
        }

    def figure(self, figure: Figure) -> Fraction | None:
        """The firm's value of a figure, None where it did not say."""
        if figure.dimension and figure.lens == self.scorecard.lens:
            return next((one.mark.score for one in self.scorecard.dimensions if one.id == figure.dimension), None)
        answer = self.answers.get(figure.question or "")
        if answer is None or answer.state is not AnswerState.ANSWERED:
            return None
        given = [
            one for one in (answer.sites.values() if answer.sites else (answer,)) if one.state is AnswerState.ANSWERED
        ]
        shares = [one.value for one in given if isinstance(one.value, ShareValue)]
        if shares:
            total = sum(share.total for share in shares)
            value = Fraction(sum(share.part for share in shares), total) if total else ZERO
            return value * 100 if figure.unit == "percent" else value
        values = [found for found in (self._number(figure, one) for one in given) if found is not None]
        return sum(values, ZERO) / len(values) if values else None

    def _number(self, figure: Figure, answer: Answer) -> Fraction | None:
        value, question = answer.value, figure.question or ""
        if isinstance(value, tuple):
            return Fraction(sum((question, option) not in self.exclusive for option in value))
        if isinstance(value, str):
            level = option_levels(self.instrument).get(question, {}).get(value)
            return None if level is None else Fraction(level)
        return Fraction(value) if isinstance(value, int | Fraction) else None


def _figures(sets: list[BenchmarkSet], own: _Own) -> tuple[FigurePlace, ...]:
    """Every figure about an answer, from the narrowest set of each kind that has one for it."""
    seen: set[tuple[str, str, str]] = set()
    places: list[FigurePlace] = []
    for one in sets:
        for figure in one.figures:
            key = (one.kind, figure.question or "", figure.id if not figure.question else "")
            if figure.dimension or key in seen:
                continue
            seen.add(key)
            places.append(
                FigurePlace(
                    pins=pin(one),
                    id=figure.id,
                    label=figure.label,
                    own=own.figure(figure) if figure.question else None,
                    other=figure.value,
                    unit=figure.unit,
                )
            )
    return tuple(places)
