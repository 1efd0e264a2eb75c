"""The firm, its answers, systems, machines and means as values."""

from collections.abc import Iterator
from fractions import Fraction

from app.content.answers import AnswerState, raw_answer
from app.content.modules import Part
from app.content.schema import Question, Section
from app.reports import wording
from app.reports.brief import Brief, Finding
from app.reports.data import (
    AnswerData,
    BaselineData,
    EquipmentData,
    FirmData,
    ReportData,
    SiteAnswer,
    WorkloadData,
)
from app.reports.facts.numbers import number


def data(brief: Brief) -> ReportData:
    """Everything the report was made from, as values."""
    case = brief.case
    asked = {question.id for part in case.modules for question in part.instrument.questions} | set(case.asked)
    return ReportData(
        as_of=case.as_of,
        firm=_firm(brief),
        workloads=tuple(_workloads(brief)),
        equipment=tuple(_equipment(brief)),
        answers=tuple(answer for part in case.parts for answer in _answers(brief, part, asked)),
        means=case.means,
    )


def _firm(brief: Brief) -> FirmData:
    company = brief.case.company
    return FirmData(
        name=company.name,
        industry=company.industry,
        industry_title=brief.trade.title,
        city=company.city,
        town=company.town,
        headcount=company.headcount,
        revenue_band=company.revenue_band,
        exports=company.exports,
        sites=company.sites,
        baseline=tuple(_baseline(brief)),
    )


def _baseline(brief: Brief) -> Iterator[BaselineData]:
    """In the questionnaire's order; a figure no edition knows any more keeps its id for a name."""
    given, known = brief.case.company.baseline, {one.id: one for one in brief.case.instrument.baseline}
    for id in (*(id for id in known if id in given), *(id for id in sorted(given) if id not in known)):
        figure, value = known.get(id), given[id]
        yield BaselineData(
            id=id,
            title=figure.text if figure else wording.plain(id),
            unit=figure.unit if figure else wording.NONE,
            value=float(value.value),
            month=value.month,
            measured=value.measured,
        )


def _workloads(brief: Brief) -> Iterator[WorkloadData]:
    advice = {one.workload: one for one in brief.case.advice}
    for system in brief.case.inventory.workloads:
        said = advice.get(system.id)
        yield WorkloadData(
            system=system,
            disposition=said.disposition if said else None,
            rule=said.rule if said else None,
            advice=said.why if said else None,
            changes_if=said.changes_if if said else None,
        )


def _equipment(brief: Brief) -> Iterator[EquipmentData]:
    rungs = {one.group: one for one in brief.case.rungs}
    for group in brief.case.inventory.equipment:
        on = rungs.get(group.id)
        yield EquipmentData(
            group=group,
            rung=on.rung if on else None,
            machines_left=on.machines_left if on else None,
            next_cost=on.next_cost if on else None,
        )


def _answers(brief: Brief, part: Part, asked: set[str]) -> Iterator[AnswerData]:
    readings = (brief.case.readiness, *brief.case.others)
    reading = next((one for one in readings if brief.case.module_of(one) is part), brief.reading)
    found: dict[str, list[Finding]] = {}
    for finding in brief.read(reading):
        found.setdefault(finding.question.id, []).append(finding)
    for section in part.instrument.sections:
        for question in section.questions:
            if question.id in asked or part.sheet.answer(question.id).state is not AnswerState.UNANSWERED:
                yield _answer(brief, part, (section, question), found.get(question.id, []), question.id in asked)


def _answer(brief: Brief, part: Part, place: tuple[Section, Question], found: list[Finding], asked: bool) -> AnswerData:
    section, question = place
    answer = part.sheet.answer(question.id)
    return AnswerData(
        instrument=part.instrument.id,
        section=section.id,
        section_title=section.title,
        question=question.id,
        text=question.text,
        kind=question.kind,
        unit=question.unit,
        asked=asked,
        state=answer.state,
        value=raw_answer(answer),
        words=brief.answer(question.id),
        sites=tuple(
            SiteAnswer(
                site=site,
                name=brief.site(site).zh,
                state=one.state,
                value=raw_answer(one),
                words=wording.answer_text(question, one),
            )
            for site, one in sorted(answer.sites.items())
        ),
        evidence=answer.evidence,
        points=number(sum((one.line.points for one in found), Fraction(0))),
        max=number(sum((one.line.max for one in found), Fraction(0))),
    )
