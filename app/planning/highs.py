"""The door to HiGHS: strong on large selection problems, whose relaxation is nearly whole."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.planning.solver import Limits, Outcome, Program, Terms

if TYPE_CHECKING:
    import highspy

OPTIONS: Mapping[str, bool | int | float] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
    "mip_feasibility_tolerance": 1e-9,
    "mip_heuristic_run_feasibility_jump": False,
}


def _load(program: Program, objective: Terms) -> "highspy.HighsLp":
    import highspy
    import numpy as np

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.upper), len(program.rows)
    cost = np.zeros(len(program.upper))
    for column, value in objective.items():
        cost[column] = value
    lp.col_cost_, lp.col_lower_ = cost, np.zeros(len(program.upper))
    lp.col_upper_ = np.array(program.upper, dtype=float)
    lp.row_lower_ = np.array([-highspy.kHighsInf if row.low is None else row.low for row in program.rows], dtype=float)
    lp.row_upper_ = np.array([highspy.kHighsInf if row.high is None else row.high for row in program.rows], dtype=float)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in program.whole]
    lp.sense_ = highspy.ObjSense.kMaximize
    starts = [0]
    index: list[int] = []
    values: list[int] = []
    for row in program.rows:
        index.extend(row.terms.keys())
        values.extend(row.terms.values())
        starts.append(len(index))
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.array(starts, dtype=np.int32)
    matrix.index_ = np.array(index, dtype=np.int32)
    matrix.value_ = np.array(values, dtype=float)
    return lp


def solve(program: Program, objective: Terms, limits: Limits) -> Outcome:
    """The whole-number solution worth most. status `feasible` when a limit came first."""
    engine = _engine()
    for name, value in OPTIONS.items():
        engine.setOptionValue(name, value)
    engine.setOptionValue("time_limit", limits.seconds)
    engine.passModel(_load(program, objective))
    engine.run()
    return _outcome(engine, objective)


def _engine() -> "highspy.Highs":
    # Loaded here: everyone who reads a plan's values would otherwise wait for the solver and numpy.
    import highspy

    class Quiet(highspy.Highs):
        """Without the callbacks of interactive use: enabling them prints a banner on standard output."""

        def __init__(self) -> None:
            super(highspy.Highs, self).__init__()

    return Quiet()


def _outcome(engine: "highspy.Highs", objective: Terms) -> Outcome:
    import highspy

    state, info = engine.getModelStatus(), engine.getInfo()
    if state == highspy.HighsModelStatus.kInfeasible:
        return Outcome("infeasible", 0, 0, ())
    bound = info.mip_dual_bound
    if not math.isfinite(bound):
        bound = sum(max(value, 0) for value in objective.values())
    bound = math.floor(bound + 1e-6)
    if not math.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
        return Outcome("feasible", 0, int(bound), ())
    values = tuple(round(value) for value in engine.getSolution().col_value)
    value = round(info.objective_function_value)
    proven = state == highspy.HighsModelStatus.kOptimal
    return Outcome("optimal" if proven else "feasible", value, value if proven else int(bound), values)
