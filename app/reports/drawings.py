"""What charts of a report show, bilingual and frozen, and the base of every part of a report."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.kit.text import Text


class Piece(BaseModel):
    """Base of every part of a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Explained(Piece):
    """What a result explains: `why` is the address of it, seen from the result's page. No other reader is led there."""

    why: str | None = None


class Outline(Piece):
    """One outline of a radar, 0..100 in axis order."""

    name: Text
    style: Literal["self", "compare", "target"]
    values: tuple[float | None, ...]


class Radar(Piece):
    """Profile over dimensions."""

    chart: Literal["radar"] = "radar"
    axes: tuple[Text, ...]
    series: tuple[Outline, ...]


class Bar(Piece):
    """One bar, 0..100."""

    label: Text
    value: float
    value_label: Text
    compare: float | None = None


class Bars(Piece):
    """Bars with a tick where others stand or the plan leads."""

    chart: Literal["bars"] = "bars"
    rows: tuple[Bar, ...]
    own: Text
    other: Text | None = None


class Rise(Piece):
    """One level of a ladder."""

    number: int
    label: Text
    share: float | None
    reached: bool


class Ladder(Piece):
    """Levels with the gate."""

    chart: Literal["ladder"] = "ladder"
    steps: tuple[Rise, ...]
    gate: float
    gate_label: Text


class Gauge(Explained):
    """One dial, 0..100; value None when nothing can be said."""

    label: Text
    value: float | None
    value_label: Text
    note: Text
    role: Literal["accent", "cloud", "iot"] = "accent"


class Dials(Piece):
    """Dials side by side."""

    chart: Literal["dials"] = "dials"
    gauges: tuple[Gauge, ...]


class CashColumn(Piece):
    """Cash of one quarter, CNY fen."""

    label: Text
    low: int
    typical: int
    high: int
    back: int = 0


class Cash(Piece):
    """Cash by quarter."""

    chart: Literal["cash"] = "cash"
    columns: tuple[CashColumn, ...]
    names: tuple[Text, Text, Text | None]


class Stretch(Piece):
    """One row of a timeline, in quarters."""

    label: Text
    start: float
    end: float
    stage: int
    pilot: bool = False


class StageEnd(Piece):
    """Where a stage ends, in quarters."""

    at: float
    name: Text


class Timeline(Piece):
    """Initiatives over quarters with stages and gates."""

    chart: Literal["timeline"] = "timeline"
    quarters: tuple[Text, ...]
    stages: tuple[StageEnd, ...]
    rows: tuple[Stretch, ...]
    quiet: tuple[tuple[float, float], ...] = ()
    names: tuple[Text, Text, Text]


class ShareOf(Piece):
    """One class of a distribution, share 0..1."""

    label: Text
    share: float
    share_label: Text
    own: bool = False


class Shares(Piece):
    """A distribution with the firm's class marked."""

    chart: Literal["shares"] = "shares"
    slices: tuple[ShareOf, ...]


class RungOf(Piece):
    """One equipment group on the ladder."""

    label: Text
    rung: int
    note: Text
    price: Text | None = None
    """What the next rung typically costs."""


class Rungs(Piece):
    """Equipment groups on the connectivity ladder."""

    chart: Literal["rungs"] = "rungs"
    rows: tuple[RungOf, ...]
    steps: tuple[Text, ...]


Spec = Annotated[Radar | Bars | Ladder | Dials | Cash | Timeline | Shares | Rungs, Field(discriminator="chart")]
