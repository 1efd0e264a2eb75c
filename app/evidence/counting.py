"""How well answers are backed: counts of files put into the sheet that is scored. No database."""

from collections.abc import Mapping
from dataclasses import replace

from app.content.answers import Answer, AnswerSheet
from app.content.modules import Part

Counts = Mapping[tuple[str, str], int]


def back_sheet(sheet: AnswerSheet, counts: Counts) -> AnswerSheet:
    """The same answers, each knowing how many files stand behind it."""
    return replace(sheet, answers={key: _backed(key, answer, counts) for key, answer in sheet.answers.items()})


def back_part(part: Part, counts: Counts) -> Part:
    """As `back_sheet`, for an optional module."""
    return replace(part, sheet=back_sheet(part.sheet, counts))


def _backed(key: str, answer: Answer, counts: Counts) -> Answer:
    sites = {site: replace(one, evidence=counts.get((key, site), one.evidence)) for site, one in answer.sites.items()}
    return replace(answer, sites=sites, evidence=counts.get((key, ""), answer.evidence))
