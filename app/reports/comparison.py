"""Assemble a comparison of two rounds. Pure: no web, no database, no clock."""

from dataclasses import dataclass
from datetime import date

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.cases import ReportCase
from app.reports.chapters import comparison as chapters
from app.reports.chapters.frame import cover
from app.reports.comparing import Comparison
from app.reports.delivered import Delivered
from app.reports.document import LABELS, content_code
from app.reports.facts.found import outcome
from app.reports.facts.given import data
from app.reports.moved import span_of
from app.reports.values import Cover, Fact, ReportDocument
from app.scoring.values import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two rounds of one firm: the case of the later one, what moved, what became of the roadmap in between.

    names: what the rounds are called, such as T0 and T1.
    """

    case: ReportCase
    found: Comparison
    delivered: Delivered | None
    names: tuple[str, str] = ("T0", "T1")


def assemble_comparison(compared: Compared) -> ReportDocument:
    """What moved, what stands behind it, what the roadmap delivered, what is next."""
    brief, found, delivered = Brief(compared.case), compared.found, compared.delivered
    say = brief.say
    document = ReportDocument(
        kind="comparison",
        as_of=found.after.on,
        issue=compared.case.issue,
        brand=compared.case.brand,
        title=say("since.title"),
        running=say("since.running", firm=compared.case.company.name),
        cover=_cover(brief, compared),
        chapters=(
            chapters.reading(brief, found),
            chapters.summary(brief, found, delivered),
            chapters.movement(brief, found),
            chapters.changed(brief, found),
            chapters.work(brief, found, delivered),
            chapters.baseline(brief, found),
            chapters.ahead(brief, delivered),
            chapters.limits(brief, found),
        ),
        labels={
            **{name: say(f"frame.labels.{name}") for name in LABELS},
            "code": say("frame.facts.code"),
            "code_note": say("frame.code_note"),
        },
        outcome=outcome(brief),
        data=data(brief),
    )
    return document.model_copy(update={"code": content_code(document)})


def says_the_same(issued: ReportDocument, compared: Compared) -> bool:
    """Whether a comparison issued before says what would be said now."""
    now = assemble_comparison(compared)
    return issued.chapters == now.chapters and issued.cover.firm == now.cover.firm


def _cover(brief: Brief, compared: Compared) -> Cover:
    say, found = brief.say, compared.found
    facts = [
        Fact(label=say(key, name=name), value=_side(side.on, mark))
        for key, name, side, mark in zip(
            ("since.fact_then", "since.fact_now"),
            compared.names,
            (found.before, found.after),
            found.main.marks,
            strict=True,
        )
    ]
    return cover(brief).model_copy(
        update={
            "title": say("since.title"),
            "subtitle": say("since.subtitle"),
            "facts": (*facts, *(one for one in cover(brief).facts if one.label != say("frame.facts.as_of"))),
        }
    )


def _side(on: date, mark: Mark) -> Text:
    score = span_of(mark)
    return wording.joined((wording.day(on), Text(zh=f"{score} 分", en=f"{score} points")), zh=" · ", en=" · ")
