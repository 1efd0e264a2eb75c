"""What pages show of evidence: the files under a question, all files of an assessment, how well answers are backed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import ngettext

from app.assessments.filling import Draft, Filling
from app.assessments.models import OPEN_STATES, Assessment
from app.assessments.queries import list_modules
from app.content.answers import AnswerState
from app.content.schema import Question
from app.evidence.models import Evidence
from app.evidence.wording import KINDS, megabytes, say_size
from app.kit.i18n import lang
from app.kit.intake.values import Kind
from app.tenants.access import Actor
from app.tenants.models import Role

SCHOOLS = frozenset({"education"})
"""Questionnaires whose photos may show children."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file on a page."""

    file: Evidence
    about: str
    """Kind and size, and the site it is about."""
    may_remove: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The files under one question. `sites`: id -> name where the question is asked per site."""

    items: tuple[Item, ...]
    may_add: bool
    url: str
    sites: Mapping[str, str]
    school: bool
    most: str
    hint: str

    @property
    def count(self) -> str:
        """How many files there are, in words."""
        return str(ngettext("%(num)s file", "%(num)s files", len(self.items))) if self.items else ""


@dataclass(frozen=True, slots=True)
class Backing:
    """How many of the answered questions carry at least one file."""

    backed: int
    answered: int


def is_school(assessment: Assessment | Draft) -> bool:
    """Whether children may be in the pictures."""
    return assessment.instrument_key in SCHOOLS


def lay_out(
    assessment: Assessment | Draft, question: Question, filling: Filling, files: Iterable[Evidence], *, actor: Actor
) -> Shelf:
    """The shelf of one question as this person may use it."""
    sites = {} if question.per == "firm" else filling.site_names(question)
    is_open = assessment.state in OPEN_STATES and actor.may("answer")
    items = (
        Item(
            file=one,
            about=_about(one, sites),
            may_remove=is_open and (actor.role is Role.OWNER or one.added_by_id == actor.user_id),
        )
        for one in files
    )
    return Shelf(
        items=tuple(items),
        may_add=is_open,
        url=url_for("evidence.keep", assessment_id=assessment.id, question_id=question.id),
        sites=sites,
        school=is_school(assessment),
        most=megabytes(current_app.config["SETTINGS"].evidence_file),
        hint=question.evidence.get(lang()) if question.evidence else "",
    )


def group_files(filling: Filling, files: Iterable[Evidence]) -> list[tuple[Question, list[Item]]]:
    """Files by question, in the order of the questionnaire and its modules; questions without files are left out."""
    by_question: dict[str, list[Evidence]] = {}
    for one in files:
        by_question.setdefault(one.question_key, []).append(one)
    groups = []
    for part in (filling, *list_modules(filling)):
        for question in part.instrument.questions:
            sites = {} if question.per == "firm" else part.site_names(question)
            found = by_question.get(question.id, [])
            items = [Item(file=one, about=_about(one, sites), may_remove=False) for one in found]
            groups += [(question, items)] if items else []
    return groups


def measure_backing(filling: Filling, counts: Mapping[tuple[str, str], int]) -> Backing:
    """Of the questions answered in the trade's own questionnaire, how many carry a file."""
    answered = {key for key, state in filling.states.items() if state != AnswerState.UNANSWERED}
    return Backing(len(answered & {question for question, _site in counts}), len(answered))


def _about(file: Evidence, sites: Mapping[str, str]) -> str:
    parts = (sites.get(file.site_key, ""), KINDS[Kind(file.kind)].get(lang()), say_size(file.size))
    return " · ".join(part for part in parts if part)
