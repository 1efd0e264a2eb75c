"""The questionnaire as a workbook to fill in, and a faulty one marked where it is to be mended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.content.schema import Kind, Question
from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Rule, Shaped, Sheet, write_workbook
from app.reports.conditions import say_condition
from app.workbooks.layout import LINED, Line, Part, Slot
from app.workbooks.wording import BELOW, EXAMPLE, GUIDE, HEADS, ONLY, RANGE, TICK, TITLE, TO_MEND, YES

WIDTHS = {"number": 6, "question": 46, "site": 14, "answer": 40, "unit": 9, "note": 26, "help": 48}
INDENT = "    "
MOST = 10_000_000
Told = str | int | float | bool | None
Numbers = Mapping[str, tuple[int, Question]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a faulty file held: cells as they came, its own stamps, what is wrong, and rows that are nobody's."""

    cells: Mapping[str, Sequence[Any]]
    """key -> answer and note."""
    stamps: Mapping[str, str]
    faults: Mapping[str, str]
    strange: Sequence[tuple[Sequence[Any], str]] = ()


@dataclass(slots=True)
class _Draft:
    """A sheet being drawn."""

    rows: list[list[Cell]] = field(default_factory=list)
    rules: dict[tuple[int, int], Rule] = field(default_factory=dict)
    remarks: dict[tuple[int, int], str] = field(default_factory=dict)


def draw_questionnaire(
    parts: Sequence[Part], lang: Lang, *, at: datetime, marked: Sequence[Marks | None] = ()
) -> bytes:
    """A sheet for each part, with what stands now filled in, and a guide. marked: a part's own, to be mended."""
    firm = parts[0].filling.company.name
    number = {one.id: (at, one) for at, one in enumerate(_questions(parts), 1)}
    marks = marked or [None] * len(parts)
    sheets = [_sheet(part, number, lang, mark) for part, mark in zip(parts, marks, strict=True)]
    return write_workbook([*sheets, _guide(parts[0], lang)], title=f"{TITLE.get(lang)} · {firm}", at=at, lang=lang)


def _questions(parts: Sequence[Part]) -> Iterator[Question]:
    for part in parts:
        yield from part.filling.instrument.questions


def _names(part: Part) -> list[str]:
    return [name for name in WIDTHS if name != "site" or part.by_site]


def _sheet(part: Part, numbers: Numbers, lang: Lang, marks: Marks | None) -> Sheet:
    names, draft = _names(part), _Draft()
    for slot in part.slots:
        _draw_slot(draft, slot, _Look(names, numbers, lang, marks))
    for cells, why in marks.strange if marks else ():
        held = dict(zip(("question", "answer", "note"), cells, strict=True))
        draft.rows.append(["", "", *(_back(held.get(name)) for name in names), why])
    columns = [
        Column(title=part.mark, hidden=True),
        Column(title="#", hidden=True),
        *(
            Column(
                title=HEADS[name].get(lang), width=WIDTHS[name], shape="text" if name in ("number", "unit") else "long"
            )
            for name in names
        ),
    ]
    if marks:
        columns.append(Column(title=TO_MEND.get(lang), width=44, shape="long"))
    title = part.filling.instrument.title.get(lang)
    return Sheet(
        name=title, columns=columns, rows=draft.rows, rules=draft.rules, remarks=draft.remarks, kept=4, ready=True
    )


@dataclass(frozen=True, slots=True)
class _Look:
    names: list[str]
    numbers: Numbers
    lang: Lang
    marks: Marks | None

    @property
    def answer(self) -> int:
        """The column of answers."""
        return self.names.index("answer") + 2

    def told(self, key: str, answer: Told, note: Told) -> tuple[Told, Told]:
        """What the faulty file said, else what stands."""
        if self.marks is None:
            return answer, note
        cells = self.marks.cells.get(key, (None, None))
        return _back(cells[0]), _back(cells[1])


def _draw_slot(draft: _Draft, slot: Slot, look: _Look) -> None:
    number, question = look.numbers[slot.question.id][0], slot.question
    told = look.told(slot.key, _head_cell(slot, look.lang), slot.note or None)
    help_text = _help(question, look)
    stamp = look.marks.stamps.get(slot.key, "") if look.marks else slot.stamp
    cells: dict[str, Cell] = {
        "number": str(number),
        "question": Shaped(question.text.get(look.lang), "strong"),
        "site": slot.site_name,
        "answer": _entry(told[0]) if slot.states or question.kind not in LINED else told[0],
        "unit": question.unit.get(look.lang) if question.unit and question.kind not in LINED else None,
        "note": _entry(told[1]),
        "help": help_text,
    }
    _add(draft, look, [slot.key, stamp], cells)
    _rule(draft, look, _head_rule(slot, look.lang))
    if question.kind not in LINED:
        return
    for line in slot.lines:
        key = slot.line_key(line)
        answer, _note = look.told(key, _line_cell(slot, line, look.lang), None)
        cells = {
            "question": INDENT + line.text.get(look.lang),
            "site": slot.site_name,
            "answer": _entry(answer),
            "unit": question.unit.get(look.lang) if question.unit else None,
        }
        _add(draft, look, [key, ""], cells)
        _rule(draft, look, _line_rule(slot, look.lang))


def _add(draft: _Draft, look: _Look, hidden: Sequence[str], cells: Mapping[str, Cell]) -> None:
    why = look.marks.faults.get(hidden[0], "") if look.marks else ""
    if why:
        draft.remarks[len(draft.rows), look.answer] = why
    row: list[Cell] = [*hidden, *(cells.get(name) for name in look.names)]
    draft.rows.append([*row, why or None] if look.marks else row)


def _entry(cell: Told) -> Shaped:
    """A cell to fill in."""
    return Shaped(cell, "entry")


def _rule(draft: _Draft, look: _Look, rule: Rule | None) -> None:
    if rule is not None:
        draft.rules[len(draft.rows) - 1, look.answer] = rule


# -- what a cell holds and takes --------------------------------------------------------------------------------------


def _head_cell(slot: Slot, lang: Lang) -> Told:
    raw, question = slot.raw, slot.question
    if isinstance(raw, dict) and "state" in raw:
        return slot.states[raw["state"]].get(lang) if raw["state"] in slot.states else None
    if raw is None or question.kind in LINED:
        return None
    if question.kind is Kind.SINGLE:
        return next((one.text.get(lang) for one in question.options if one.id == raw), None)
    step = question.step(raw) if isinstance(raw, int) else None
    return step.get(lang) if step else raw


def _line_cell(slot: Slot, line: Line, lang: Lang) -> Told:
    raw, question = slot.raw, slot.question
    if raw is None or (isinstance(raw, dict) and "state" in raw):
        return None
    if question.kind is Kind.MULTIPLE:
        return YES.get(lang) if line.id in raw else None
    value = raw.get(line.id)
    step = question.step(value) if isinstance(value, int) else None
    return step.get(lang) if step else value


def _head_rule(slot: Slot, lang: Lang) -> Rule | None:
    question, states = slot.question, [one.get(lang) for one in slot.states.values()]
    if question.kind is Kind.SINGLE:
        return Rule(choices=(*(one.text.get(lang) for one in question.options), *states))
    if question.steps:
        return Rule(choices=(*(one.get(lang) for one in question.steps), *states))
    if question.kind in LINED:
        return Rule(choices=tuple(states)) if states else None
    if question.kind in (Kind.NUMBER, Kind.SCALE) and not states:
        return _number_rule(question)
    return None


def _line_rule(slot: Slot, lang: Lang) -> Rule:
    if slot.question.kind is Kind.MULTIPLE:
        return Rule(choices=(YES.get(lang),))
    if slot.question.steps:
        return Rule(choices=tuple(one.get(lang) for one in slot.question.steps))
    return Rule(high=MOST) if slot.question.kind is Kind.SHARE else _number_rule(slot.question)


def _number_rule(question: Question) -> Rule:
    low, high = question.min, question.max
    return Rule(
        whole=question.kind is not Kind.NUMBER,
        low=float(low) if low is not None else 0,
        high=float(high) if high is not None else None,
    )


def _help(question: Question, look: _Look) -> str:
    said: list[Text] = [question.help, EXAMPLE.format(text=question.example)]
    if question.when is not None:
        said.insert(0, ONLY.format(text=say_condition(question.when, look.numbers)))
    if question.kind in LINED:
        said.append(TICK if question.kind is Kind.MULTIPLE else BELOW)
    if question.min is not None and question.max is not None and not question.steps:
        said.append(RANGE.format(low=f"{float(question.min):g}", high=f"{float(question.max):g}"))
    return "\n".join(one.get(look.lang) for one in said)


def _guide(part: Part, lang: Lang) -> Sheet:
    told = {"firm": part.filling.company.name, "edition": part.filling.instrument.version}
    head, *lines = [line.format(**told).get(lang) for line in GUIDE]
    return Sheet(name=head, columns=[Column(title=head, width=90, shape="long")], rows=[[line] for line in lines])


def _back(cell: Any) -> Told:
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
