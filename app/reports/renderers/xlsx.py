"""A report document as a workbook: real numbers and days, the same sheets and ids in both languages."""

from datetime import UTC, datetime, time

from app.kit.text import Lang
from app.kit.xlsx import Front, Sheet, write_workbook
from app.reports.values import ReportDocument
from app.reports.wearing import author_of
from app.reports.workbook.answers import answers, inventory
from app.reports.workbook.cover import cover
from app.reports.workbook.plan import cash, roadmap
from app.reports.workbook.register import register
from app.reports.workbook.review import review
from app.reports.workbook.scores import scores
from app.reports.workbook.summary import summary
from app.reports.workbook.tables import tables


def write_report(document: ReportDocument, lang: Lang) -> bytes:
    """The file. Dated by the report's own day, so that the same document gives the same bytes."""
    sheets = [summary(document, lang), *_sheets(document, lang)]
    title = f"{document.cover.firm} · {document.cover.title.get(lang)}"
    at = datetime.combine(document.as_of, time(), UTC)
    whole: list[Sheet | Front] = [cover(document, sheets, lang), *sheets]
    return write_workbook(whole, title=title, at=at, lang=lang, author=author_of(document))


def _sheets(document: ReportDocument, lang: Lang) -> list[Sheet]:
    outcome, data = document.outcome, document.data
    if outcome is None:
        return tables(document, lang)
    made = [scores(outcome, lang)]
    if outcome.passport:
        made.append(review(outcome.passport, lang))
    if data:
        made.append(answers(data, lang))
    if outcome.roadmap:
        made += [roadmap(outcome.roadmap, lang), cash(outcome.roadmap, lang)]
    made.append(register(outcome, lang))
    made += inventory(data, lang) if data else []
    return [*made, *(tables(document, lang) if document.kind == "comparison" else [])]
