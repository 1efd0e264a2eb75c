"""Report documents: chapters of typed blocks, bilingual inside, frozen, JSON in and out without loss."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.brands.values import Livery
from app.kit.text import Text
from app.reports.data import ReportData
from app.reports.drawings import Dials, Explained, Piece, Spec
from app.reports.outcome import Outcome

Tone = Literal["plain", "accent", "good", "warn", "bad", "note"]
Align = Literal["start", "end", "middle"]


class Heading(Explained):
    """A section heading inside a chapter; `fresh` starts a new page on paper."""

    kind: Literal["heading"] = "heading"
    id: str
    text: Text
    level: Literal[2, 3] = 2
    fresh: bool = False
    aside: Text | None = None


class Paragraph(Explained):
    """Running text. `**words**` are set bold."""

    kind: Literal["paragraph"] = "paragraph"
    text: Text
    tone: Literal["body", "lead", "small", "source"] = "body"


class Bullets(Piece):
    """A list of sentences."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[Text, ...]
    ordered: bool = False


class Point(Explained):
    """One strength, gap or step: a short title, a figure, a sentence."""

    title: Text
    text: Text | None
    figure: Text | None = None


class Points(Piece):
    """A titled list of points."""

    kind: Literal["points"] = "points"
    title: Text
    tone: Tone = "plain"
    items: tuple[Point, ...]
    empty: Text | None = None


class Fact(Explained):
    """One figure with its label."""

    label: Text
    value: Text
    note: Text | None = None
    tone: Tone = "plain"


class Facts(Piece):
    """A row of figures."""

    kind: Literal["facts"] = "facts"
    items: tuple[Fact, ...]


class Column(Piece):
    """A table column; widths are percent and add up to 100."""

    title: Text
    width: int
    align: Align = "start"


class Row(Explained):
    """A table row; `strong` rows are sums or the firm's own. A single cell spans all columns: a heading."""

    cells: tuple[Text, ...]
    strong: bool = False


class Table(Piece):
    """A table with fixed columns and a repeated head; `fold`: screens show it on demand."""

    kind: Literal["table"] = "table"
    id: str
    fold: bool = False
    caption: Text | None = None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Callout(Piece):
    """A box set apart."""

    kind: Literal["callout"] = "callout"
    tone: Tone = "note"
    title: Text
    texts: tuple[Text, ...]


class Label(Piece):
    """One line of a card."""

    label: Text
    texts: tuple[Text, ...]


class Card(Piece):
    """One initiative: figures above, lines below; `more` is for who works on it."""

    kind: Literal["card"] = "card"
    id: str
    title: Text
    tag: Text
    lead: Text
    facts: tuple[Fact, ...]
    lines: tuple[Label, ...]
    more: tuple[Label, ...] = ()
    tone: Tone = "accent"


class Cards(Piece):
    """Initiatives: each folded on screens; on paper two in a row, `brief` ones as a list without what each has more."""

    kind: Literal["cards"] = "cards"
    items: tuple[Card, ...]
    brief: bool = False


class Reference(Piece):
    """One source: what it is, what is known about it, where it can be read."""

    text: Text
    note: Text
    address: str | None = None


class References(Piece):
    """The sources quoted."""

    kind: Literal["references"] = "references"
    items: tuple[Reference, ...]


class Figure(Piece):
    """A chart with its text alternative, the table behind it (screens only), the source under it; `half`: half wide."""

    kind: Literal["figure"] = "figure"
    id: str
    caption: Text
    alt: Text
    spec: Spec
    half: bool = False
    table: Table | None = None
    source: Text | None = None


class Headline(Explained):
    """The verdict on one screen: our level in the accent, the ministry's estimate outlined, two dials."""

    kind: Literal["headline"] = "headline"
    level: int
    level_name: Text
    level_label: Text
    sentence: Text
    score: Text
    score_note: Text
    dials: Dials
    dials_alt: Text
    miit_label: Text | None = None
    miit_level: Text | None = None
    miit_note: Text | None = None
    miit_why: str | None = None


class Spread(Piece):
    """Two blocks side by side on wide pages."""

    kind: Literal["spread"] = "spread"
    left: "Block"
    right: "Block"


class Unit(Piece):
    """Blocks that belong together and stay on one page where they can."""

    kind: Literal["unit"] = "unit"
    blocks: tuple["Block", ...]


Plain = Heading | Paragraph | Bullets | Points | Facts | Table | Callout | Cards | References
Block = Annotated[Plain | Figure | Headline | Spread | Unit, Field(discriminator="kind")]
Spread.model_rebuild()
Unit.model_rebuild()


class Chapter(Piece):
    """One chapter; `number` is None for matter without one."""

    id: str
    number: str
    title: Text
    lead: Text | None = None
    blocks: tuple[Block, ...]


class Cover(Piece):
    """What stands on the first page."""

    title: Text
    subtitle: Text
    firm: str
    facts: tuple[Fact, ...]
    status: Text
    status_note: Text
    notices: tuple[Text, ...]
    level: int
    level_name: Text


IssueStatus = Literal["draft", "final"]
Classification = Literal["public", "internal", "confidential"]


class Issue(Piece):
    """Which issue of a report a document is. `reference` makes the code of every issue its own.

    `number` counts the issues of one assessment's report; a result shown right after submission has none.
    """

    number: int | None = None
    status: IssueStatus = "final"
    classification: Classification = "internal"
    issued_on: date
    replaces: str | None = None
    reference: str


ReportKind = Literal["full", "quick", "comparison"]
Edition = Literal["full", "share"]


class ReportDocument(Piece):
    """The whole report. `code` is computed from everything else, before an edition is made of it.

    Version 1 is what was issued before there were kinds and editions; it is read and drawn as it always was.
    """

    version: Literal["1", "2"] = "2"
    kind: ReportKind = "full"
    edition: Edition = "full"
    as_of: date
    issue: Issue | None = None
    brand: Livery | None = None
    """Whose look it was issued with; None is ours."""
    title: Text
    running: Text
    cover: Cover
    chapters: tuple[Chapter, ...]
    labels: dict[str, Text]
    outcome: Outcome | None = None
    """What the chapters say, as values; None in what was issued before there were any."""
    data: ReportData | None = None
    """What the report was made from; the edition for others has none."""
    code: str = ""
