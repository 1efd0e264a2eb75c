"""What people set by hand: work of their own, other prices, and the quarters something may begin in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.content.library import Cost, Initiative, Lift, Money, Requires, Role
from app.content.schema import Kind
from app.kit.text import Text
from app.planning.gaps import Ladders, level_of, rungs_of
from app.planning.prices import Price, rounded_up
from app.planning.problem import PlanningProblem
from app.planning.quarters import Span, said_day
from app.planning.values import Edit, Mark, Means, MoneyRange, OwnLift

NOT_SAID = Text(zh="未填写。", en="Not stated.")
AROUND = Text(zh="{day}所在的季度", en="in the quarter of {day}")
NOT_BEFORE = Text(zh="不早于{day}所在的季度", en="no earlier than the quarter of {day}")
NOT_AFTER = Text(zh="不晚于{day}所在的季度", en="no later than the quarter of {day}")
BETWEEN = Text(zh="{first}到{last}所在的季度之间", en="between the quarters of {first} and {last}")


class OwnInitiative(Initiative):
    """Work of somebody's own: its staff-days are those of this firm and grow with nothing."""

    def staff_for(self, headcount: int) -> dict[Role, int]:
        """As they were stated."""
        return {role: days for role, days in self.staff_days.items() if days}


def in_force(means: Means) -> tuple[Edit, ...]:
    """Edits that still say something: none about what is finished."""
    return tuple(one for one in means.edits if one.initiative not in means.done)


def one_step_up(problem: PlanningProblem, capabilities: Iterable[str]) -> tuple[OwnLift, ...]:
    """What improving these capabilities means: every answer they read that has steps, one step above where it is."""
    ladders, wanted = Ladders(problem.instrument, problem.sheet, problem.company), set(capabilities)
    read = [
        one.question
        for dimension in problem.readiness_lens.dimensions
        for capability in dimension.capabilities
        if capability.id in wanted
        for one in capability.reads
    ]
    out = []
    for question in (ladders.questions[id] for id in dict.fromkeys(read) if id in ladders.questions):
        if question.kind is not Kind.SINGLE:
            continue
        held = level_of(question, problem.sheet.answer(question.id))
        above = sorted((place, option) for option, place in rungs_of(question).items() if place > held)
        if above:
            out.append(OwnLift(question=question.id, option=above[0][1], after=held))
    return tuple(out)


def insisted(means: Means) -> frozenset[str]:
    """Initiatives edits put into the plan: those of one's own, and those with a place."""
    return frozenset(one.initiative for one in in_force(means) if one.kind in ("own", "place"))


def own_initiatives(edits: Iterable[Edit], trade: str) -> dict[str, Initiative]:
    """Work of one's own as initiatives of this trade, by id."""
    return {one.initiative: made for one in edits if (made := _own(one, trade)) is not None}


def _own(edit: Edit, trade: str) -> OwnInitiative | None:
    own = edit.own
    if own is None:
        return None
    return OwnInitiative(
        id=edit.initiative,
        title=own.title,
        what=own.what,
        why=Text(zh=f"{edit.side}认为有必要。", en=f"{edit.side} holds it to be needed."),
        kind="data",
        industries=(trade,),
        requires=tuple(Requires(initiative=id) for id in own.requires),
        lifts=tuple(Lift(question=one.question, option=one.option, after=one.after) for one in own.lifts),
        cost=Cost(once=_money(edit.once), yearly=_money(edit.yearly)),
        weeks=own.weeks,
        staff_days=dict(own.staff_days),
        rollout=own.what,
        risks=(),
        risk=3,
        kpi=own.kpi,
        exit_criterion=own.exit_criterion,
        evidence=own.exit_criterion,
        exit_note=NOT_SAID,
        basis="estimate",
    )


def _money(fen: MoneyRange | None) -> Money:
    return Money() if fen is None else Money(low=fen.low // 100, typical=fen.typical // 100, high=fen.high // 100)


def with_own(problem: PlanningProblem) -> PlanningProblem:
    """The problem with the work people added beside the library's."""
    own = own_initiatives(problem.means.edits, problem.company.industry)
    if not own:
        return problem
    kept = tuple(one for one in problem.initiatives if one.id not in own)
    return replace(problem, initiatives=(*kept, *own.values()))


def edited_price(means: Means, initiative: str, price: Price) -> Price:
    """A price with what people set instead, in whole hundreds of yuan."""
    for one in means.edits:
        if one.kind == "cost" and one.initiative == initiative:
            once, yearly = (rounded_up(part) if part else None for part in (one.once, one.yearly))
            return replace(price, once=once or price.once, yearly=yearly or price.yearly)
    return price


def windows(means: Means, span: Sequence[Span]) -> dict[str, tuple[int, int]]:
    """initiative -> first and last quarter it may begin in. What should have begun already begins in the first."""
    last = len(span) - 1
    return {
        one.initiative: (
            0 if one.earliest is None else quarter_of(one.earliest, span),
            last if one.latest is None else quarter_of(one.latest, span),
        )
        for one in in_force(means)
        if one.kind == "place"
    }


def quarter_of(day: date, span: Sequence[Span]) -> int:
    """The quarter a day falls in; 0 for days before the plan, the number of quarters for days behind it."""
    return next((one.index for one in span if day <= one.ends_on), len(span))


def said_window(earliest: date | None, latest: date | None) -> Text:
    """The quarters something may begin in, in words."""
    if earliest is not None and latest is not None:
        if earliest == latest:
            return AROUND.format(day=said_day(earliest))
        return BETWEEN.format(first=said_day(earliest), last=said_day(latest))
    if earliest is not None:
        return NOT_BEFORE.format(day=said_day(earliest))
    return NOT_AFTER.format(day=said_day(latest or date.max))


def marks(means: Means, initiative: str, library: Price) -> tuple[Mark, ...]:
    """What was set by hand about one initiative. library: its price before."""
    return tuple(
        Mark(
            kind=one.kind,
            side=one.side,
            reason=one.reason,
            on=one.on,
            once=library.once if one.kind == "cost" and one.once else None,
            yearly=library.yearly if one.kind == "cost" and one.yearly else None,
        )
        for one in in_force(means)
        if one.initiative == initiative
    )


def without(means: Means, edit: Edit) -> Means:
    """Means as if one edit had not been made; work of one's own goes with everything said about it."""
    gone = {edit.id}
    if edit.kind == "own":
        gone = {one.id for one in means.edits if one.initiative == edit.initiative}
    return replace(means, edits=tuple(_freed(one, edit) for one in means.edits if one.id not in gone))


def _freed(one: Edit, left: Edit) -> Edit:
    """What stood on work that is no longer there stands on its own."""
    if left.kind != "own" or one.own is None or left.initiative not in one.own.requires:
        return one
    requires = tuple(id for id in one.own.requires if id != left.initiative)
    return replace(one, own=replace(one.own, requires=requires))
