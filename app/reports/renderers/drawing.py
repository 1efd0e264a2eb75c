"""From a figure's specification to SVG in one language and width."""

from collections.abc import Callable, Sequence
from typing import Any

from app.kit import charts, timeline
from app.kit.text import Text
from app.reports import wording
from app.reports.drawings import Bars, Cash, Dials, Ladder, Piece, Radar, Rungs, Shares, Timeline

Say = Callable[[Text], str]
WIDE = 620
NARROW = 336
PAPER = 634
"""The type area of paper."""
HALF = 294
"""Half a page of paper."""


def draw(spec: Piece, alt: str, say: Say, *, width: float) -> str:
    """The chart as SVG, `width` CSS pixels wide at most."""
    for kind, pen in _PENS.items():
        if isinstance(spec, kind):
            return pen(spec, alt, say, width)
    raise TypeError(f"no drawing for {type(spec).__name__}")


def _radar(spec: Radar, alt: str, say: Say, width: float) -> str:
    series = tuple(charts.Series(name=say(one.name), style=one.style, values=one.values) for one in spec.series)
    return charts.radar(tuple(map(say, spec.axes)), series, title=alt, width=width)


def _bars(spec: Bars, alt: str, say: Say, width: float) -> str:
    rows = tuple(
        charts.BarRow(label=say(row.label), value=row.value, value_label=say(row.value_label), compare=row.compare)
        for row in spec.rows
    )
    other = say(spec.other) if spec.other else None
    return charts.bars(rows, names=(say(spec.own), other), title=alt, width=width, above=width == NARROW)


def _ladder(spec: Ladder, alt: str, say: Say, width: float) -> str:
    steps = tuple(
        charts.Step(number=step.number, label=say(step.label), share=step.share, reached=step.reached)
        for step in spec.steps
    )
    return charts.ladder(steps, gate=spec.gate, gate_label=say(spec.gate_label), title=alt, width=width)


def _dials(spec: Dials, alt: str, say: Say, width: float) -> str:
    gauges = tuple(
        charts.Dial(
            label=say(one.label),
            value=one.value,
            value_label=say(one.value_label),
            note=say(one.note),
            role=one.role,
        )
        for one in spec.gauges
    )
    return charts.dials(gauges, title=alt, width=min(width, 280))


def _cash(spec: Cash, alt: str, say: Say, width: float) -> str:
    most = max((max(one.high, one.back) for one in spec.columns), default=0)
    marks = tuple((float(value), say(wording.money(value)) if value else "0") for value in steps_to(most))
    rows = tuple(
        charts.Column(label=say(one.label), low=one.low, typical=one.typical, high=one.high, back=one.back)
        for one in spec.columns
    )
    typical, span, back = spec.names
    names = (say(typical), say(span), say(back) if back else None)
    return charts.columns(rows, ticks=marks, names=names, title=alt, width=width)


def steps_to(most: int) -> Sequence[int]:
    """Round axis marks from 0 up to at least `most`, four or five of them."""
    if most <= 0:
        return (0, 100_000)
    unit = 10 ** (len(str(most)) - 1)
    step = next(unit * part // 20 for part in (4, 5, 10, 20, 40, 50) if unit * part // 20 * 4 >= most)
    return tuple(step * count for count in range(-(-most // step) + 1))


def _timeline(spec: Timeline, alt: str, say: Say, width: float) -> str:
    spans = tuple(
        timeline.Span(label=say(row.label), start=row.start, end=row.end, stage=row.stage, pilot=row.pilot)
        for row in spec.rows
    )
    frame = timeline.Frame(
        quarters=tuple(map(say, spec.quarters)),
        stages=tuple((stage.at, say(stage.name)) for stage in spec.stages),
        quiet=spec.quiet,
    )
    pilot, gate, quiet = spec.names
    return timeline.timeline(spans, frame, names=(say(pilot), say(gate), say(quiet)), title=alt, width=width)


def _shares(spec: Shares, alt: str, say: Say, width: float) -> str:
    slices = tuple(
        charts.Slice(label=say(one.label), share=one.share, share_label=say(one.share_label), own=one.own)
        for one in spec.slices
    )
    return charts.distribution(slices, title=alt, width=width)


def _rungs(spec: Rungs, alt: str, say: Say, width: float) -> str:
    rows = tuple(
        charts.RungRow(
            label=say(row.label), rung=row.rung, note=say(row.note), price=say(row.price) if row.price else ""
        )
        for row in spec.rows
    )
    return charts.rungs(rows, tuple(map(say, spec.steps)), title=alt, width=width)


_PENS: dict[type[Piece], Callable[[Any, str, Say, float], str]] = {
    Radar: _radar,
    Bars: _bars,
    Ladder: _ladder,
    Dials: _dials,
    Cash: _cash,
    Timeline: _timeline,
    Shares: _shares,
    Rungs: _rungs,
}
