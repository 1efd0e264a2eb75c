"""Targets 1, 2 and 11: the roadmap of a firm, and public selection instances."""

import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from app.cli.sheets import Filing
from app.planning import plan
from app.planning.candidates import World, survey
from app.planning.problem import PlanningProblem
from tests.bench import firms, nrp
from tests.bench.measure import Row, Timing, measure, measure_command, ms, run_command, s


def limited(filing: Filing, seed: int, count: int) -> PlanningProblem:
    """A firm's problem with so many of its candidates, drawn by seed, each with all it stands on."""
    problem = firms.problem_of(filing)
    world, kept = survey(problem), set[str]()
    ids = sorted(world.candidates)
    random.Random(seed).shuffle(ids)
    for id in ids:
        wanted = kept | _behind(world, id)
        kept = wanted if len(wanted) <= count else kept
    return replace(problem, initiatives=tuple(one for one in problem.initiatives if one.id in kept))


def _behind(world: World, id: str) -> set[str]:
    """An initiative and all it stands on."""
    needs = [need.initiative for need in world.candidates[id].initiative.requires if not world.is_met(need)]
    return {id}.union(*(_behind(world, need) for need in needs if need in world.candidates))


TRADES = {"furniture": (200, 40), "appliances": (60, None), "education": (60, None)}
"""Trade -> (random firms, most candidates of each); None leaves a firm its whole library."""


def roadmaps() -> Row:
    """Random firms of every trade, each planned once after one warm-up; the target speaks of the furniture makers."""
    figures, good = [], True
    for trade, (count, most) in TRADES.items():
        filings = enumerate(firms.random_firms(count, trade), 1)
        problems = [firms.problem_of(one) if most is None else limited(one, seed, most) for seed, one in filings]
        timing, proven = _planned(problems)
        good = good and proven == count and (most is None or (timing.wall <= 0.3 and timing.worst <= 1))
        figures.append(
            f"{trade}: {ms(timing.wall)} / {ms(timing.percentile(0.95))} / {ms(timing.worst)}, "
            f"CPU {ms(timing.cpu)}, {proven} of {count} proven"
        )
    return Row(
        number=1,
        what="plan for a firm, 8 quarters: 200 random furniture makers with 40 of their initiatives, 60 firms of each "
        "other trade with all: median / 95 % / worst",
        target="furniture <= 300 ms / - / <= 1 s; all proven optimal",
        figure="; ".join(figures),
        met=good,
    )


def _planned(problems: list[PlanningProblem]) -> tuple[Timing, int]:
    """How long each took, and how many plans were proven the best."""
    plan(problems[0])
    walls, cpus, proofs = [], [], []
    for problem in problems:
        timing = measure(lambda problem=problem: proofs.append(plan(problem).proof.status), runs=1, warm_up=0)
        walls += timing.walls
        cpus += timing.cpus
    return Timing(walls=tuple(walls), cpus=tuple(cpus)), proofs.count("optimal")


def selections() -> Row:
    """`jianyun plan` from process start on every public instance."""
    figures, good = [], True
    with tempfile.TemporaryDirectory() as folder:
        for (name, percent), optimum in nrp.OPTIMA.items():
            file = Path(folder) / f"{name}-{percent}.json"
            file.write_text(json.dumps(nrp.problem(name, percent)), encoding="utf-8")
            command = ["jianyun", "plan", str(file)]
            answer = json.loads(run_command(command))
            timing = measure_command(command)
            exact = answer["optimal"] and answer["objective"] == optimum
            good = good and exact and timing.worst <= (2 if name == "nrp1" else 20)
            figures.append(
                f"{name} {percent} %: {answer['objective']}{'' if exact else ' (WRONG)'} in {s(timing.wall)}"
            )
    return Row(
        number=2,
        what="`jianyun plan` on nrp1 and nrp3, three budgets each, from process start",
        target="all at the optimum, <= 2 s / <= 20 s each",
        figure="; ".join(figures),
        met=good,
        rival="published metaheuristics: 0.0-7.3 % below the optimum",
    )


def new_selections() -> Row:
    """Instances nobody has published, of published shapes, up to 3,250 items; from process start."""
    figures, good = [], True
    with tempfile.TemporaryDirectory() as folder:
        for shape in nrp.SHAPES:
            for percent in (30, 50, 70):
                file = Path(folder) / f"{shape}-{percent}.json".replace(" ", "-")
                asked = nrp.unseen(shape, percent, seed=1)
                file.write_text(json.dumps(asked), encoding="utf-8")
                command = ["jianyun", "plan", str(file)]
                answer = json.loads(run_command(command))
                timing = measure_command(command, runs=1)
                good = good and answer["optimal"] and timing.worst <= 120
                told = "" if answer["optimal"] else f" (bound {answer['bound']})"
                figures.append(f"{shape}, {len(asked['items'])} items, {percent} %: {s(timing.wall)}{told}")
    return Row(
        number=11,
        what="`jianyun plan` on unseen instances of published shapes, three budgets each",
        target="optimum proven <= 120 s each",
        figure="; ".join(figures),
        met=good,
    )


def run() -> list[Row]:
    """Roadmaps of every trade, and selections."""
    return [roadmaps(), selections(), new_selections()]
