"""What a comparison says in words: the answers behind a movement, scores with their spans, changes with their signs."""

from dataclasses import dataclass
from fractions import Fraction

from app.content.answers import Answer
from app.content.schema import Question
from app.kit.text import Text
from app.reports import wording
from app.reports.comparing import Comparison, Side
from app.scoring.explaining import apportion
from app.scoring.values import Mark, TraceLine

NAMED = 2
"""Sites named where several say the same."""
NOT_ASKED = Text(zh="没有问到", en="Not asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One answer in words, then and now, and the points it brought."""

    question: Question
    capability: Text
    before: Text
    after: Text
    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Every changed answer; with `reweighed` and `rest` they add up to `total`, as shown."""

    rows: tuple[Moved, ...]
    reweighed: Fraction
    rest: Fraction
    total: Fraction


def tell_changes(found: Comparison) -> Behind:
    """What stands behind the movement of the main lens."""
    changes = found.changes
    *shown, reweighed, rest = apportion([*(one.points for one in changes.answers), changes.reweighed, changes.rest])
    titles = {one.id: one.title for part in found.main.after.dimensions for one in part.capabilities}
    sides = (found.before, found.after)
    questions = {one.id: one for side in sides for one in side.filling.instrument.questions}
    rows = tuple(
        Moved(
            question=questions[one.question],
            capability=titles.get(one.capability, questions[one.question].text),
            before=_answer(found.before, one.question, one.before),
            after=_answer(found.after, one.question, one.after),
            points=points,
        )
        for one, points in zip(changes.answers, shown, strict=True)
        if one.question in questions
    )
    return Behind(rows=rows, reweighed=reweighed, rest=rest, total=sum(shown, Fraction(0)) + reweighed + rest)


def _answer(side: Side, question: str, line: TraceLine | None) -> Text:
    asked = next((one for one in side.filling.instrument.questions if one.id == question), None)
    if asked is None or line is None or line.why == "not_asked":
        return NOT_ASKED
    answer = side.filling.sheet.answer(question)
    return _by_sites(asked, answer, side) if answer.sites else wording.answer_text(asked, answer)


def _by_sites(question: Question, answer: Answer, side: Side) -> Text:
    """Sites that say the same said together: with a dozen of them an answer would fill a page."""
    names, alike = side.filling.site_names(question), dict[Text, list[str]]()
    for id, part in answer.sites.items():
        alike.setdefault(wording.answer_text(question, part), []).append(names.get(id, id))
    if len(alike) == 1 and len(answer.sites) > 1:
        (said,) = alike
        return Text(zh=f"各处都是：{said.zh}", en=f"Everywhere: {said.en}")
    return wording.joined(_together(sites, said) for said, sites in alike.items())


def _together(sites: list[str], said: Text) -> Text:
    rest = len(sites) - NAMED
    zh, en = "、".join(sites[:NAMED]), ", ".join(sites[:NAMED])
    if rest > 0:
        zh, en = f"{zh}等 {len(sites)} 处", f"{en} and {rest} more"
    return Text(zh=f"{zh}：{said.zh}", en=f"{en}: {said.en}")


def span_of(mark: Mark) -> str:
    """A score with one decimal, or from where to where it may be while answers are missing."""
    if mark.score is None:
        return "–"
    if mark.coverage < 1 and mark.at_least != mark.at_most:
        return f"{wording.decimal(mark.at_least)}–{wording.decimal(mark.at_most)}"
    return wording.decimal(mark.score)


def signed(value: Fraction, digits: int = 1) -> str:
    """A change with its sign; nothing is ±0."""
    text = wording.decimal(abs(value), digits)
    if text == "0":
        return "±0"
    return f"{'+' if value > 0 else '−'}{text}"
