"""Assemble a report: a case in, a frozen bilingual document out. Pure: no web, no database, no clock."""

import hashlib
import json
import string
from collections.abc import Iterator, Mapping
from typing import Any

from app.reports.brief import Brief
from app.reports.cases import Library, Reading, ReportCase
from app.reports.chapters import appendix, cash, frame, initiatives, inventory, miit, policies, profile, roadmap
from app.reports.chapters.changes import changes
from app.reports.chapters.devices import devices
from app.reports.chapters.dimensions import dimensions
from app.reports.chapters.modules import module
from app.reports.chapters.readings import reading
from app.reports.chapters.review import review
from app.reports.chapters.sites import site_scores, sites
from app.reports.chapters.summary import summary
from app.reports.facts.found import outcome
from app.reports.facts.given import data
from app.reports.values import Chapter, ReportDocument
from app.verifications.codes import ALPHABET, in_fours

LATE = ("price", "passport", "edits", "shaping")
"""Parts that came after the first release: left out of the code where a document has none."""
LABELS = ("contents", "table", "open")

__all__ = [
    "Library",
    "Reading",
    "ReportCase",
    "ReportDocument",
    "assemble",
    "canonical",
    "code_of",
    "content_code",
    "content_hash",
    "said",
]


def assemble(case: ReportCase) -> ReportDocument:
    """The whole report, the same chapters, tables and figures in both languages."""
    brief = Brief(case)
    say = brief.say
    document = ReportDocument(
        as_of=case.as_of,
        issue=case.issue,
        brand=case.brand,
        title=say("frame.title"),
        running=say("frame.running", firm=case.company.name),
        cover=frame.cover(brief),
        chapters=_chapters(brief),
        labels={
            **{name: say(f"frame.labels.{name}") for name in LABELS},
            "code": say("frame.facts.code"),
            "code_note": say("frame.code_note"),
            **frame.stamp(brief),
        },
        outcome=outcome(brief),
        data=data(brief),
    )
    return document.model_copy(update={"code": content_code(document)})


def _chapters(brief: Brief) -> tuple[Chapter, ...]:
    chapters = [frame.reading(brief), summary(brief)]

    def number() -> str:
        return str(len(chapters) + 1)

    chapters.append(profile.profile(brief, number()))
    chapters += review(brief, number())
    chapters.append(dimensions(brief, number()))
    if scores := site_scores(brief):
        chapters.append(sites(brief, scores, number()))
    if brief.case.miit:
        chapters.append(miit.miit(brief, brief.case.miit, number()))
    for other in brief.case.others:
        part = brief.case.module_of(other)
        if part:
            chapters.append(module(brief, other, part, number()))
        elif not other.lens.official:
            chapters.append(reading(brief, other, number()))
    chapters.append(inventory.workloads(brief, number()))
    chapters.append(inventory.equipment(brief, number()) if brief.trade.ladder else devices(brief, number()))
    chapters.append(roadmap.roadmap(brief, number()))
    if brief.plan and not brief.plan.clashes:
        chapters.append(initiatives.cards(brief, number()))
        chapters.append(cash.cash(brief, number()))
    chapters.append(policies.policies(brief, number()))
    chapters.append(frame.limits(brief, number()))
    return (*chapters, *_appendix(brief))


def _appendix(brief: Brief) -> Iterator[Chapter]:
    """What backs the report up: it is looked up, not read."""
    letters = iter(string.ascii_uppercase)
    if brief.plan and not brief.plan.clashes:
        if initiatives.later(brief):
            yield initiatives.later_cards(brief, next(letters))
        yield initiatives.rejected(brief, next(letters))
    yield appendix.answers(brief, next(letters))
    yield appendix.sources(brief, next(letters))
    if brief.case.former:
        yield changes(brief, brief.case.former, next(letters))


def said(document: ReportDocument) -> dict[str, Any]:
    """Everything a document says as JSON values, without its code and without the addresses of explanations.

    What a document of an earlier release does not have is left out, so that its code stays what it was.
    """
    absent = {name for name in ("outcome", "data", "issue", "brand") if getattr(document, name) is None}
    if document.version == "1":
        absent |= {"kind", "edition"}
    body: dict[str, Any] = _unexplained(document.model_dump(mode="json", exclude={"code", *absent}))
    return body


def _unexplained(node: Any) -> Any:
    if isinstance(node, dict):
        kept = ((key, value) for key, value in node.items() if value is not None or key not in LATE)
        return {key: _unexplained(value) for key, value in kept if key not in ("why", "miit_why")}
    return [_unexplained(one) for one in node] if isinstance(node, list) else node


def content_code(document: ReportDocument) -> str:
    """Sixteen characters computed from everything the report says; a changed word changes them."""
    body = said(document)
    if document.version == "1":  # its hash was taken of another spelling
        return code_of(hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest())
    return code_of(content_hash(body))


def canonical(body: Mapping[str, Any]) -> bytes:
    """JSON values in the one spelling a hash is taken of: keys sorted, no spaces, whole numbers without a point."""
    whole = _whole(body)
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _whole(node: Any) -> Any:
    """30.0 as 30: other languages write it so, and are to come to the same hash."""
    if isinstance(node, dict):
        return {key: _whole(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_whole(one) for one in node]
    return int(node) if isinstance(node, float) and node.is_integer() else node


def content_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 over what a document says, in hexadecimal."""
    return hashlib.sha256(canonical(body)).hexdigest()


def code_of(digest: str) -> str:
    """The first eighty bits of a content hash as people read them aloud."""
    number = int(digest[:20], 16)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return in_fours(letters)
