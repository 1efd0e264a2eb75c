"""Scores by lens, dimension and capability, and each gate: one row each, with its id."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.kit.text import Lang, Text
from app.kit.xlsx import Sheet
from app.reports import wording
from app.reports.outcome import GateData, LensData, MarkData, Outcome, StillMissing
from app.reports.workbook.fields import Field, table
from app.reports.workbook.words import MISSING

NAME = Text(zh="得分", en="Scores")
WHOLE = Text(zh="总体", en="Overall")
DIMENSION = Text(zh="维度", en="Dimension")
CAPABILITY = Text(zh="能力", en="Capability")
GATE = Text(zh="等级关口", en="Gate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row."""

    lens: LensData
    part: Text
    id: str
    title: Text
    mark: MarkData | None = None
    level: int | None = None
    level_name: Text | None = None
    weight: float | None = None
    typical: float | None = None
    target: float | None = None
    missing: Text | None = None


def _of(read: str) -> "Field[Line]":
    """A share 0..1 of the mark."""
    names = {
        "coverage": ("已答比例", "Answered"),
        "confidence": ("确定的比例", "Known"),
        "evidenced": ("有佐证的比例", "Evidenced"),
    }
    zh, en = names[read]
    return Field(zh, en, lambda line: getattr(line.mark, read) if line.mark else None, "share", 12)


FIELDS: tuple[Field[Line], ...] = (
    Field("编号", "Id", lambda line: line.id, width=26),
    Field("名称", "Name", lambda line: line.title, width=40),
    Field("层次", "Part", lambda line: line.part, width=12),
    Field("读法", "Lens", lambda line: line.lens.title, width=30),
    Field("读法编号", "Lens id", lambda line: line.lens.lens, width=14),
    Field("读法版本", "Lens edition", lambda line: line.lens.version, width=12),
    Field("得分", "Score", lambda line: line.mark.score if line.mark else None, "decimal", 10),
    Field("满分", "Out of", lambda line: line.mark.max if line.mark else None, "decimal", 10),
    Field("至少", "At least", lambda line: line.mark.at_least if line.mark else None, "decimal", 10),
    Field("至多", "At most", lambda line: line.mark.at_most if line.mark else None, "decimal", 10),
    Field("等级", "Level", lambda line: line.level, "plain", 8),
    Field("等级名称", "Level name", lambda line: line.level_name, width=16),
    Field("权重", "Weight", lambda line: line.weight, "share", 10),
    Field("同类企业", "Typical", lambda line: line.typical, "decimal", 10),
    Field("路线图完成后", "With the roadmap", lambda line: line.target, "decimal", 14),
    _of("coverage"),
    _of("confidence"),
    _of("evidenced"),
    Field("离下一级还差", "Missing for the next level", lambda line: line.missing, "long", 50),
)


def scores(outcome: Outcome, lang: Lang) -> Sheet:
    """Every lens."""
    return table(NAME, FIELDS, (line for lens in outcome.lenses for line in _lines(lens)), lang, kept=2)


def _lines(lens: LensData) -> Iterator[Line]:
    yield Line(
        lens=lens,
        part=WHOLE,
        id=lens.lens,
        title=lens.title,
        mark=lens.overall,
        level=lens.level,
        level_name=lens.level_name,
    )
    for gate in lens.gates:
        yield _gate(lens, gate)
    for one in lens.dimensions:
        yield Line(
            lens=lens,
            part=DIMENSION,
            id=one.id,
            title=one.title,
            mark=one.mark,
            level=one.mark.level,
            weight=one.weight if one.scored else None,
            typical=one.typical,
            target=one.target,
        )
        for part in one.capabilities:
            yield Line(lens=lens, part=CAPABILITY, id=part.id, title=part.title, mark=part.mark, level=part.mark.level)


def _gate(lens: LensData, gate: GateData) -> Line:
    asked = [_still(one) for one in gate.missing]
    return Line(
        lens=lens,
        part=GATE,
        id=gate.id,
        title=gate.title,
        level=gate.level,
        level_name=gate.level_name,
        missing=wording.joined(asked) if asked else None,
    )


def _still(one: StillMissing) -> Text:
    def shown(value: float) -> str:
        return wording.percent(value) if one.kind == "threshold" else wording.decimal(value)

    return MISSING[one.kind].format(have=shown(one.have), need=shown(one.need))
