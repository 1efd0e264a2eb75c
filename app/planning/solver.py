"""Integer programs in whole numbers, solved to proof by HiGHS. Same program, same answer, on every run."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import highspy

VERSION = f"HiGHS {metadata.version('highspy')}"
OPTIONS: Mapping[str, object] = {
    # Small programs: the heuristics that solve sub-programs cost more than the whole proof (measured, see decision).
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
    "mip_feasibility_tolerance": 1e-9,
    "mip_allow_restart": False,
    "mip_detect_symmetry": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}
Terms = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """low <= sum of coefficient x column <= high (None: open). `group` names the constraint it belongs to."""

    terms: Terms
    low: int | None
    high: int | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop without proof. Nodes first, so that an unproven answer is the same on every machine."""

    nodes: int = 20_000
    seconds: float = 60.0


@dataclass(slots=True)
class Program:
    """Columns 0..upper, whole or continuous, and rows over them."""

    upper: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, *, whole: bool = True, upper: int = 1) -> int:
        """A new column; its number."""
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, terms: Terms, low: int | None, high: int | None, group: str = "") -> None:
        """A new row."""
        self.rows.append(Row(terms, low, high, group))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver knows. values are rounded; empty when no solution is known."""

    status: Literal["optimal", "feasible", "infeasible"]
    value: int
    bound: int
    values: tuple[int, ...]


def _load(program: Program, objective: Terms, *, maximise: bool) -> "highspy.HighsLp":
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
    lp.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
    starts, index, value = [0], list[int](), list[int]()
    for row in program.rows:
        index.extend(row.terms.keys())
        value.extend(row.terms.values())
        starts.append(len(index))
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.array(starts, dtype=np.int32)
    matrix.index_ = np.array(index, dtype=np.int32)
    matrix.value_ = np.array(value, dtype=float)
    return lp


def solve(
    program: Program,
    objective: Terms,
    *,
    maximise: bool,
    start: Sequence[int] = (),
    limits: Limits = Limits(),
    options: Mapping[str, object] | None = None,
) -> Outcome:
    """Best whole-number solution. status `feasible` when a limit came first; `infeasible` when there is none."""
    import numpy as np

    engine = _engine()
    for name, value in {**OPTIONS, **(options or {})}.items():
        engine.setOptionValue(name, value)
    engine.setOptionValue("mip_max_nodes", limits.nodes)
    engine.setOptionValue("time_limit", limits.seconds)
    engine.passModel(_load(program, objective, maximise=maximise))
    if start:
        columns = np.arange(len(start), dtype=np.int32)
        engine.setSolution(len(start), columns, np.array(start, dtype=float))
    engine.run()
    return _outcome(engine, objective, maximise=maximise)


def _engine() -> "highspy.Highs":
    # Loaded here: everyone who reads a plan's values would otherwise wait for the solver and numpy.
    import highspy

    class Quiet(highspy.Highs):
        """Without the callbacks of interactive use: enabling them prints a banner on standard output."""

        def __init__(self) -> None:
            super(highspy.Highs, self).__init__()

    return Quiet()


def _outcome(engine: "highspy.Highs", objective: Terms, *, maximise: bool) -> Outcome:
    import highspy

    state, info = engine.getModelStatus(), engine.getInfo()
    if state == highspy.HighsModelStatus.kInfeasible:
        return Outcome("infeasible", 0, 0, ())
    bound = info.mip_dual_bound
    if not math.isfinite(bound):
        bound = sum(max(value, 0) for value in objective.values()) if maximise else 0
    bound = math.floor(bound + 1e-6) if maximise else math.ceil(bound - 1e-6)
    if not math.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
        return Outcome("feasible", 0, int(bound), ())
    values = tuple(round(value) for value in engine.getSolution().col_value)
    value = round(info.objective_function_value)
    proven = state == highspy.HighsModelStatus.kOptimal
    return Outcome("optimal" if proven else "feasible", value, value if proven else int(bound), values)
