"""The comparison of two sheets as a report: read as two rounds, assembled, printed. Imported only when asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from app.cli.judging import judge, score_filing
from app.cli.report import printed, unplanned
from app.cli.sheets import Filing
from app.content.answers import AnswerSheet
from app.content.catalogue import Catalogue
from app.content.firm import Company
from app.content.lenses import Lens
from app.content.schema import Instrument, Question
from app.content.trades import fit_lens
from app.kit.clock import HOUSE_ZONE
from app.kit.text import Lang
from app.reports.comparing import Side, compare_sides
from app.reports.comparison import Compared, assemble_comparison
from app.reports.delivered import find_delivered
from app.reports.values import ReportDocument
from app.scoring.values import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldByFile:
    """A filing as one side of a comparison reads it."""

    filing: Filing
    instrument: Instrument
    sheet: AnswerSheet

    @property
    def company(self) -> Company:
        """The firm of that day."""
        return self.filing.company

    def of(self, module: Instrument) -> "ToldByFile":
        """The same for another part of the filing."""
        for part in self.filing.parts:
            if part.instrument.id == module.id:
                return ToldByFile(filing=self.filing, instrument=part.instrument, sheet=part.sheet)
        return self

    def site_names(self, question: Question) -> Mapping[str, str]:
        """Names of the sites a question is asked at, by id."""
        sites = self.filing.company.sites
        return {one.id: one.name for one in sites if not question.at or one.kind in question.at}


def compare_filings(old: Filing, new: Filing, lenses: Sequence[Lens], catalogue: Catalogue) -> ReportDocument:
    """What moved, and what became of the plan the earlier sheet leads to under its own means."""
    fitted = {lens.id: fit_lens(lens, new.part_for(lens).instrument) for lens in lenses}
    cards = score_filing(new, list(fitted.values()))
    before = _side(old, score_filing(old, list(fitted.values())))
    after = _side(new, cards)
    found = compare_sides(before, after, catalogue)
    plan = judge(old, catalogue, lenses).result.plan
    return assemble_comparison(
        Compared(
            case=unplanned(new, catalogue, cards, fitted),
            found=found,
            delivered=find_delivered(plan, after, catalogue, {}) if plan else None,
        )
    )


def _side(filing: Filing, cards: Mapping[str, Scorecard]) -> Side:
    told = ToldByFile(filing=filing, instrument=filing.instrument, sheet=filing.sheet)
    at = datetime.combine(filing.as_of, time(12), HOUSE_ZONE)
    return Side(at=at, on=filing.as_of, filling=told, cards=cards, has_figures=True)


def print_comparison(old: Filing, new: Filing, lenses: Sequence[Lens], catalogue: Catalogue, lang: Lang) -> bytes:
    """The comparison as PDF. NotWritten says what this machine lacks for printing."""
    return printed(compare_filings(old, new, lenses, catalogue), lang)
