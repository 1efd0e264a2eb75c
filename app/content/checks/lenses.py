"""Scoring rules: what they read exists, points add up, gates and brackets are sane, no question is asked in vain."""

from fractions import Fraction
from itertools import pairwise

from app.content.checks.inspection import NO_OPTION, NO_QUESTION, Inspection, twins
from app.content.lenses import Lens, Read
from app.content.loader import Placed
from app.content.schema import Kind, Question
from app.content.trades import fit_lens
from app.kit.text import Text

NO_INSTRUMENT = Text(zh="没有问卷“{id}”。", en='There is no questionnaire "{id}".')
NOT_THERE = Text(
    zh="积分制要逐题计分，而问卷“{instrument}”里没有题目“{id}”。",
    en='A points lens counts every question, and the questionnaire "{instrument}" does not ask "{id}".',
)
UNLIKE = Text(
    zh="题目“{id}”在问卷“{one}”和“{other}”里的题型、选项、级别或分数不一致，不能用同一把尺子量；意思不同就另起编号。",
    en='Question "{id}" differs between "{one}" and "{other}" in kind, options, levels or points, so no one lens can '
    "read both; where the meaning differs, use another id.",
)
EMPTY = Text(
    zh="问卷“{instrument}”里没有一道题属于维度“{id}”；若本该如此，请写进 absent。",
    en='The questionnaire "{instrument}" asks nothing of the dimension "{id}"; if that is meant, list it in `absent`.',
)
NOT_ABSENT = Text(
    zh="问卷“{instrument}”有这个维度的题目，不应列入 absent。",
    en='The questionnaire "{instrument}" does ask of this dimension; take it out of `absent`.',
)
NO_DIMENSION = Text(zh="没有维度“{id}”。", en='There is no dimension "{id}".')
TWIN = Text(zh="编号“{id}”在这份评分规则里重复。", en='The id "{id}" is used twice in this lens.')
NO_BRACKETS = Text(zh="只有比例题和数字题能分档。", en="Only shares and numbers take brackets.")
BRACKETS = Text(zh="分档的下限和分数都应逐档升高。", en="Brackets must rise, both in `above` and in points.")
NO_MAX = Text(zh="积分制的计分能力项要写明 max。", en="A scored capability of a points lens needs `max`.")
TOTAL = Text(
    zh="各项满分合计 {sum}，应等于总分 {total}。", en="The maxima add up to {sum}; they must give the total, {total}."
)
WEIGHT = Text(zh="权重不能为负，且合计要大于 0。", en="Weights must not be negative and must add up to more than 0.")
LEVELS = Text(zh="等级应从 0 起逐级排列。", en="Levels must run upwards from 0 without gaps.")
NO_GATE = Text(zh="至少要有一个升级门槛。", en="A lens needs at least one gate.")
THRESHOLD = Text(zh="threshold 应大于 0、不超过 1。", en="A threshold lies above 0 and at most at 1.")
EMPTY_GATE = Text(zh="门槛要写 threshold 或 requirements。", en="A gate needs a threshold or requirements.")
REQUIREMENTS = Text(
    zh="高一级的要求不能低于低一级，级别也要存在。", en="A higher level must not ask less, and its level must exist."
)
TOO_MANY = Text(
    zh="要求 {need} 个场景，总共只有 {have} 个。", en="{need} scenarios are asked for; there are only {have}."
)
UNREAD = Text(
    zh="没有评分规则读取题目“{id}”；若仍要问，请用 informs 说明用途。",
    en='No lens reads the question "{id}"; if it must be asked, say what for in `informs`.',
)
WORTHLESS = Text(
    zh="题目“{id}”的选项没有级别也没有分数，无法评分。", en='The options of "{id}" have neither levels nor points.'
)


def check_lenses(inspection: Inspection) -> None:
    """All scoring rules."""
    ids = {instrument.id for _, instrument in inspection.instruments}
    for thing, lens in inspection.lenses:
        for id in set(lens.instruments) - ids:
            inspection.fault(thing.at("instruments"), NO_INSTRUMENT, id=id)
        _check_weights(inspection, thing, lens)
        _check_levels(inspection, thing, lens)
        _check_pains(inspection, thing, lens)
        _check_trades(inspection, thing, lens)
    for lens, place, read in inspection.reads:
        _check_reach(inspection, place, read, lens)
    names = {read.question for _, _, read in inspection.reads}
    for thing, _, way, question in inspection.asked:
        if question.id not in names and not question.informs:
            inspection.fault(thing.at(*way, "id"), UNREAD, id=question.id)


def _check_reach(inspection: Inspection, place: str, read: Read, lens: Lens) -> None:
    """A question lives in one instrument of the lens at least; a points lens finds it in every one."""
    instruments = inspection.read_by(lens)
    asking = [(one, found) for one in instruments for found in one.questions if found.id == read.question]
    for _, question in asking:
        _check_read(inspection, place, read, question)
    for one, question in asking[1:]:
        first, like = asking[0]
        if one.id != first.id and _ruler(question) != _ruler(like):
            inspection.fault(place, UNLIKE, id=read.question, one=first.id, other=one.id)
    if instruments and not asking:
        inspection.fault(place, NO_QUESTION, id=read.question)
    elif lens.combine == "points":
        for id in sorted({one.id for one in instruments} - {one.id for one, _ in asking}):
            inspection.fault(place, NOT_THERE, id=read.question, instrument=id)


def _ruler(question: Question) -> tuple[Kind, dict[str, tuple[int | None, Fraction | None]]]:
    """What makes an answer comparable: the kind of question, and each option's level and points."""
    return question.kind, {option.id: (option.level, option.points) for option in question.options}


def _check_trades(inspection: Inspection, thing: Placed, lens: Lens) -> None:
    """Every dimension says something of every instrument, and what a trade words for itself exists."""
    for instrument in inspection.read_by(lens):
        kept = {dimension.id for dimension in fit_lens(lens, instrument).dimensions}
        for d, dimension in enumerate(lens.dimensions):
            if dimension.id not in kept and instrument.id not in dimension.absent:
                inspection.fault(thing.at("dimensions", d), EMPTY, id=dimension.id, instrument=instrument.id)
            elif dimension.id in kept and instrument.id in dimension.absent:
                inspection.fault(thing.at("dimensions", d, "absent"), NOT_ABSENT, instrument=instrument.id)


def _check_read(inspection: Inspection, place: str, read: Read, question: Question) -> None:
    options = {option.id for option in question.options}
    for id in read.points or {}:
        if id not in options:
            inspection.fault(place, NO_OPTION, question=question.id, id=id)
    if read.brackets and question.kind not in (Kind.SHARE, Kind.NUMBER):
        inspection.fault(place, NO_BRACKETS)
    steps = read.brackets or ()
    if any(one.above >= two.above or one.points >= two.points for one, two in pairwise(steps)):
        inspection.fault(place, BRACKETS)
    valued = [option for option in question.options if option.level is not None or option.points is not None]
    if options and not valued and not read.points:
        inspection.fault(place, WORTHLESS, id=question.id)


def _check_weights(inspection: Inspection, thing: Placed, lens: Lens) -> None:
    dimensions = [one.id for one in lens.dimensions]
    capabilities = [one.id for dimension in lens.dimensions for one in dimension.capabilities]
    for group in (dimensions, capabilities):
        for index in twins(group):
            inspection.fault(thing.at("dimensions"), TWIN, id=group[index])
    total = Fraction(0)
    for d, dimension in enumerate(lens.dimensions):
        weights = [dimension.weight, *(one.weight for one in dimension.capabilities)]
        weights += [read.weight for one in dimension.capabilities for read in one.reads]
        if min(weights) < 0 or not sum(one.weight for one in dimension.capabilities):
            inspection.fault(thing.at("dimensions", d), WEIGHT)
        for c, capability in enumerate(dimension.capabilities):
            if dimension.scored and lens.combine == "points" and capability.max is None:
                inspection.fault(thing.at("dimensions", d, "capabilities", c), NO_MAX)
            total += capability.max or 0 if dimension.scored else 0
    if lens.combine == "points" and total != lens.total:
        inspection.fault(thing.at("total"), TOTAL, sum=f"{float(total):g}", total=f"{float(lens.total):g}")


def _check_levels(inspection: Inspection, thing: Placed, lens: Lens) -> None:
    levels = [level.level for level in lens.levels]
    if levels != list(range(len(levels))) or not levels:
        inspection.fault(thing.at("levels"), LEVELS)
    if not lens.gates:
        inspection.fault(thing.at(), NO_GATE)
    scenarios = [one for dimension in lens.dimensions if not dimension.scored for one in dimension.capabilities]
    for g, gate in enumerate(lens.gates):
        place = thing.at("gates", g)
        if gate.threshold is not None and not 0 < gate.threshold <= 1:
            inspection.fault(place, THRESHOLD)
        if gate.threshold is None and not gate.requirements:
            inspection.fault(place, EMPTY_GATE)
        asks = [(one.level, one.score, one.scenarios, one.starred) for one in gate.requirements]
        rising = all(a[0] < b[0] and a[1] <= b[1] and a[2] <= b[2] for a, b in pairwise(asks))
        if not rising or not {one[0] for one in asks} <= set(levels):
            inspection.fault(place, REQUIREMENTS)
        most = max((one[2] for one in asks), default=0)
        if most > len(scenarios):
            inspection.fault(place, TOO_MANY, need=most, have=len(scenarios))


def _check_pains(inspection: Inspection, thing: Placed, lens: Lens) -> None:
    known = {dimension.id for dimension in lens.dimensions}
    for p, pain in enumerate(lens.pains):
        for id in pain.raises:
            if id not in known:
                inspection.fault(thing.at("pains", p), NO_DIMENSION, id=id)
    for weights in lens.industry_weights.values():
        for id in weights:
            if id not in known:
                inspection.fault(thing.at("industry_weights"), NO_DIMENSION, id=id)
