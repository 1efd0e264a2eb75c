"""A tiny trade of its own: three questions, one lens, and initiatives made to order."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from app.content.answers import Answer, AnswerSheet, AnswerState, Value
from app.content.firm import Company, Inventory, Site
from app.content.lenses import Lens
from app.content.library import Initiative, Policy
from app.content.schema import Instrument
from app.planning.problem import PlanningProblem
from app.planning.values import Means
from app.scoring import score

START = date(2026, 11, 23)


def both(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def _ladder(id: str) -> dict[str, Any]:
    options = [{"id": f"l{level}", "text": both(f"l{level}"), "level": level} for level in range(5)]
    return {"id": id, "text": both(id), "help": both(id), "example": both(id), "kind": "single", "options": options,
            "allow": {"not_applicable": True}}  # fmt: skip


QUESTIONS = ("orders", "stock", "machines")
INSTRUMENT = Instrument.model_validate(
    {
        "id": "tiny", "version": "1.0", "industry": "furniture", "title": both("t"), "intro": both("t"),
        "sections": [{"id": "all", "title": both("t"), "intro": both("t"), "questions": [
            *(_ladder(id) for id in QUESTIONS),
            {"id": "tools", "text": both("t"), "help": both("t"), "example": both("t"), "kind": "multiple", "options": [
                {"id": "a", "text": both("a"), "points": 1}, {"id": "b", "text": both("b"), "points": 1},
                {"id": "none", "text": both("n"), "exclusive": True}]},
            {"id": "linked", "text": both("t"), "help": both("t"), "example": both("t"), "kind": "share"},
        ]}],
    }
)  # fmt: skip
LENS = Lens.model_validate(
    {
        "id": "readiness", "version": "1.0", "title": both("r"), "about": both("r"), "instruments": ["tiny"],
        "combine": "weighted", "not_applicable": "leaves",
        "dimensions": [
            {"id": id, "title": both(id), "about": both(id), "weight": weight,
             "capabilities": [{"id": id, "title": both(id), "reads": [{"question": id}]}]}
            for id, weight in (("orders", 5), ("stock", 3), ("machines", 2), ("tools", 1), ("linked", 1))
        ],
        "levels": [{"level": level, "title": both("l"), "meaning": both("l")} for level in range(5)],
        "gates": [{"id": "g", "title": both("g"), "threshold": "0.8"}],
    }
)  # fmt: skip


def initiative(id: str, *lifts: Mapping[str, Any], once: int = 0, yearly: int = 0, **more: Any) -> Initiative:
    """An initiative of one quarter that takes one owner day unless told otherwise. Money in yuan."""
    base: dict[str, Any] = {
        "id": id, "title": both(id), "what": both(id), "why": both(id), "kind": "data", "industries": ["furniture"],
        "lifts": list(lifts), "weeks": 13, "staff_days": {"owner": 1}, "rollout": both(id), "risks": [both(id)],
        "risk": 1, "kpi": both(id), "exit_criterion": both(id), "evidence": both(id), "exit_note": both(id),
        "basis": "estimate",
        "cost": {
            "once": {"low": once // 2, "typical": once, "high": once * 2},
            "yearly": {"low": yearly // 2, "typical": yearly, "high": yearly * 2},
        },
    }  # fmt: skip
    return Initiative.model_validate({**base, **more})


def lift(question: str, level: int, after: int = 0) -> dict[str, Any]:
    return {"question": question, "level": level, "after": after}


def needs(*ids: str) -> list[dict[str, str]]:
    return [{"initiative": id} for id in ids]


PILOT = {"scope": both("p"), "days": 30, "cost_share": "0.1", "exit_criterion": both("p")}


def answered(value: Value) -> Answer:
    return Answer(state=AnswerState.ANSWERED, value=value)


def means(budget: int | Mapping[int, int] = 1_000_000, **more: Any) -> Means:
    """Plenty of everything unless told otherwise. budget in yuan for every year, or by year."""
    years = budget if isinstance(budget, Mapping) else dict.fromkeys((2026, 2027, 2028, 2029), budget)
    base: dict[str, Any] = {
        "start": START, "budget_by_year": {year: yuan * 100 for year, yuan in years.items()},
        "staff_days": {"owner": 100}, "horizon": 4, "parallel": 9, "locks": {},
    }  # fmt: skip
    return Means(**{**base, **more})


def problem(
    *initiatives: Initiative,
    means: Means,
    answers: Mapping[str, Value | Answer] | None = None,
    policies: tuple[Policy, ...] = (),
    sites: tuple[Site, ...] = (),
) -> PlanningProblem:
    start: dict[str, Value | Answer] = {**dict.fromkeys(QUESTIONS, "l0"), "tools": ("none",)}
    given = {**start, **(answers or {})}
    sheet = AnswerSheet(
        instrument="tiny",
        version="1.0",
        answers={id: one if isinstance(one, Answer) else answered(one) for id, one in given.items()},
    )
    company = Company(
        name="甲", industry="furniture", city="foshan", headcount=100, revenue_band="20m-100m", sites=sites
    )
    return PlanningProblem(
        instrument=INSTRUMENT,
        sheet=sheet,
        company=company,
        inventory=Inventory(),
        readiness_lens=LENS,
        readiness=score(LENS, INSTRUMENT, sheet, company, pains=means.pains),
        initiatives=tuple(initiatives),
        policies=policies,
        means=means,
        as_of=START,
    )


def quarter(fraction: int) -> Fraction:
    return Fraction(fraction, 4)
