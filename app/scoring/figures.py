"""What moved between the business figures of two assessments of one firm."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.content.firm import BaselineValue
from app.content.schema import BaselineFigure, Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureShift:
    """One figure, then and now, in the unit of the questionnaire. None where it was not given."""

    figure: BaselineFigure
    before: BaselineValue | None
    after: BaselineValue | None

    @property
    def change(self) -> Fraction | None:
        """Share of the earlier value, more (+) or less (-); None where one side is missing or it was nothing."""
        if self.before is None or self.after is None or not self.before.value:
            return None
        return self.after.value / self.before.value - 1

    @property
    def is_like_for_like(self) -> bool:
        """Whether both were measured in the same month of a year; else season or guessing may be what moved."""
        if self.before is None or self.after is None:
            return False
        return self.before.measured and self.after.measured and self.before.month[5:] == self.after.month[5:]


def figures_moved(
    instrument: Instrument, before: Mapping[str, BaselineValue], after: Mapping[str, BaselineValue]
) -> tuple[FigureShift, ...]:
    """Every figure given then or now, in the order of the questionnaire of today."""
    return tuple(
        FigureShift(figure=one, before=before.get(one.id), after=after.get(one.id))
        for one in instrument.baseline
        if one.id in before or one.id in after
    )
