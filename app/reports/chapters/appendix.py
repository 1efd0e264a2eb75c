"""Appendix: every answer with its points, editions, sources."""

from collections.abc import Iterator
from fractions import Fraction

from app.benchmarking.values import Standing
from app.content.library import Source
from app.content.schema import Question
from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief, Finding
from app.reports.cases import Reading
from app.reports.chapters.dimensions import points_of
from app.reports.values import Block, Chapter, Column, Heading, Paragraph, Reference, References, Row, Table


def answers(brief: Brief, number: str) -> Chapter:
    """All answers in the order of the questionnaire."""
    say, asked = brief.say, set(brief.case.asked)
    rows: list[Row] = []
    for section in brief.case.instrument.sections:
        questions = [question for question in section.questions if question.id in asked]
        if questions:
            rows.append(Row(cells=(section.title,), strong=True))
            rows += [_answered(brief, brief.findings, one) for one in questions]
    for reading in brief.case.others:
        rows += _module_rows(brief, reading)
    table = Table(
        id="all-answers",
        columns=(
            Column(title=say("answers.column_question"), width=48),
            Column(title=say("answers.column_answer"), width=38),
            Column(title=say("answers.column_points"), width=14, align="end"),
        ),
        rows=tuple(rows),
    )
    return Chapter(id="answers", number=number, title=say("answers.title"), lead=say("answers.lead"), blocks=(table,))


def _module_rows(brief: Brief, reading: Reading) -> list[Row]:
    """Answers to an optional module, with their points in its own reading."""
    part = brief.case.module_of(reading)
    if part is None:
        return []
    found = brief.read(reading)
    rows = [Row(cells=(part.instrument.title,), strong=True)]
    return rows + [_answered(brief, found, one) for one in part.instrument.questions]


def _answered(brief: Brief, found: tuple[Finding, ...], question: Question) -> Row:
    return Row(cells=(question.text, brief.answer(question.id), _points(found, brief, question.id)))


def _points(findings: tuple[Finding, ...], brief: Brief, question: str) -> Text:
    lines = [one.line for one in findings if one.question.id == question]
    top = sum((line.max for line in lines), Fraction(0))
    if not top:
        return brief.say("answers.not_scored")
    return points_of(sum((line.points for line in lines), Fraction(0)), top)


def sources(brief: Brief, number: str) -> Chapter:
    """Editions used and sources quoted."""
    say = brief.say
    blocks: list[Block] = [_editions(brief), Heading(id="source-list", text=say("sources.list"), level=3)]
    items = tuple(_reference(brief, source) for source in _quoted(brief))
    blocks.append(References(items=items) if items else Paragraph(text=say("sources.none")))
    return Chapter(id="sources", number=number, title=say("sources.title"), blocks=tuple(blocks))


def _editions(brief: Brief) -> Table:
    say, case = brief.say, brief.case
    rows = [(say("sources.instrument", title=case.instrument.title), f"{case.instrument.id} {case.instrument.version}")]
    rows += [
        (say("sources.instrument", title=part.instrument.title), f"{part.instrument.id} {part.instrument.version}")
        for part in case.modules
    ]
    for reading in (case.readiness, *case.others):
        rows.append((say("sources.lens", title=reading.lens.title), f"{reading.lens.id} {reading.lens.version}"))
    if case.plan:
        rows.append((say("sources.planner"), f"{case.plan.proof.model} · {case.plan.proof.solver}"))
    rows.append((say("sources.catalogue"), case.library.edition[:12]))
    return Table(
        id="editions",
        caption=say("sources.editions"),
        columns=(
            Column(title=say("sources.column_what"), width=62),
            Column(title=say("sources.column_edition"), width=38),
        ),
        rows=tuple(Row(cells=(what, wording.plain(edition))) for what, edition in rows),
    )


def _reference(brief: Brief, source: Source) -> Reference:
    year = [wording.plain(str(source.year))] if source.year else []
    title = Text(zh=source.title.zh.rstrip("。"), en=source.title.en.rstrip("."))
    text = wording.joined([title, *([source.publisher] if source.publisher else []), *year], zh="，", en=", ")
    note = brief.say(f"word.confidence.{source.confidence}")
    if source.reprint:
        note = wording.joined([note, brief.say("word.reprint")], zh="；", en="; ")
    return Reference(text=text, note=note, address=source.link)


def _quoted(brief: Brief) -> list[Source]:
    found: dict[tuple[str, str | None], Source] = {}
    for source in _all_sources(brief):
        found.setdefault((source.title.en, source.address), source)
    return list(found.values())


def _all_sources(brief: Brief) -> Iterator[Source]:
    for reading in (brief.case.readiness, *brief.case.others):
        yield from (gate.source for gate in reading.lens.gates if gate.source)
        if reading.standing:
            yield from _benchmark_sources(reading.standing)
    for item in brief.items:
        initiative = brief.initiative(item.initiative)
        yield from initiative.sources
        yield from (
            brief.case.library.cases[key].source for key in initiative.cases[:1] if key in brief.case.library.cases
        )
    known = brief.case.library.policies
    for offer in brief.plan.offers if brief.plan else ():
        if offer.status != "not_eligible" and offer.policy in known:
            yield known[offer.policy].source


def _benchmark_sources(standing: Standing) -> Iterator[Source]:
    if standing.profile_pins:
        yield standing.profile_pins.source
    yield from (place.pins.source for place in standing.levels)
    yield from (figure.pins.source for figure in standing.figures)
    yield from (context.pins.source for context in standing.context)
