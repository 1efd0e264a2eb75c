"""Answer sheets to begin with: empty, or filled at random yet always valid and the same for the same seed."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.cli.sheets import WRONG_TRADE, Filing
from app.content.answers import raw_answer
from app.content.catalogue import Catalogue
from app.content.scans import carry_over
from app.content.schema import Instrument, Kind, Question
from app.kit.errors import Invalid
from app.kit.text import Text
from app.planning.quarters import budget_years

CITIES = ("guangzhou", "foshan", "dongguan", "zhongshan", "shenzhen", "huizhou")
BANDS = ((20, "under-5m"), (60, "5m-20m"), (150, "20m-100m"), (400, "100m-400m"), (10**9, "over-400m"))
HOSTINGS = ("saas", "office-pc", "own-server", "vendor-hosted", "cloud-server")


def blank_sheet(instrument: Instrument, as_of: date, modules: Sequence[Instrument] = ()) -> dict[str, Any]:
    """Every question unanswered, with a company to overwrite."""
    sheet: dict[str, Any] = {
        "instrument": instrument.id,
        "version": instrument.version,
        "as_of": as_of.isoformat(),
        "company": {
            "name": "（企业名称 / company name）",
            "industry": instrument.industry,
            "city": "foshan",
            "town": None,
            "headcount": 50,
            "revenue_band": "5m-20m",
            "exports": False,
            "sites": [],
            "baseline": {},
        },
        "answers": {question.id: None for question in instrument.questions},
        "inventory": {"workloads": [], "equipment": []},
        "means": {
            "budget": {str(year): 0 for year in budget_years(as_of, 8)},
            "staff_days": {"owner": 0, "it": 0, "operations": 0, "office": 0},
            "horizon": 8,
            "parallel": 3,
            "blackouts": [],
            "pains": [],
            "must": [],
            "must_not": [],
            "locks": {},
            "done": [],
        },
    }
    return _with_modules(sheet, [(one, dict.fromkeys(question.id for question in one.questions)) for one in modules])


def _with_modules(sheet: dict[str, Any], filled: list[tuple[Instrument, dict[str, Any]]]) -> dict[str, Any]:
    """The sheet with its modules beside the answers; as it is where there are none."""
    if not filled:
        return sheet
    modules = {one.id: {"version": one.version, "answers": answers} for one, answers in filled}
    place = list(sheet).index("answers") + 1
    rows = list(sheet.items())
    return dict([*rows[:place], ("modules", modules), *rows[place:]])


def prefill(sheet: dict[str, Any], quick: Filing, full: Instrument) -> None:
    """Carry a quick scan over into a sheet of the full questionnaire: the firm, and the answers it gave, marked so.

    Invalid when the quick scan is of another trade.
    """
    if quick.company.industry != full.industry:
        message = WRONG_TRADE.format(instrument=full.industry or full.id, company=quick.company.industry)
        raise Invalid(message)
    sheet["company"] |= quick.company.model_dump(mode="json", exclude={"baseline"})
    for name, answer in carry_over(quick.instrument, quick.sheet, full).items():
        sheet["answers"][name] = raw_answer(answer)


def random_sheet(
    instrument: Instrument, catalogue: Catalogue, as_of: date, seed: int, modules: Sequence[Instrument] = ()
) -> dict[str, Any]:
    """A believable filled sheet; the same seed gives the same sheet."""
    draw = random.Random(seed)  # noqa: S311 samples, no secrets
    headcount = int(draw.choice((8, 15, 30, 60, 85, 120, 240, 400)) * draw.uniform(0.8, 1.3))
    band = next(name for most, name in BANDS if headcount < most)
    city = draw.choice(CITIES)
    industry = instrument.industry or ""
    kinds = catalogue.industries[industry].sites
    sites: list[dict[str, Any]] = [
        {"id": f"site-{n}", "name": f"{n} 号 / No. {n}", "kind": kind, "city": city}
        for n, kind in enumerate(kinds[: draw.randint(1, 2)], start=1)
    ]
    company = {
        "name": f"随机企业 {seed} / Random Firm {seed}",
        "industry": industry,
        "city": city,
        "town": None,
        "headcount": headcount,
        "revenue_band": band,
        "exports": draw.random() < 0.3,
        "sites": sites,
        "baseline": _baseline(instrument, as_of, draw),
    }
    skill = draw.uniform(0.1, 0.8)
    answers = {question.id: _answer(question, skill, draw, sites) for question in instrument.questions}
    sheet = blank_sheet(instrument, as_of) | {
        "company": company,
        "answers": answers,
        "inventory": _inventory(headcount, skill, draw, catalogue, industry),
        "means": _means(headcount, _pains(catalogue, instrument), as_of, draw),
    }
    filled = [(one, {part.id: _answer(part, skill, draw, sites) for part in one.questions}) for one in modules]
    return _with_modules(sheet, filled)


def _baseline(instrument: Instrument, as_of: date, draw: random.Random) -> dict[str, Any]:
    month = (as_of.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    return {
        figure.id: {
            "value": round(float(figure.min + (figure.max - figure.min) * int(draw.uniform(2, 30)) / 100), 2),
            "month": month,
            "measured": draw.random() < 0.5,
        }
        for figure in instrument.baseline
        if draw.random() < 0.6
    }


def _answer(question: Question, skill: float, draw: random.Random, sites: list[dict[str, Any]]) -> Any:
    chance = draw.random()
    if chance < 0.05 and question.allow.dont_know:
        return {"state": "dont_know"}
    if chance < 0.08 and question.allow.not_applicable:
        return {"state": "not_applicable"}
    if question.per == "site" and sites and draw.random() < 0.5:
        asked = [site for site in sites if site["kind"] in question.at] or sites
        return {"sites": {site["id"]: _value(question, skill, draw) for site in asked}}
    return _value(question, skill, draw)


def _value(question: Question, skill: float, draw: random.Random) -> Any:
    if question.kind is Kind.SINGLE:
        place = draw.gauss(skill, 0.15) * (len(question.options) - 1)
        return question.options[min(max(round(place), 0), len(question.options) - 1)].id
    if question.kind is Kind.MULTIPLE:
        chosen = [option.id for option in question.options if not option.exclusive and draw.random() < skill]
        alone = [option.id for option in question.options if option.exclusive]
        return chosen or alone[:1] or [question.options[0].id]
    if question.kind is Kind.SHARE:
        total = draw.randint(4, 40)
        return {"part": draw.randint(0, round(total * skill)), "total": total}
    if question.kind is Kind.TABLE:
        return {row.id: _whole(question, skill, draw) for row in question.rows}
    return "随机填写 / filled at random" if question.kind is Kind.TEXT else _whole(question, skill, draw)


def _whole(question: Question, skill: float, draw: random.Random) -> int:
    low, high = int(question.min or 0), int(question.max if question.max is not None else 100)
    return min(max(round(low + (high - low) * draw.gauss(skill, 0.15)), low), high)


def _inventory(
    headcount: int, skill: float, draw: random.Random, catalogue: Catalogue, industry: str
) -> dict[str, Any]:
    workloads = [
        {
            "id": one.id,
            "name": _name(one.title),
            "kind": one.id,
            "hosting": draw.choice(HOSTINGS),
            "users": max(1, int(headcount * draw.uniform(0.02, 0.3))),
            "criticality": draw.choice(("low", "medium", "high")),
            "backup": draw.choice(("none", "local", "offsite")),
            "customised": draw.choice(("none", "light", "heavy")),
            "supported": draw.random() < 0.8,
            "personal_data": draw.random() < 0.4,
        }
        for one in catalogue.workloads.values()
        if one.suits(industry) and draw.random() < 0.2 + skill / 2
    ]
    equipment = []
    for one in catalogue.equipment.values():
        if not one.suits(industry) or draw.random() < 0.5:
            continue
        total = max(1, round(headcount * draw.uniform(0.02, 0.15)))
        digital = draw.randint(0, round(total * min(1.0, skill + 0.2)))
        connected = draw.randint(0, digital)
        counts = {"total": total, "automated": draw.randint(0, total), "digital": digital, "connected": connected}
        used, age = draw.randint(0, connected), draw.randint(1, 15)
        named: dict[str, Any] = {"id": one.id, "name": _name(one.title), "kind": one.id}
        equipment.append({**named, **counts, "data_used": used, "age_years": age})
    return {"workloads": workloads, "equipment": equipment}


def _name(title: Text) -> str:
    return f"{title.zh} / {title.en}"


def _pains(catalogue: Catalogue, instrument: Instrument) -> list[str]:
    lens = next(iter(catalogue.lenses_for(instrument)), None)
    return sorted(pain.id for pain in lens.pains) if lens else []


def _means(headcount: int, pains: list[str], as_of: date, draw: random.Random) -> dict[str, Any]:
    purse = headcount * draw.choice((0, 1000, 2500, 4000))
    return {
        "budget": {str(as_of.year + year): int(purse * share) // 1000 * 1000 for year, share in enumerate((0.3, 1, 1))},
        "staff_days": {"owner": 6, "it": 5 + headcount // 20, "operations": 10 + headcount // 10, "office": 8},
        "horizon": 8,
        "parallel": draw.randint(2, 4),
        "blackouts": [{"from": f"{as_of.year + 1}-01-25", "to": f"{as_of.year + 1}-02-20", "why": "spring-festival"}],
        "pains": draw.sample(pains, k=min(len(pains), draw.randint(0, 3))),
        "must": [],
        "must_not": [],
        "locks": {},
        "done": [],
    }
