"""The prefilled form: the firm, where it stands, the project, its money and dates, what it should bring."""

from collections.abc import Sequence
from datetime import date

from app.kit.text import Lang, Text
from app.packs.papers import Paper, say_dates, signature
from app.packs.values import PackCase
from app.packs.wording import L
from app.reports import wording
from app.reports.data import ReportData
from app.reports.outcome import ItemData, LensData, Outcome, PayoffData

ABOVE = ("20m-100m", "100m-400m", "over-400m")
TECHNICAL = ("cloud", "iot", "data", "security")
"""Kinds of work that buy software, services or devices; people and rules are not what subsidies name."""
MOST_GAPS = 5
PROFILE = slice(1, 3)
"""Of the facts on the cover: trade and place, people and revenue."""
SIGNS = {"up": "+", "down": "−"}
UNITS = {
    "percent": Text(zh="%", en="%"),
    "points": Text(zh=" 个百分点", en=" points"),
    "days": Text(zh=" 天", en=" days"),
}


def write_application(case: PackCase, lang: Lang) -> bytes:
    """The form of one application."""
    data, outcome = case.document.data, case.document.outcome
    if data is None or outcome is None:
        raise ValueError("this report was issued without its data")
    paper = Paper(case, lang, L["application"])
    paper.sheet.paragraph(paper.say("draft"), "Small")
    _firm(paper, data)
    _standing(paper, outcome)
    if case.offered.recipe.project:
        items = items_in_time(case, outcome)
        _project(paper, items)
        _money(paper, items)
        _effects(paper, data, outcome, items)
    signature(paper)
    return paper.save()


def last_day(case: PackCase) -> date | None:
    """The day work must have ended by: the policy's last, while that lies ahead."""
    policy = case.offered.policy
    return policy.valid_to if policy and policy.valid_to and case.offered.fit in ("open", "check") else None


def items_in_time(case: PackCase, outcome: Outcome) -> tuple[ItemData, ...]:
    """The work of the roadmap that can end in time."""
    last = last_day(case)
    items = outcome.roadmap.items if outcome.roadmap else ()
    return tuple(sorted((one for one in items if last is None or one.ends_on <= last), key=lambda one: one.starts_on))


def _firm(paper: Paper, data: ReportData) -> None:
    paper.heading("firm")
    firm, fill = data.firm, paper.say("fill")
    facts = [(one.label.get(paper.lang), one.value.get(paper.lang)) for one in paper.case.document.cover.facts[PROFILE]]
    sites = [f"{one.name}（{one.town}）" if one.town else one.name for one in firm.sites]
    above = paper.say("scale_yes" if firm.revenue_band in ABOVE else "scale_no")
    paper.pairs(
        "firm",
        [
            (paper.say("name"), firm.name),
            (paper.say("credit"), fill),
            *facts,
            (paper.say("sites"), "\n".join(sites) or fill),
            (paper.say("scale"), above),
            (paper.say("exports"), paper.say("yes" if firm.exports else "no")),
            (paper.say("person"), fill),
            (paper.say("contact"), fill),
            (paper.say("bank"), fill),
        ],
    )


def _standing(paper: Paper, outcome: Outcome) -> None:
    paper.heading("state_now")
    rows = []
    for lens in (one for one in outcome.lenses if one.module is None):
        score = lens.overall.score
        named = lens.level_name.get(paper.lang)
        value = named if score is None else paper.say("level_value", level=lens.level_name, score=f"{score:.1f}")
        rows.append((lens.title.get(paper.lang), value))
    gaps = [
        paper.say("gap", title=one.title, points=f"{one.points:.1f}")
        for one in sorted(outcome.gaps, key=lambda one: -one.points)[:MOST_GAPS]
    ]
    paper.pairs("state_now", [*rows, (paper.say("gaps"), "\n".join(gaps) or "—")])
    paper.sheet.paragraph(paper.say("unofficial"), "Source")


def _project(paper: Paper, items: Sequence[ItemData]) -> None:
    paper.heading("project")
    last = last_day(paper.case)
    if last is not None:
        paper.sheet.paragraph(paper.say("until", day=wording.day(last)), "Small")
    if not items:
        paper.sheet.paragraph(paper.say("no_project"))
        return
    rows = [
        (
            str(number),
            one.title.get(paper.lang),
            say_dates(one.starts_on, one.ends_on),
            one.exit_criterion.get(paper.lang),
        )
        for number, one in enumerate(items, 1)
    ]
    paper.table("project", (("code", 8), ("item", 32), ("dates", 16), ("done_when", 44)), rows)


def billed(paper_case: PackCase, items: Sequence[ItemData]) -> list[ItemData]:
    """Of these, what an application may ask money for: named by the policy, or software, services and devices."""
    policy = paper_case.offered.policy
    name = policy.id if policy else ""
    return [one for one in items if one.cost.typical and (name in one.policies or one.kind in TECHNICAL)]


def _money(paper: Paper, items: Sequence[ItemData]) -> None:
    paper.heading("money")
    recipe, policy = paper.case.offered.recipe, paper.case.offered.policy
    if recipe.spend:
        paper.sheet.paragraph(recipe.spend.get(paper.lang), "Small")
    chosen = billed(paper.case, items)
    if not chosen:
        paper.sheet.paragraph(paper.say("no_project"))
        return
    paper.sheet.paragraph(paper.say("money_note"), "Small")
    rows = [
        (
            f"{'★ ' if policy and policy.id in one.policies else ''}{one.title.get(paper.lang)}",
            _yuan(one.once.typical),
            _yuan(one.yearly.typical),
            f"{_yuan(one.cost.low)}–{_yuan(one.cost.high)}",
            "",
        )
        for one in chosen
    ]
    once, yearly = (sum(getattr(one, name).typical for one in chosen) for name in ("once", "yearly"))
    low, high = sum(one.cost.low for one in chosen), sum(one.cost.high for one in chosen)
    rows.append((paper.say("sum"), _yuan(once), _yuan(yearly), f"{_yuan(low)}–{_yuan(high)}", ""))
    heads = (("item", 36), ("once", 14), ("yearly", 13), ("range", 22), ("contract", 15))
    paper.table("money", heads, rows, money=4)


def _yuan(fen: int) -> str:
    return f"{(fen + 50) // 100:,}"


def _effects(paper: Paper, data: ReportData, outcome: Outcome, items: Sequence[ItemData]) -> None:
    paper.heading("effects")
    told = _levels(outcome)
    if told is not None:
        paper.sheet.paragraph(paper.say("effect_level", now=told[0], after=told[1]))
    rows = []
    for one in data.firm.baseline:
        known = paper.say("measured" if one.measured else "estimated")
        value = f"{wording.decimal(one.value, 2)} {one.unit.get(paper.lang)}"
        rows.append(
            (
                one.title.get(paper.lang),
                value,
                f"{one.month}，{known}" if paper.lang == "zh" else f"{one.month}, {known}",
                "",
            )
        )
    if rows:
        paper.table("effects", (("figure", 38), ("now", 22), ("known", 20), ("target", 20)), rows)
    hoped = [_hope(paper, one) for one in items if one.payoffs]
    if hoped:
        paper.sheet.paragraph(paper.say("hoped"), "Caption")
        paper.sheet.bullets(hoped)


def _hope(paper: Paper, item: ItemData) -> str:
    between, stop = ("：", "；") if paper.lang == "zh" else (": ", "; ")
    return f"{item.title.get(paper.lang)}{between}{stop.join(_promise(paper, one) for one in item.payoffs)}"


def _promise(paper: Paper, one: PayoffData) -> str:
    sign = SIGNS.get(one.direction, "")
    unit = UNITS[one.unit].get(paper.lang) if one.unit in UNITS else f" {one.unit}"
    low, high = wording.decimal(one.low), wording.decimal(one.high)
    return f"{one.metric.get(paper.lang)} {sign}{low if low == high else f'{low}–{high}'}{unit}"


def _official(outcome: Outcome) -> LensData | None:
    return next((one for one in outcome.lenses if one.official), None)


def _levels(outcome: Outcome) -> tuple[Text | str, Text | str] | None:
    lens, plan = _official(outcome), outcome.roadmap
    reached = [one.miit_level_after for one in plan.stages if one.miit_level_after is not None] if plan else []
    if lens is None or not reached:
        return None
    return str(lens.level), str(max(reached))
