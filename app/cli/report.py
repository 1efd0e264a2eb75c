"""The report of a judgement: assembled, drawn as HTML, printed as PDF. Imported only when a report is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from app.cli.files import NotWritten
from app.cli.judging import Judgement
from app.cli.sheets import Filing
from app.content.catalogue import MAIN, Catalogue
from app.content.lenses import Lens
from app.content.path import asked
from app.content.schema import Instrument
from app.kit.errors import Invalid
from app.kit.paper import PressFailed
from app.kit.text import Lang, Text
from app.kit.words import shown
from app.reports.cases import Reading, ReportCase, library_of
from app.reports.document import assemble
from app.reports.quick import SCAN, Scanned, assemble_quick
from app.reports.renderers.blank import Blank, print_blank
from app.reports.renderers.html import render_html
from app.reports.renderers.pdf import print_apart
from app.reports.values import ReportDocument
from app.scoring.values import Scorecard

NO_FORMAT = Text(
    zh="不知道要把“{path}”写成什么格式，文件名应以 {known} 之一结尾。",
    en='The format of "{path}" cannot be told: end its name in one of {known}.',
)
NO_PDF = Text(zh="无法生成 PDF：{reason}", en="The PDF cannot be made: {reason}")


def case_of(judgement: Judgement) -> ReportCase:
    """What the report may speak of."""
    result, filing, catalogue = judgement.result, judgement.filing, judgement.catalogue

    readings = {
        id: Reading(lens=judgement.lenses[id], card=card, standing=result.standings[id])
        for id, card in result.scorecards.items()
    }
    return replace(
        _case(filing, catalogue, readings),
        plan=result.plan,
        means=filing.means,
        advice=result.dispositions,
        rungs=result.ladder,
        contradictions=judgement.contradictions,
    )


def unplanned(
    filing: Filing, catalogue: Catalogue, cards: Mapping[str, Scorecard], lenses: Mapping[str, Lens]
) -> ReportCase:
    """What may be said of a filing before anything is planned on it."""
    readings = {id: Reading(lens=lenses[id], card=card) for id, card in cards.items()}
    return _case(filing, catalogue, readings)


def _case(filing: Filing, catalogue: Catalogue, readings: dict[str, Reading]) -> ReportCase:
    return ReportCase(
        company=filing.company,
        inventory=filing.inventory,
        instrument=filing.instrument,
        sheet=filing.sheet,
        modules=filing.modules,
        asked=tuple(question.id for question in asked(filing.instrument, filing.sheet, filing.company)),
        readiness=readings.pop(MAIN),  # the command has refused a report without it
        others=tuple(readings.values()),
        plan=None,
        means=None,
        library=library_of(catalogue, filing.company.industry),
        as_of=filing.as_of,
    )


def document_of(judgement: Judgement) -> ReportDocument:
    """The report of a trade's full questionnaire, or the two pages of a quick scan."""
    filing = judgement.filing
    if filing.instrument.id != SCAN:
        return assemble(case_of(judgement))
    scanned = Scanned(
        scan=filing.instrument, sheet=filing.sheet, company=filing.company, is_known=True, as_of=filing.as_of
    )
    return assemble_quick(scanned, judgement.catalogue)


def print_report(judgement: Judgement, lang: Lang, *, html: bool, pdf: bool) -> tuple[bytes | None, bytes | None]:
    """Screen HTML and PDF bytes, each only where asked for."""
    document = document_of(judgement)
    page = render_html(document, lang, "screen").encode() if html else None
    if not pdf:
        return page, None
    return page, printed(document, lang)


def draw_reports(judgement: Judgement, lang: Lang, paths: Sequence[Path]) -> dict[Path, bytes]:
    """The report in the format each name ends in. Invalid for an ending no format has."""
    from app.reports.models import Format
    from app.reports.renderers.files import FORMATS, Wanted, draw_file

    known = {f".{one}": one for one in FORMATS}
    strange = [path for path in paths if path.suffix.lower() not in known]
    if strange:
        raise Invalid(NO_FORMAT.format(path=shown(str(strange[0]), 200), known=", ".join(known)))
    document, made = document_of(judgement), {}
    for path in paths:
        form: Format = known[path.suffix.lower()]
        made[path] = _drawn(partial(draw_file, document, Wanted(format=form, lang=lang)))
    return made


def printed(document: ReportDocument, lang: Lang) -> bytes:
    """The PDF. NotWritten says what this machine lacks for printing."""
    return _drawn(partial(print_apart, document, lang))


class Made(Protocol):
    """Anything drawn."""

    @property
    def content(self) -> bytes: ...


def _drawn(draw: Callable[[], Made]) -> bytes:
    try:
        return draw().content
    except PressFailed as error:
        raise NotWritten(NO_PDF.format(reason=str(error))) from error


def print_questionnaire(instrument: Instrument, modules: tuple[Instrument, ...], lang: Lang) -> bytes:
    """A questionnaire as PDF to fill in by hand. NotWritten says what this machine lacks for printing."""
    return _drawn(partial(print_blank, Blank(instrument=instrument, modules=modules), lang))
