"""The review: both scores by dimension, then every answer it saw otherwise; one row each."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.kit.text import Lang, Text
from app.kit.xlsx import Sheet
from app.reports.outcome import BothData, PassportData, ReviewFinding
from app.reports.workbook.fields import Field, table

NAME = Text(zh="评审", en="Review")
SCORE, ANSWER = Text(zh="得分", en="Score"), Text(zh="答案", en="Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: a score, or an answer."""

    passport: PassportData
    both: BothData | None = None
    finding: ReviewFinding | None = None


FIELDS: tuple[Field[Line], ...] = (
    Field("编号", "Id", lambda line: line.both.id if line.both else _of(line).question, width=26),
    Field("名称", "Name", lambda line: line.both.title if line.both else _of(line).title, "long", 50),
    Field("类别", "Part", lambda line: SCORE if line.both else ANSWER, width=10),
    Field(
        "自评得分", "Self-assessed", lambda line: line.both.own if line.both else _of(line).own_points, "decimal", 12
    ),
    Field(
        "评审得分", "Reviewed", lambda line: line.both.reviewed if line.both else _of(line).reviewed_points, "decimal"
    ),
    Field("自评答案", "Own answer", lambda line: line.finding.own_words if line.finding else None, "long", 40),
    Field(
        "评审答案", "Reviewed answer", lambda line: line.finding.reviewed_words if line.finding else None, "long", 40
    ),
    Field("理由", "Reason", lambda line: line.finding.reason if line.finding else None, "long", 50),
    Field("评审人", "Reviewer", lambda line: line.passport.reviewer, width=16),
    Field("签字日期", "Signed on", lambda line: line.passport.signed_on, "date", 12),
)


def _of(line: Line) -> ReviewFinding:
    if line.finding is None:
        raise ValueError("a row is a score or an answer")
    return line.finding


def review(passport: PassportData, lang: Lang) -> Sheet:
    """Scores first."""
    return table(NAME, FIELDS, _lines(passport), lang, kept=2)


def _lines(passport: PassportData) -> Iterator[Line]:
    yield from (Line(passport=passport, both=one) for one in passport.scores)
    yield from (Line(passport=passport, finding=one) for one in passport.findings)
