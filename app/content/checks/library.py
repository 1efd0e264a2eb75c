"""Initiatives, benchmarks, policies, cases and advice: what they name exists, figures and sources are whole."""

from collections.abc import Iterable
from fractions import Fraction

from app.content.checks.inspection import NO_OPTION, NO_QUESTION, Inspection
from app.content.firm import Workload
from app.content.library import DispositionRule, Initiative, Lift, Rung, Source
from app.content.loader import Placed
from app.content.schema import Kind, Question
from app.kit.text import Text

UNKNOWN = Text(zh="没有{what}“{id}”。", en='There is no {what} "{id}".')
INITIATIVE, POLICY, CASE = Text(zh="举措", en="initiative"), Text(zh="政策", en="policy"), Text(zh="案例", en="case")
FIGURE, LENS, TRADE = (
    Text(zh="基础数据", en="baseline figure"),
    Text(zh="评分规则", en="lens"),
    Text(zh="行业", en="trade"),
)
NOT_DUTY = Text(zh="“{id}”不是法定义务。", en='The policy "{id}" is not a duty.')
TARGETS = Text(
    zh="每条 lift 只能有一个目标：level、option、options 或 share。",
    en="A lift has one target: level, option, options or share.",
)
WRONG_LIFT = Text(zh="这个提升目标不适合{kind}题“{id}”。", en='This target does not fit the {kind} question "{id}".')
NO_LEVEL = Text(zh="题目“{id}”没有 {level} 级。", en='Question "{id}" has no level {level}.')
RANGE = Text(zh="应为 低 ≤ 典型 ≤ 高。", en="It must be low <= typical <= high.")
SOURCE = Text(
    zh="来源要有网址和日期（year 或 accessed_on）。", en="A source needs an address and a date (year or accessed_on)."
)
NO_SOURCE = Text(zh="标为 sourced 就要列出来源。", en="What is marked `sourced` must name its sources.")
UNSATISFIABLE = Text(
    zh="前置举措“{id}”与本项没有共同的行业。", en='The prerequisite "{id}" shares no trade with this initiative.'
)
STUCK = Text(
    zh="没有举措能把“{id}”从 {level} 级往上提。", en='No initiative of this trade lifts "{id}" above level {level}.'
)
SHARES = Text(zh="分布合计应为 1，现为 {sum}。", en="A distribution must add up to 1; this one gives {sum}.")
DATES = Text(zh="valid_to 早于 valid_from。", en="valid_to is before valid_from.")
NO_FIELD = Text(zh="系统资料里没有“{id}”。", en='A workload has no field "{id}".')
NO_FALLBACK = Text(
    zh="最后一条规则应无条件，保证总有结论。",
    en="The last rule must have no tests, so that every workload gets an answer.",
)
RUNGS = Text(zh="阶梯应为 0 到 5，各一级。", en="The ladder must have the rungs 0 to 5, once each.")
SHARE_OVER = Text(zh="{value} 应在 0 到 1 之间。", en="{value} must lie between 0 and 1.")


def check_library(inspection: Inspection) -> None:
    """Everything that can be done and is known."""
    for thing, one in inspection.initiatives:
        _check_initiative(inspection, thing, one)
        for index, lift in enumerate(one.lifts):
            _check_lift(inspection, thing.at("lifts", index), lift, one.industries)
    _check_ladders(inspection)
    _check_benchmarks(inspection)
    _check_policies(inspection)
    _check_advice(inspection)


def _known(inspection: Inspection, place: str, what: Text, ids: Iterable[str], known: Iterable[str]) -> None:
    all_known = set(known)
    for id in ids:
        if id not in all_known:
            inspection.fault(place, UNKNOWN, what=what, id=id)


def _check_source(inspection: Inspection, place: str, source: Source) -> None:
    if not source.address or (source.year is None and source.accessed_on is None):
        inspection.fault(place, SOURCE)


def _check_initiative(inspection: Inspection, thing: Placed, one: Initiative) -> None:
    others = {other.id: other for _, other in inspection.initiatives}
    for index, need in enumerate(one.requires):
        place = thing.at("requires", index)
        if need.initiative is not None:
            _known(inspection, place, INITIATIVE, [need.initiative], others)
            other = others.get(need.initiative)
            if other and not set(one.industries) & set(other.industries):
                inspection.fault(place, UNSATISFIABLE, id=need.initiative)
        if need.question is not None:
            _check_level(inspection, place, need.question, need.level, one.industries)
    duties = {policy.id for _, policy in inspection.policies if policy.kind == "duty"}
    policies = {policy.id for _, policy in inspection.policies}
    _known(inspection, thing.at("policies"), POLICY, (*one.policies, *one.duties), policies)
    for id in set(one.duties) & policies - duties:
        inspection.fault(thing.at("duties"), NOT_DUTY, id=id)
    _known(inspection, thing.at("cases"), CASE, one.cases, [case.id for _, case in inspection.cases])
    for condition, name in ((one.when, "when"), (one.mandatory_when, "mandatory_when")):
        if condition:
            inspection.check_condition(condition, thing.at(name), trades=one.industries)
    _check_figures(inspection, thing, one)


def _check_figures(inspection: Inspection, thing: Placed, one: Initiative) -> None:
    figures = {figure.id for _, instrument in inspection.instruments for figure in instrument.baseline}
    for index, payoff in enumerate(one.payoffs):
        named = [id for id in (payoff.baseline, payoff.yuan_per_unit) if id]
        _known(inspection, thing.at("payoffs", index), FIGURE, named, figures)
        if payoff.low > payoff.high:
            inspection.fault(thing.at("payoffs", index), RANGE)
    if one.pilot and not 0 <= one.pilot.cost_share <= 1:
        inspection.fault(thing.at("pilot"), SHARE_OVER, value="cost_share")
    if one.basis == "sourced" and not one.sources:
        inspection.fault(thing.at("basis"), NO_SOURCE)
    for index, source in enumerate(one.sources):
        if one.basis == "sourced":
            _check_source(inspection, thing.at("sources", index), source)


def _levels(question: Question) -> set[int]:
    return {option.level for option in question.options if option.level is not None}


def _check_level(inspection: Inspection, place: str, id: str, level: int | None, trades: tuple[str, ...]) -> None:
    meanings = inspection.meanings(id, trades)
    if not meanings:
        inspection.fault(place, NO_QUESTION, id=id)
    for question in meanings:
        if level is not None and level not in _levels(question):
            inspection.fault(place, NO_LEVEL, id=id, level=level)


def _check_lift(inspection: Inspection, place: str, lift: Lift, trades: tuple[str, ...]) -> None:
    """A lift fits its question in every trade of the initiative that asks it."""
    meanings = inspection.meanings(lift.question, trades)
    if not meanings:
        inspection.fault(place, NO_QUESTION, id=lift.question)
    for question in meanings:
        _check_target(inspection, place, lift, question)


def _check_target(inspection: Inspection, place: str, lift: Lift, question: Question) -> None:
    targets = [lift.level is not None, lift.option is not None, bool(lift.options), lift.share is not None]
    if sum(targets) != 1:
        inspection.fault(place, TARGETS)
        return
    kind = (Kind.SINGLE, Kind.SINGLE, Kind.MULTIPLE, Kind.SHARE)[targets.index(True)]
    if question.kind is not kind:
        inspection.fault(place, WRONG_LIFT, kind=question.kind.value, id=question.id)
    elif lift.level is not None and lift.level not in _levels(question):
        inspection.fault(place, NO_LEVEL, id=question.id, level=lift.level)
    elif lift.share is not None and not 0 < lift.share <= 1:
        inspection.fault(place, SHARE_OVER, value="share")
    for id in (*lift.options, *([lift.option] if lift.option else [])):
        if id not in {option.id for option in question.options}:
            inspection.fault(place, NO_OPTION, question=question.id, id=id)


def _check_ladders(inspection: Inspection) -> None:
    """Every level ladder a lens reads can be climbed from every level. Outcomes follow from the rest."""
    read = {read.question for _, _, read in inspection.reads}
    for thing, instrument, way, question in inspection.asked:
        if (
            instrument.industry is None
            or question.id not in read
            or "outcome" in question.tags
            or question.id.startswith("outcome-")
        ):
            continue
        lifts = [
            lift for _, one in inspection.initiatives if instrument.industry in one.industries for lift in one.lifts
        ]
        for level in sorted(_levels(question))[:-1]:
            if not any(_climbs(lift, question.id, level) for lift in lifts):
                inspection.fault(thing.at(*way, "id"), STUCK, id=question.id, level=level)


def _climbs(lift: Lift, question: str, level: int) -> bool:
    return lift.question == question and lift.level is not None and lift.after <= level < lift.level


def _check_benchmarks(inspection: Inspection) -> None:
    lenses = {lens.id: {one.id for one in lens.dimensions} for _, lens in inspection.lenses}
    for thing, one in inspection.benchmarks:
        total = sum((share.share for share in one.distribution), Fraction(0))
        if one.distribution and abs(total - 1) > Fraction(2, 100):
            inspection.fault(thing.at("distribution"), SHARES, sum=f"{float(total):g}")
        if one.kind == "reference":
            _check_source(inspection, thing.at("source"), one.source)
        _known(inspection, thing.at("lens"), LENS, [one.lens] if one.lens else [], lenses)
        if one.cut.when:
            inspection.check_condition(one.cut.when, thing.at("cut", "when"), trades=one.cut.industries)
        for index, figure in enumerate(one.figures):
            place = thing.at("figures", index)
            if figure.question and not inspection.meanings(figure.question, one.cut.industries):
                inspection.fault(place, NO_QUESTION, id=figure.question)
            lens = figure.lens or one.lens
            if figure.dimension and figure.dimension not in lenses.get(lens or "", set()):
                inspection.fault(place, UNKNOWN, what=LENS, id=f"{lens}/{figure.dimension}")


def _check_policies(inspection: Inspection) -> None:
    for thing, one in inspection.policies:
        _check_source(inspection, thing.at("source"), one.source)
        if one.valid_from and one.valid_to and one.valid_to < one.valid_from:
            inspection.fault(thing.at("valid_to"), DATES)
        if one.when:
            inspection.check_condition(one.when, thing.at("when"), trades=one.industries)
    initiatives = {one.id for _, one in inspection.initiatives}
    for thing, case in inspection.cases:
        _known(inspection, thing.at("initiatives"), INITIATIVE, case.initiatives, initiatives)
        if case.source.confidence in ("A", "B"):
            _check_source(inspection, thing.at("source"), case.source)


def _check_advice(inspection: Inspection) -> None:
    rules = inspection.loaded.things["dispositions"]
    for thing in rules:
        if isinstance(thing.record, DispositionRule):
            for name in set(thing.record.tests) - {*Workload.model_fields, "restore_tested"}:
                inspection.fault(thing.at("tests"), NO_FIELD, id=name)
    if rules and isinstance(rules[-1].record, DispositionRule) and rules[-1].record.tests:
        inspection.fault(rules[-1].at(), NO_FALLBACK)
    rungs = inspection.loaded.things["ladder"]
    numbers = sorted(thing.record.rung for thing in rungs if isinstance(thing.record, Rung))
    if rungs and numbers != list(range(6)):
        inspection.fault(rungs[0].at(), RUNGS)
