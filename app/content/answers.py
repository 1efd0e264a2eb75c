"""Answer sheets: raw answers become valid values, or faults that name the field."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.content.firm import Company
from app.content.schema import Instrument, Kind, Question
from app.kit.text import Text
from app.kit.words import UncleanText, canonical, shown

MAX_COUNT = 10_000_000
MAX_NUMBER = 1e15


class AnswerState(StrEnum):
    """Four different things, never confused."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ShareValue:
    """Part of total, e.g. 3 of 20 machines."""

    part: int
    total: int

    @property
    def fraction(self) -> Fraction:
        """part / total; 0 of 0 counts as 0."""
        return Fraction(self.part, self.total) if self.total else Fraction(0)


Value = str | tuple[str, ...] | Fraction | ShareValue | int | Mapping[str, int]
"""single, text: str. multiple: option ids. number: Fraction. share: ShareValue. scale: int. table: row id -> int."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `sites` holds one answer a site where the question is asked per site."""

    state: AnswerState
    value: Value | None = None
    sites: Mapping[str, "Answer"] = field(default_factory=dict)
    evidence: int = 0
    """How many pieces of evidence support it."""
    prefilled: bool = False
    """Carried over from a shorter questionnaire and not yet confirmed."""


UNANSWERED = Answer(state=AnswerState.UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSheet:
    """All answers of one filling of one instrument edition, keyed by question id."""

    instrument: str
    version: str
    answers: Mapping[str, Answer]

    def answer(self, question: str) -> Answer:
        """The answer to a question, `UNANSWERED` when there is none."""
        return self.answers.get(question, UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong in an input: where (JSON path or file:line) and what, in both languages."""

    path: str
    message: Text


PATH_LIMIT = 200
TEXT_LIMIT = 4000

WRONG = {
    Kind.SINGLE: Text(zh="应为一个选项编号，现为 {value}。", en="Give one option id; found {value}."),
    Kind.MULTIPLE: Text(zh="应为选项编号的列表，现为 {value}。", en="Give a list of option ids; found {value}."),
    Kind.NUMBER: Text(zh="应为数字，现为 {value}。", en="Give a number; found {value}."),
    Kind.SHARE: Text(
        zh='应写作 {{"part": 3, "total": 20}}，现为 {value}。', en='Give {{"part": 3, "total": 20}}; found {value}.'
    ),
    Kind.SCALE: Text(zh="应为整数，现为 {value}。", en="Give a whole number; found {value}."),
    Kind.TABLE: Text(zh='应写作 {{"行编号": 3}}，现为 {value}。', en='Give {{"row id": 3}}; found {value}.'),
    Kind.TEXT: Text(zh="应为文字，现为 {value}。", en="Give text; found {value}."),
}
ANSWERS_TYPE = Text(
    zh="answers 应为“题目编号: 答案”，现为 {value}。", en="answers must map question ids to answers; found {value}."
)
NO_QUESTION = Text(zh="问卷里没有题目“{id}”。{hint}", en='The questionnaire has no question "{id}".{hint}')
NO_OPTION = Text(zh="没有选项“{id}”，应为 {known} 之一。", en='There is no option "{id}"; use one of {known}.')
NO_ROW = Text(zh="没有行“{id}”，应为 {known} 之一。", en='There is no row "{id}"; use one of {known}.')
NO_ROWS = Text(zh="还缺这些行：{missing}。", en="These rows are still missing: {missing}.")
NO_SITE = Text(
    zh="公司没有厂区或门店“{id}”，应为 {known} 之一。", en='The firm has no site "{id}"; use one of {known}.'
)
NO_SITES = Text(zh="此题不按厂区或门店分别作答。", en="This question is not answered site by site.")
TWICE = Text(zh="选项“{id}”重复。", en='Option "{id}" is given twice.')
ALONE = Text(zh="“{id}”不能与其他选项同选。", en='"{id}" cannot be combined with other options.')
EMPTY = Text(zh="一个也没选：如未作答请留空（null）。", en="Nothing is chosen; leave it null if unanswered.")
RANGE = Text(zh="{value} 超出范围，应在 {low} 到 {high} 之间。", en="{value} is out of range; give {low} to {high}.")
FLAG = Text(zh="应为 true 或 false，现为 {value}。", en="Give true or false; found {value}.")
COUNT = Text(zh="应为不小于 0 的整数，现为 {value}。", en="Give a whole number, 0 or more; found {value}.")
TOO_MANY = Text(zh="部分（{part}）不能大于总数（{total}）。", en="The part ({part}) cannot exceed the total ({total}).")
NO_STATE = Text(
    zh="不认识状态“{state}”，应为 dont_know 或 not_applicable。",
    en='"{state}" is not a state; use dont_know or not_applicable.',
)
NOT_ALLOWED = Text(zh="此题不接受“{state}”。", en='This question does not accept "{state}".')
BOTH = Text(
    zh="“{state}”与答案自相矛盾，请只保留一个。", en='A value and the state "{state}" contradict each other; keep one.'
)
UNKNOWN_FIELD = Text(zh="不认识字段“{id}”。", en='"{id}" is not a known field here.')
HINT = Text(zh="是不是“{near}”？", en=' Did you mean "{near}"?')
NO_HINT = Text(zh="请检查拼写。", en=" Check its spelling.")
MORE = Text(zh="错误太多，其余不再列出。", en="There are too many faults; the others are not listed.")


class Wrong(Exception):
    """One value that does not fit; `path` is relative to its answer."""

    def __init__(self, message: Text, path: str = "") -> None:
        super().__init__(message.en)
        self.message = message
        self.path = path


def parse_answers(
    instrument: Instrument, raw: Any, company: Company, at: str = "answers"
) -> tuple[AnswerSheet, list[Fault]]:
    """Raw answers (JSON values by question id) as a sheet, and every fault. Faulty answers are left out."""
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    if not isinstance(raw, dict):
        faults.append(Fault(path=at, message=ANSWERS_TYPE.format(value=shown(raw))))
        raw = {}
    questions = {question.id: question for question in instrument.questions}
    for name, value in raw.items():
        path = f"{at}.{shown(name, 80)}"
        if name not in questions:
            faults.append(Fault(path=path, message=NO_QUESTION.format(id=shown(name), hint=_hint(name, questions))))
            continue
        try:
            answer = read_answer(questions[name], value, company)
        except Wrong as wrong:
            faults.append(Fault(path=path + wrong.path, message=wrong.message))
            continue
        if answer is not UNANSWERED:
            answers[name] = answer
    if len(faults) > PATH_LIMIT:
        faults = [*faults[:PATH_LIMIT], Fault(path=at, message=MORE)]
    return AnswerSheet(instrument=instrument.id, version=instrument.version, answers=answers), faults


def _hint(name: object, known: Iterable[str]) -> Text:
    near = difflib.get_close_matches(str(name)[:80], list(known), n=1)
    return HINT.format(near=near[0]) if near else NO_HINT


def read_answer(question: Question, raw: Any, company: Company) -> Answer:
    """One raw answer (null = unanswered) as a value. Raises Wrong with a relative path."""
    if raw is None:
        return UNANSWERED
    if isinstance(raw, dict) and "sites" in raw:
        return _read_sites(question, raw, company)
    if isinstance(raw, dict) and ("state" in raw or "value" in raw):
        return _read_stated(question, raw)
    return _answered(question, raw, 0)


def _answered(question: Question, raw: Any, evidence: int) -> Answer:
    value = _READ[question.kind](question, raw)
    return UNANSWERED if value == "" else Answer(state=AnswerState.ANSWERED, value=value, evidence=evidence)


def _read_stated(question: Question, raw: dict[str, Any]) -> Answer:
    _known_fields(raw, ("state", "value", "evidence", "prefilled"))
    answer = _stated(question, raw, _count(raw.get("evidence", 0), ".evidence"))
    prefilled = raw.get("prefilled", False)
    if not isinstance(prefilled, bool):
        raise Wrong(FLAG.format(value=shown(prefilled)), ".prefilled")
    return replace(answer, prefilled=True) if prefilled and answer is not UNANSWERED else answer


def _stated(question: Question, raw: dict[str, Any], evidence: int) -> Answer:
    state, value = raw.get("state", "answered"), raw.get("value")
    if state in ("dont_know", "not_applicable"):
        if value is not None:
            raise Wrong(BOTH.format(state=state), ".state")
        if not getattr(question.allow, state):
            raise Wrong(NOT_ALLOWED.format(state=state), ".state")
        return Answer(state=AnswerState(state), evidence=evidence)
    if state == "unanswered" and value is not None:
        raise Wrong(BOTH.format(state=state), ".state")
    if state not in ("answered", "unanswered"):
        raise Wrong(NO_STATE.format(state=shown(state)), ".state")
    if value is None:
        return UNANSWERED
    try:
        return _answered(question, value, evidence)
    except Wrong as wrong:
        raise Wrong(wrong.message, ".value" + wrong.path) from None


def _read_sites(question: Question, raw: dict[str, Any], company: Company) -> Answer:
    if question.per != "site":
        raise Wrong(NO_SITES, ".sites")
    _known_fields(raw, ("sites", "evidence"))
    if not isinstance(raw["sites"], dict):
        raise Wrong(WRONG[Kind.TABLE].format(value=shown(raw["sites"])), ".sites")
    known = [site.id for site in company.sites_of(question.at)]
    answers: dict[str, Answer] = {}
    for name, value in raw["sites"].items():
        path = f".sites.{shown(name)}"
        if name not in known:
            raise Wrong(NO_SITE.format(id=shown(name), known=", ".join(known) or "-"), path)
        if isinstance(value, dict) and "sites" in value:
            raise Wrong(NO_SITES, path + ".sites")
        try:
            answers[name] = read_answer(question, value, company)
        except Wrong as wrong:
            raise Wrong(wrong.message, path + wrong.path) from None
    return combine_sites(answers, _count(raw.get("evidence", 0), ".evidence"))


def combine_sites(sites: Mapping[str, Answer], evidence: int = 0) -> Answer:
    """Answers by site as one: answered if any site is, else don't know if any is, else not applicable if all are."""
    states = {answer.state for answer in sites.values()}
    for state in (AnswerState.ANSWERED, AnswerState.DONT_KNOW):
        if state in states:
            return Answer(state=state, sites=dict(sites), evidence=evidence)
    if states == {AnswerState.NOT_APPLICABLE}:
        return Answer(state=AnswerState.NOT_APPLICABLE, sites=dict(sites), evidence=evidence)
    return UNANSWERED


def _known_fields(raw: dict[str, Any], known: tuple[str, ...]) -> None:
    for name in raw:
        if name not in known:
            raise Wrong(UNKNOWN_FIELD.format(id=shown(name)), f".{shown(name)}")


def _count(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise Wrong(COUNT.format(value=shown(value)), path)
    return value


def _read_single(question: Question, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Wrong(WRONG[Kind.SINGLE].format(value=shown(raw)))
    for option in question.options:
        if option.id == raw:
            return option.id
    raise Wrong(NO_OPTION.format(id=shown(raw), known=", ".join(option.id for option in question.options)))


def _read_multiple(question: Question, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise Wrong(WRONG[Kind.MULTIPLE].format(value=shown(raw)))
    if not raw:
        raise Wrong(EMPTY)
    options = {option.id: option for option in question.options}
    chosen: set[str] = set()
    for index, item in enumerate(raw):
        if not isinstance(item, str) or item not in options:
            raise Wrong(NO_OPTION.format(id=shown(item), known=", ".join(options)), f"[{index}]")
        if item in chosen:
            raise Wrong(TWICE.format(id=item), f"[{index}]")
        chosen.add(item)
    for item in chosen:
        if options[item].exclusive and len(chosen) > 1:
            raise Wrong(ALONE.format(id=item))
    return tuple(id for id in options if id in chosen)


def _read_number(question: Question, raw: Any) -> Fraction:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not _finite(raw):
        raise Wrong(WRONG[Kind.NUMBER].format(value=shown(raw)))
    value = Fraction(raw) if isinstance(raw, int) else Fraction(repr(round(raw, 6)))
    _in_range(value, question, raw)
    return value


def _finite(raw: int | float) -> bool:
    return abs(raw) < MAX_NUMBER


def _in_range(value: Fraction | int, question: Question, raw: Any) -> None:
    low, high = question.min, question.max
    if (low is not None and value < low) or (high is not None and value > high):
        ends = {key: "…" if end is None else _plain(end) for key, end in (("low", low), ("high", high))}
        raise Wrong(RANGE.format(value=shown(raw), **ends))


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _read_share(question: Question, raw: Any) -> ShareValue:
    if not isinstance(raw, dict) or set(raw) != {"part", "total"}:
        raise Wrong(WRONG[Kind.SHARE].format(value=shown(raw)))
    part, total = _count(raw["part"], ".part"), _count(raw["total"], ".total")
    if part > total:
        raise Wrong(TOO_MANY.format(part=part, total=total), ".part")
    return ShareValue(part, total)


def _read_scale(question: Question, raw: Any) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise Wrong(WRONG[Kind.SCALE].format(value=shown(raw)))
    _in_range(raw, question, raw)
    return raw


def _read_table(question: Question, raw: Any) -> dict[str, int]:
    if not isinstance(raw, dict):
        raise Wrong(WRONG[Kind.TABLE].format(value=shown(raw)))
    rows = [row.id for row in question.rows]
    for name in raw:
        if name not in rows:
            raise Wrong(NO_ROW.format(id=shown(name), known=", ".join(rows)), f".{shown(name)}")
    missing = [name for name in rows if raw.get(name) is None]
    if missing:
        raise Wrong(NO_ROWS.format(missing=", ".join(missing)))
    values: dict[str, int] = {}
    for name in rows:
        try:
            values[name] = _read_scale(question, raw[name])
        except Wrong as wrong:
            raise Wrong(wrong.message, f".{name}") from None
    return values


def _read_text(question: Question, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Wrong(WRONG[Kind.TEXT].format(value=shown(raw)))
    try:
        return canonical(raw, limit=TEXT_LIMIT)
    except UncleanText as unclean:
        raise Wrong(unclean.message) from None


_READ: Mapping[Kind, Callable[[Question, Any], Value]] = {
    Kind.SINGLE: _read_single,
    Kind.MULTIPLE: _read_multiple,
    Kind.NUMBER: _read_number,
    Kind.SHARE: _read_share,
    Kind.SCALE: _read_scale,
    Kind.TABLE: _read_table,
    Kind.TEXT: _read_text,
}


def raw_answer(answer: Answer) -> Any:
    """The JSON value that `read_answer` turns back into this answer; None when unanswered."""
    if answer.sites:
        body: dict[str, Any] = {"sites": {name: raw_answer(one) for name, one in answer.sites.items()}}
    elif answer.state is AnswerState.UNANSWERED:
        return None
    elif answer.state is not AnswerState.ANSWERED:
        body = {"state": answer.state.value}
    else:
        value = _raw_value(answer.value)
        if not (answer.evidence or answer.prefilled):
            return value
        body = {"value": value}
    body |= {"evidence": answer.evidence} if answer.evidence else {}
    return body | ({"prefilled": True} if answer.prefilled else {})


def _raw_value(value: Value | None) -> Any:
    if isinstance(value, ShareValue):
        return {"part": value.part, "total": value.total}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return dict(value) if isinstance(value, Mapping) else value
