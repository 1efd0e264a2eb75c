"""jianyun simulate: what if these answers were others? The same code as the real thing, before and after."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from app.cli.files import fail, fail_faults, read_json
from app.cli.judging import Judgement, judge, score_filing
from app.cli.moving import say_movement
from app.cli.options import as_of_option, catalogue_or_fail, dump, lang_option
from app.cli.places import beside
from app.cli.score import lenses_for
from app.cli.sheets import Filing, read_sheet
from app.content.catalogue import Catalogue
from app.kit.errors import PersonError
from app.kit.text import Lang, Text
from app.planning.difference import PlanChange, difference
from app.scoring.movement import Movement, movement

BAD_CHANGE = Text(
    zh="--set 应写作“题目编号=答案”，例如 op-finance=l3；现为“{given}”。",
    en="Write --set as QUESTION=ANSWER, such as op-finance=l3; found “{given}”.",
)
PLAN = Text(
    zh="路线图：增加 {came} 项，减少 {went} 项，改期 {moved} 项，费用变化 {cost} 元",
    en="Roadmap: {came} more, {went} fewer, {moved} moved, cost {cost} yuan",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What the change would do, by lens id; the plan only where it was asked for."""

    movements: Mapping[str, Movement]
    plan: PlanChange | None


def changed(raw: dict[str, Any], changes: tuple[str, ...], lang: Lang) -> dict[str, Any]:
    """The sheet with other answers: JSON where it is JSON, else the id of an option."""
    out = deepcopy(raw)
    for change in changes:
        question, sign, answer = change.partition("=")
        if not sign or not question:
            fail(lang, BAD_CHANGE.format(given=change))
        try:
            out.setdefault("answers", {})[question] = json.loads(answer)
        except ValueError:
            out.setdefault("answers", {})[question] = answer
    return out


def _read(raw: Any, catalogue: Catalogue, as_of: date | None, lang: Lang) -> Filing:
    filing, faults = read_sheet(raw, catalogue, as_of)
    if filing is None:
        fail_faults(lang, faults)
    return filing


@click.command()
@click.argument("path", metavar="SHEET")
@click.option("--set", "changes", multiple=True, required=True, help="QUESTION=ANSWER; repeat for more.")
@click.option("--lens", "names", multiple=True, help="Lens id, or id@version; repeat for more. All by default.")
@click.option("--plan/--no-plan", default=False, help="Also how the roadmap would change.")
@click.option("--peers", "cohort", help="A snapshot by `jianyun peers`: where the firm would stand among them.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@as_of_option
@lang_option
def simulate(  # noqa: PLR0913 one parameter an option
    path: str,
    changes: tuple[str, ...],
    names: tuple[str, ...],
    plan: bool,
    cohort: str | None,
    as_json: bool,
    as_of: date | None,
    lang: Lang,
) -> None:
    """Say how score, level and roadmap of SHEET would move if some answers were others."""
    raw, catalogue = read_json(path, lang), catalogue_or_fail(lang)
    before = _read(raw, catalogue, as_of, lang)
    after = _read(changed(raw, changes, lang), catalogue, as_of, lang)
    lenses = lenses_for(names, before, catalogue, lang)
    try:
        old, new = score_filing(before, lenses), score_filing(after, lenses)
        plans = [judge(filing, catalogue, lenses) for filing in (before, after)] if plan else []
    except PersonError as error:
        fail(lang, error.message)
    found = Simulation(movements={id: movement(old[id], new[id]) for id in new}, plan=_plan_change(plans))
    if as_json:
        click.echo(dump(found), nl=False)
        return
    titles = {lens.id: lens.title for lens in lenses}
    click.echo("\n".join(line for id, one in found.movements.items() for line in say_movement(titles[id], one, lang)))
    if found.plan is not None:
        click.echo(_say_plan(found.plan, lang))
    if cohort is not None:
        click.echo(beside(cohort, after.company, new, lang))


def _plan_change(plans: list[Judgement]) -> PlanChange | None:
    results = [one.result.plan for one in plans]
    if len(results) < 2 or results[0] is None or results[1] is None:
        return None
    return difference(results[0], results[1])


def _say_plan(change: PlanChange, lang: Lang) -> str:
    counts = {"came": len(change.came), "went": len(change.went), "moved": len(change.moved)}
    return PLAN.format(**counts, cost=f"{change.cost_more // 100:+,}").get(lang)
