"""The three sample firms as cases and documents, judged once a run."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.cli.judging import judge, score_filing
from app.cli.report import case_of
from app.cli.sheets import read_sheet
from app.content.loader import load_catalogue
from app.content.path import asked
from app.kit.paper import PdfResult
from app.kit.text import Lang
from app.reports.cases import Reading, ReportCase
from app.reports.document import assemble
from app.reports.renderers.pdf import print_document
from app.reports.values import ReportDocument

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FIRMS = ("foshan-upholstery-12", "guangzhou-panels-85", "dongguan-exporter-240")


def sheet(firm: str) -> dict[str, Any]:
    """A sample's answer sheet."""
    raw: dict[str, Any] = json.loads((SAMPLES / f"{firm}.json").read_text(encoding="utf-8"))
    return raw


def made_case(raw: dict[str, Any]) -> ReportCase:
    """The whole batch path up to the report, without a database."""
    catalogue = load_catalogue()
    filing, faults = read_sheet(raw, catalogue)
    assert filing is not None, faults
    return case_of(judge(filing, catalogue, catalogue.lenses_for(filing.instrument)))


def report(raw: dict[str, Any]) -> ReportDocument:
    """The document of a sheet."""
    return assemble(made_case(raw))


def unplanned(raw: dict[str, Any]) -> ReportCase:
    """The case of a sheet before any plan, which would take seconds."""
    catalogue = load_catalogue()
    filing, faults = read_sheet(raw, catalogue)
    assert filing is not None, faults
    lenses = catalogue.lenses_for(filing.instrument)
    cards = score_filing(filing, lenses)
    main, *others = (Reading(lens=lens, card=cards[lens.id]) for lens in lenses)
    return replace(
        case(FIRMS[1]),
        sheet=filing.sheet,
        asked=tuple(question.id for question in asked(filing.instrument, filing.sheet, filing.company)),
        readiness=main,
        others=tuple(others),
        plan=None,
    )


@cache
def case(firm: str) -> ReportCase:
    """One sample's case."""
    return made_case(sheet(firm))


@cache
def document(firm: str) -> ReportDocument:
    """One sample's document."""
    return assemble(case(firm))


@cache
def issued(firm: str, lang: Lang) -> PdfResult:
    """One report as it is issued, printed once."""
    return print_document(document(firm), lang)
