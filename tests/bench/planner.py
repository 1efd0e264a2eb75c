"""Targets 1 and 2: the roadmap of a firm, and public selection instances."""

import json
import tempfile
from pathlib import Path

from app.planning import plan
from tests.bench import firms, nrp
from tests.bench.measure import Row, Timing, measure, measure_command, ms, run_command, s


def roadmaps(count: int = 200) -> Row:
    """Every random firm planned once, after one warm-up."""
    problems = [firms.problem_of(filing) for filing in firms.random_firms(count)]
    plan(problems[0])
    walls, proofs = [], []
    for problem in problems:
        timing = measure(lambda problem=problem: proofs.append(plan(problem).proof.status), runs=1, warm_up=0)
        walls += timing.walls
    timing = Timing(walls=tuple(walls), cpus=tuple(walls))
    proven = sum(status == "optimal" for status in proofs)
    return Row(
        number=1,
        what=f"plan for a firm ({len(problems[0].initiatives)} initiatives, {problems[0].means.horizon} quarters), "
        f"{count} random firms: median / worst",
        target="<= 300 ms / <= 1 s, all proven optimal",
        figure=f"{ms(timing.wall)} / {ms(timing.worst)}, {proven} of {count} proven",
        met=timing.wall <= 0.3 and timing.worst <= 1 and proven == count,
    )


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


def run() -> list[Row]:
    """Both targets."""
    return [roadmaps(), selections()]
