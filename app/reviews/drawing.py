"""Drawing the desk, and one answer of it anew after a verdict. For views."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _

from app.assessments.models import AssessmentState
from app.assessments.posing import Posed
from app.assessments.queries import catalogue
from app.content.catalogue import MAIN
from app.kit.db import Scope, database
from app.kit.i18n import lang
from app.reviews.bench import Bench
from app.reviews.judging import FLAGS, Item, Place, raw_answer_of, raw_verdict_of
from app.reviews.models import LibraryFinding
from app.reviews.queries import get_finding, list_findings
from app.reviews.wording import FLAGS as FLAG_WORDS
from app.reviews.wording import VERDICTS
from app.tenants.access import Actor

TONES = {
    "contradiction": "bad",
    "jump": "warn",
    "no-evidence": "warn",
    "unknown": "",
    "changed": "accent",
    "asked": "accent",
}


def posed_of(item: Item, typed: Any = None) -> Posed:
    """The form to adjust an answer: what it was adjusted to, else what the firm said."""
    raw = typed if typed is not None else raw_verdict_of(item.verdict) or raw_answer_of(item.row)
    stated = isinstance(raw, dict) and "state" in raw
    return Posed(site=item.site, name=item.site_name, raw=None if stated else raw, state=raw["state"] if stated else "")


def _words() -> dict[str, Any]:
    return {
        "flag_words": FLAG_WORDS,
        "flag_tones": TONES,
        "verdict_words": VERDICTS,
        "posed_of": posed_of,
    }


def draw_desk(
    bench: Bench, actor: Actor, mine: tuple[UUID | None, list[LibraryFinding]], changed: dict[str, Any] | None
) -> str:
    """The whole page. mine: the reader's provider and its findings; changed: what came back with a fault, by answer."""
    provider_id, findings = mine
    review = bench.review
    holds = review is not None and review.consultant_id == actor.user_id and review.provider_id == provider_id
    elsewhere = review is not None and review.provider_id not in (None, provider_id)
    return render_template(
        "reviews/desk.html",
        bench=bench,
        assessment=bench.assessment,
        firm=bench.assessment.company.name,
        counts=bench.counts,
        flags=FLAGS,
        holds=holds,
        may_judge=holds and bench.assessment.state in (AssessmentState.IN_REVIEW, AssessmentState.SUBMITTED),
        elsewhere=elsewhere,
        findings_for=lambda item: findings_for(item, findings),
        findings=findings,
        changed=changed or {},
        told={"saving": _("Saving…"), "saved": _("Saved"), "lost": _("Not saved: no connection. Try again.")},
        **_words(),
    )


def draw_item(bench: Bench, place: Place, findings: list[LibraryFinding]) -> dict[str, Any]:
    """One answer and the numbers above, for a script."""
    item = bench.item(*place)
    offered = {"findings_for": lambda one: findings_for(one, findings), "may_judge": True, "changed": {}}
    shown = {"bench": bench, "assessment": bench.assessment, "counts": bench.counts, **_words(), **offered}
    return {
        "item": render_template("reviews/_item.html", item=item, **shown),
        "progress": render_template("reviews/_progress.html", **shown),
        "left": render_template("reviews/_left.html", **shown),
    }


def library_of(provider_id: UUID | None) -> list[LibraryFinding]:
    """The findings a reviewer is offered."""
    if provider_id is None:
        return []
    with database().reading(Scope.tenant(provider_id)) as session:
        return list(list_findings(session, provider_id))


def quoted(provider_id: UUID, finding_id: UUID | None) -> str:
    """A finding chosen in place of a text, for whoever has no script to insert it; empty without one."""
    if finding_id is None:
        return ""
    with database().reading(Scope.tenant(provider_id)) as session:
        finding = get_finding(session, provider_id, finding_id)
    return finding.zh if lang() == "zh" else finding.en


def findings_for(item: Item, findings: list[LibraryFinding]) -> list[LibraryFinding]:
    """Those that fit an answer: of its question first, then of its dimension, then those for any."""
    places = [item.question.id, *dimensions_of(item.question.id), ""]
    fitting = [one for one in findings if one.place in places]
    return sorted(fitting, key=lambda one: places.index(one.place))


def dimensions_of(question: str) -> list[str]:
    """The dimensions of our own lens a question counts in."""
    return [place for place, _title, questions in _dimensions() if question in questions]


def _dimensions() -> list[tuple[str, Any, frozenset[str]]]:
    return _dimensions_of(catalogue().edition)


@lru_cache(maxsize=2)
def _dimensions_of(_edition: str) -> list[tuple[str, Any, frozenset[str]]]:
    found: dict[str, tuple[str, Any, frozenset[str]]] = {}
    for trade in catalogue().industries:
        instrument = catalogue().instrument(trade)
        lens = next(one for one in catalogue().lenses_for(instrument) if one.id == MAIN)
        for one in lens.dimensions:
            questions = frozenset(read.question for part in one.capabilities for read in part.reads)
            known = found.get(one.id, (one.id, one.title, frozenset()))
            found[one.id] = (one.id, one.title, known[2] | questions)
    return list(found.values())


def library_places() -> list[tuple[str, str]]:
    """Where a finding may be offered: anywhere, at a dimension, or at one question."""
    places = [("", _("Any question"))]
    places += [(id, _("Dimension: %(title)s", title=title.get(lang()))) for id, title, _questions in _dimensions()]
    seen: dict[str, str] = {}
    for trade in catalogue().industries:
        for question in catalogue().instrument(trade).questions:
            seen.setdefault(question.id, question.text.get(lang()))
    return places + [(id, text[:80]) for id, text in seen.items()]
