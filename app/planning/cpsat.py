"""The door to CP-SAT: strong on plans, where hands and places a quarter make the relaxation weak."""

from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from app.planning.solver import Limits, Outcome, Program, Row, Terms

VERSION = f"OR-Tools CP-SAT {metadata.version('ortools')}"
LEAST, MOST = -(2**62), 2**62


def solve(program: Program, objective: Terms, *, maximise: bool, start: Sequence[int] = (), limits: Limits) -> Outcome:
    """Best solution; `feasible` when a limit came first (no values if none was found), `infeasible` when none exists.

    One worker and a limit counted in work, not time: the same program gets the same answer on every run.
    """
    # The bindings beneath ortools' Python layer: that layer loads pandas, a second that every command would wait for.
    from ortools.sat.python import cp_model_helper as bindings

    sign = -1 if maximise else 1
    model = _model(bindings, program, {column: sign * value for column, value in objective.items()}, start)
    engine: Any = bindings.SolveWrapper()
    settings = bindings.SatParameters()
    settings.num_workers = 1
    settings.random_seed = 0
    settings.linearization_level = 2
    settings.use_sat_inprocessing = False
    settings.exploit_best_solution = True  # searching near the best known plan proves hard plans a third sooner
    settings.cut_level = 0  # the rows are tight already: cuts cost more here than they prove
    settings.max_deterministic_time = limits.work
    settings.max_time_in_seconds = limits.seconds
    engine.set_parameters(settings)
    return _outcome(bindings, engine.solve(model), objective, sign)


def _model(bindings: Any, program: Program, objective: Terms, start: Sequence[int]) -> Any:
    model = bindings.CpModelProto()
    for upper in program.upper:
        model.variables.add().domain.extend([0, upper])
    for row in program.rows:
        _add(model.constraints.add(), row)
    if objective:
        model.objective.vars.extend(list(objective.keys()))
        model.objective.coeffs.extend(list(objective.values()))
    if start:
        model.solution_hint.vars.extend(range(len(start)))
        model.solution_hint.values.extend(list(start))
    return model


def _add(constraint: Any, row: Row) -> None:
    if row.low is None and row.high == 1 and set(row.terms.values()) == {1}:
        constraint.at_most_one.literals.extend(list(row.terms.keys()))
        return
    constraint.linear.vars.extend(list(row.terms.keys()))
    constraint.linear.coeffs.extend(list(row.terms.values()))
    low, high = LEAST if row.low is None else row.low, MOST if row.high is None else row.high
    constraint.linear.domain.extend([low, high])


def _outcome(bindings: Any, response: Any, objective: Mapping[int, int], sign: int) -> Outcome:
    if response.status == bindings.INFEASIBLE:
        return Outcome("infeasible", 0, 0, ())
    if response.status == bindings.MODEL_INVALID:
        raise ArithmeticError("the solver refuses the planning model")
    bound = sign * response.inner_objective_lower_bound if objective else 0
    values, proven = tuple(response.solution), response.status == bindings.OPTIMAL
    if not values and not proven:
        # Stopped before it knew anything, it reports a bound of nothing.
        return Outcome("feasible", 0, sum(worth for worth in objective.values() if worth * sign < 0), ())
    value = sum(values[column] * worth for column, worth in objective.items())
    return Outcome("optimal" if proven else "feasible", value, value if proven else bound, values)
