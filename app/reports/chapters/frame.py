"""Cover, how to read, limits: what frames a report."""

from app.content.answers import AnswerState
from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.values import Block, Bullets, Callout, Chapter, Column, Cover, Fact, Issue, Paragraph, Row, Table


def cover(brief: Brief) -> Cover:
    """The first page."""
    case, say = brief.case, brief.say
    reviewer = wording.plain(case.reviewer) if case.reviewer else say("frame.reviewer")
    mark = brief.reading.card.overall
    return Cover(
        title=say("frame.title"),
        subtitle=say("frame.subtitle"),
        firm=case.company.name,
        facts=tuple(_cover_facts(brief)),
        status=say(f"frame.status.{case.review}"),
        status_note=say(f"frame.status_note.{case.review}", reviewer=reviewer),
        notices=(say("frame.miit_notice"),) if case.miit else (),
        level=mark.level,
        level_name=brief.level_name(mark.level),
    )


def _cover_facts(brief: Brief) -> list[Fact]:
    case, say = brief.case, brief.say
    company = case.company
    town = Text(zh=f" {company.town}", en=f", {company.town}") if company.town else None
    place = say(f"place.{company.city}") if f"place.{company.city}" in say else wording.plain(company.city)
    where = Text(zh=place.zh + (town.zh if town else ""), en=place.en + (town.en if town else ""))
    trade = wording.joined((brief.trade.title, where), zh=" · ", en=" · ")
    people, revenue = say("frame.people", n=f"{company.headcount:,}"), say(f"revenue.{company.revenue_band}")
    facts = [
        Fact(label=say("frame.facts.as_of"), value=wording.day(case.as_of)),
        Fact(label=say("frame.facts.industry"), value=trade),
        Fact(label=say("frame.facts.size"), value=wording.joined((people, revenue), zh="，", en=", ")),
    ]
    if case.issue and case.issue.number:
        facts += _issue_facts(brief, case.issue)
    if case.number:
        facts.append(Fact(label=say("frame.facts.number"), value=wording.plain(case.number)))
    if case.prepared_by:
        facts.append(Fact(label=say("frame.facts.prepared_by"), value=case.prepared_by))
    return facts


def _issue_facts(brief: Brief, issue: Issue) -> list[Fact]:
    say, words = brief.say, _words_of(brief, issue)
    version = say(
        "frame.issue.version", number=words["number"], status=words["status"], day=wording.day(issue.issued_on)
    )
    return [
        Fact(label=say("frame.facts.version"), value=version),
        Fact(label=say("frame.facts.classification"), value=words["classification"]),
    ]


def _words_of(brief: Brief, issue: Issue) -> dict[str, Text]:
    say = brief.say
    return {
        "number": say("frame.issue.number", n=issue.number or 1),
        "status": say(f"frame.issue.{issue.status}"),
        "classification": say(f"frame.issue.{issue.classification}"),
    }


def stamp(brief: Brief) -> dict[str, Text]:
    """Labels of a numbered issue: what stands in the foot of every page, and the word across the pages of a draft."""
    issue = brief.case.issue
    if issue is None or issue.number is None:
        return {}
    words = _words_of(brief, issue)
    draft = {"draft": words["status"]} if issue.status == "draft" else {}
    return {"stamp": wording.joined(words.values(), zh=" · ", en=" · "), **draft}


def reading(brief: Brief) -> Chapter:
    """How to read the report."""
    case, say = brief.case, brief.say
    open_questions = brief.in_state(AnswerState.UNANSWERED)
    blocks: list[Block] = [
        Paragraph(
            text=say(
                "reading.basis",
                asked=len(case.asked),
                answered=len(case.asked) - len(open_questions),
                unknown=len(brief.in_state(AnswerState.DONT_KNOW)),
                as_of=wording.day(case.as_of),
            )
        )
    ]
    if open_questions:
        blocks.append(Paragraph(text=say("reading.incomplete", missing=len(open_questions))))
    gate = brief.reading.lens.gates[0].threshold
    if gate is not None:
        blocks.append(Paragraph(text=say("reading.levels", threshold=wording.percent(gate))))
    if case.miit:
        blocks.append(Paragraph(text=say("reading.two")))
    blocks += [Paragraph(text=say("reading.figures")), Paragraph(text=say("reading.money")), levels(brief)]
    return Chapter(id="reading", number="1", title=say("reading.title"), blocks=tuple(blocks))


def levels(brief: Brief) -> Table:
    """What each level means, the firm's own marked."""
    say, level = brief.say, brief.reading.card.overall.level
    rows = []
    for rung in brief.reading.lens.levels:
        name = say("word.level", n=rung.level, name=rung.title)
        rows.append(Row(cells=(name, rung.meaning), strong=rung.level == level))
    return Table(
        id="levels",
        caption=say("reading.table"),
        columns=(
            Column(title=say("reading.column_level"), width=26),
            Column(title=say("reading.column_meaning"), width=74),
        ),
        rows=tuple(rows),
    )


def limits(brief: Brief, number: str) -> Chapter:
    """Assumptions, what is unknown, what does not fit."""
    case, say = brief.case, brief.say
    blocks: list[Block] = [Bullets(items=say.all("limits.items"))]
    if case.issue and case.issue.replaces:
        blocks.append(Paragraph(text=say("frame.issue.replaces", code=case.issue.replaces)))
    if brief.plan is not None:
        blocks.append(Paragraph(text=_proof(brief)))
    unknown = brief.in_state(AnswerState.DONT_KNOW)
    if unknown:
        texts = (say("limits.unknown_text"), *(question.text for question in unknown))
        blocks.append(Callout(tone="note", title=say("limits.unknown_title"), texts=texts))
    open_questions = brief.in_state(AnswerState.UNANSWERED)
    if open_questions:
        texts = tuple(question.text for question in open_questions)
        blocks.append(Callout(tone="note", title=say("limits.missing_title"), texts=texts))
    if case.contradictions:
        texts = tuple(one.message for one in case.contradictions)
        blocks.append(Callout(tone="warn", title=say("limits.contradictions_title"), texts=texts))
    return Chapter(id="limits", number=number, title=say("limits.title"), blocks=tuple(blocks))


def _proof(brief: Brief) -> Text:
    plan = brief.plan
    if plan is None:
        return brief.say("summary.no_plan")
    gap = "0%"
    if plan.proof.objective:
        short = max(plan.proof.bound - plan.proof.objective, 0)
        gap = f"{wording.decimal(short * 100 / abs(plan.proof.objective))}%"
    return brief.say(f"limits.proof.{plan.proof.status}", gap=gap)
