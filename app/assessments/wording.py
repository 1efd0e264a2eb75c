"""States, progress and answers as people read them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments.filling import Progress
from app.content.schema import Kind, Question
from app.kit.text import Lang

ANSWER_STATES: Mapping[str, Any] = {
    "unanswered": _l("not answered yet"),
    "answered": _l("answered"),
    "dont_know": _l("don't know"),
    "not_applicable": _l("does not apply"),
}

ASSESSMENT_STATES: Mapping[str, Any] = {
    "draft": _l("Being filled in"),
    "submitted": _l("Submitted"),
    "in-review": _l("In review"),
    "changes-requested": _l("Changes requested"),
    "signed-off": _l("Signed off"),
    "archived": _l("Archived"),
}


def say_progress(progress: Progress) -> str:
    """How far it is, honestly: questions may still appear or vanish."""
    if progress.answered >= progress.asked:
        return str(_("All %(asked)s questions done", asked=progress.asked))
    numbers = {"answered": progress.answered, "asked": progress.asked, "minutes": progress.minutes}
    return str(_("%(answered)s of about %(asked)s, %(minutes)s min left", **numbers))


def say_answer(question: Question, raw: Any, lang: Lang) -> str:
    """An answer in sheet form as one line."""
    if raw is None:
        return str(ANSWER_STATES["unanswered"])
    if isinstance(raw, dict) and "state" in raw:
        return str(ANSWER_STATES.get(raw["state"], raw["state"]))
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        chosen = {raw} if isinstance(raw, str) else set(raw)
        joint = "；" if lang == "zh" else "; "
        return joint.join(option.text.get(lang) for option in question.options if option.id in chosen)
    if question.kind is Kind.SHARE:
        return f"{raw['part']} / {raw['total']}"
    if question.kind is Kind.TABLE:
        given = ((row, raw[row.id]) for row in question.rows if row.id in raw)
        joint = "，" if lang == "zh" and question.steps else ", "
        return joint.join(f"{row.text.get(lang)} {_step(question, value, lang)}" for row, value in given)
    unit = f" {question.unit.get(lang)}" if question.unit else ""
    return f"{raw}{unit}"


def _step(question: Question, value: Any, lang: Lang) -> str:
    named = question.step(value) if isinstance(value, int) else None
    return named.get(lang) if named else str(value)
