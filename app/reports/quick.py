"""Assemble the two pages after a quick scan. Pure: no web, no database, no clock."""

from dataclasses import dataclass
from datetime import date

from app.benchmarking import compare
from app.content.answers import AnswerSheet
from app.content.catalogue import Catalogue
from app.content.firm import Company, Inventory
from app.content.scans import carry_over
from app.content.schema import Instrument
from app.planning.firsts import first_steps
from app.reports import wording
from app.reports.brief import Brief
from app.reports.cases import Reading, ReportCase, library_of
from app.reports.chapters import scan as chapters
from app.reports.document import content_code
from app.reports.values import Cover, Fact, ReportDocument
from app.scoring import score

LENS, SCAN = "quick", "quick-scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One quick scan: the questionnaire in the words of its trade, the answers, and of whom.

    is_known: whether `company` is the firm itself; else it stands for an ordinary one. address: where the result can
    be opened again, where there is such a place.
    """

    scan: Instrument
    sheet: AnswerSheet
    company: Company
    is_known: bool
    as_of: date
    address: str | None = None


def assemble_quick(scanned: Scanned, catalogue: Catalogue) -> ReportDocument:
    """Two pages: verdict, dials, strengths, gaps, first steps with rough costs, and how far to trust it."""
    brief = Brief(_case(scanned, catalogue))
    steps = first_steps(catalogue, scanned.scan, scanned.sheet, scanned.company)
    full = catalogue.instrument(scanned.company.industry)
    say = brief.say
    document = ReportDocument(
        kind="quick",
        as_of=scanned.as_of,
        title=say("quick.title"),
        running=say("quick.running"),
        cover=_cover(brief, scanned),
        chapters=(
            chapters.where(brief),
            chapters.steps(brief, steps, is_known=scanned.is_known),
            chapters.beside(brief),
            chapters.more(brief, full),
            chapters.limits(brief, is_known=scanned.is_known, address=scanned.address),
        ),
        labels={
            **{name: say(f"frame.labels.{name}") for name in ("contents", "table", "open")},
            "code": say("quick.code"),
            "code_note": say("frame.code_note"),
        },
    )
    return document.model_copy(update={"code": content_code(document)})


def _case(scanned: Scanned, catalogue: Catalogue) -> ReportCase:
    """The scan as a case; figures are compared by the full questionnaire, which knows what they mean."""
    scan, sheet, company = scanned.scan, scanned.sheet, scanned.company
    lens = catalogue.lens(LENS)
    card = score(lens, scan, sheet, company)
    full = catalogue.instrument(company.industry)
    carried = AnswerSheet(instrument=full.id, version=full.version, answers=carry_over(scan, sheet, full))
    return ReportCase(
        company=company,
        inventory=Inventory(),
        instrument=scan,
        sheet=sheet,
        asked=tuple(question.id for question in scan.questions),
        readiness=Reading(
            lens=lens, card=card, standing=compare(card, carried, company, catalogue.benchmarks.values(), full)
        ),
        plan=None,
        means=None,
        library=library_of(catalogue, company.industry),
        as_of=scanned.as_of,
    )


def _cover(brief: Brief, scanned: Scanned) -> Cover:
    say, mark = brief.say, brief.reading.card.overall
    done = len(scanned.sheet.answers)
    facts = [Fact(label=say("quick.fact_trade"), value=brief.trade.title)]
    if scanned.is_known:
        people = say("frame.people", n=f"{scanned.company.headcount:,}")
        facts.append(Fact(label=say("quick.fact_size"), value=people))
    answered = say("quick.answered", done=done, all=len(scanned.scan.questions))
    facts.append(Fact(label=say("quick.fact_answered"), value=answered))
    facts.append(Fact(label=say("frame.facts.as_of"), value=wording.day(scanned.as_of)))
    return Cover(
        title=say("quick.title"),
        subtitle=say("quick.subtitle"),
        firm=scanned.company.name if scanned.is_known else "",
        facts=tuple(facts),
        status=say("quick.status"),
        status_note=say("frame.status_note.self_declared"),
        notices=(brief.reading.lens.notice,) if brief.reading.lens.notice else (),
        level=mark.level,
        level_name=brief.level_name(mark.level),
    )
