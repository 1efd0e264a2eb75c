"""Charts of movement in the reader's language."""

from app.kit import charts
from app.kit.courses import Stop, course
from app.kit.text import Lang
from app.reports import wording
from app.reports.comparing import Reading
from app.reports.moved import signed, span_of
from app.scoring.movement import Shift
from app.scoring.values import Mark

WIDE, NARROW = 620, 336


def draw_movement(reading: Reading, lang: Lang, *, names: tuple[str, str], title: str) -> tuple[str, str]:
    """Bars by dimension, now with a mark where they stood then: for wide and for narrow screens."""
    rows = tuple(
        charts.BarRow(
            label=one.title.get(lang) if one.title else "",
            value=float(one.after or 0),
            value_label=_change(one),
            compare=None if one.before is None else float(one.before),
        )
        for one in reading.move.dimensions
    )
    wide, narrow = (
        charts.bars(rows, names=names, title=title, width=width, above=width == NARROW) for width in (WIDE, NARROW)
    )
    return wide, narrow


def _change(one: Shift) -> str:
    if one.before is None or one.after is None:
        return "–"
    return f"{wording.decimal(one.after, 0)} ({signed(one.points, 0)})"


def draw_course(stops: list[tuple[Mark, str]], *, title: str) -> tuple[str, str]:
    """The score over all rounds: for wide and for narrow screens."""
    placed = tuple(
        Stop(value=None if mark.score is None else float(mark.at_least), label=span_of(mark), when=when)
        for mark, when in stops
    )
    return course(placed, title=title, width=WIDE), course(placed, title=title, width=NARROW)
