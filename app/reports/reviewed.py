"""The review as values: both scores, and every answer it saw otherwise."""

from fractions import Fraction

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.outcome import BothData, PassportData, ReviewFinding
from app.reports.passports import Passport
from app.scoring.values import Mark

WHOLE = Text(zh="总分", en="Overall score")


def found_by_review(brief: Brief, passport: Passport) -> tuple[ReviewFinding, ...]:
    """Every answer seen otherwise, in words, the largest difference first."""
    return tuple(
        ReviewFinding(
            question=one.question,
            title=brief.questions[one.question].text,
            own_words=wording.answer_text(brief.questions[one.question], passport.own_sheet.answer(one.question)),
            reviewed_words=brief.answer(one.question),
            reason=wording.joined(one.reasons, zh="；", en="; "),
            own_points=round(float(one.own), 6),
            reviewed_points=round(float(one.reviewed), 6),
        )
        for one in passport.differences
        if one.question in brief.questions
    )


def passport_data(brief: Brief) -> PassportData | None:
    """The review as values; None where nobody reviewed."""
    passport = brief.case.passport
    if passport is None:
        return None
    return PassportData(
        reviewer=passport.reviewer,
        provider=passport.provider,
        signed_on=passport.signed_on,
        adjustments=passport.adjustments,
        scores=(
            _both("", WHOLE, passport.own.overall, brief.reading.card.overall),
            *(_both(one.id, one.title, passport.own.dimension(one.id).mark, one.mark) for one in brief.dimensions),
        ),
        findings=found_by_review(brief, passport),
    )


def _both(id: str, title: Text, own: Mark, reviewed: Mark) -> BothData:
    return BothData(
        id=id,
        title=title,
        own=_rounded(own.score),
        reviewed=_rounded(reviewed.score),
        own_level=own.level,
        reviewed_level=reviewed.level,
    )


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)
