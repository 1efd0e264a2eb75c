"""From a report's data back to the answer sheet it was made from (docs/schemas/sheet.json). Pure."""

from collections.abc import Mapping
from typing import Any

from app.kit.plain import plain
from app.planning.values import Means
from app.reports.data import FirmData, ReportData
from app.reports.outcome import Pins

FEN = 100


def sheet_of(data: ReportData, pins: Pins) -> dict[str, Any]:
    """The sheet: judged again under the same editions it gives the same report."""
    made: dict[str, Any] = {
        "instrument": pins.instrument.id,
        "version": pins.instrument.version,
        "as_of": data.as_of.isoformat(),
        "company": _company(data.firm),
        "answers": answers_of(data, pins.instrument.id),
    }
    if pins.modules:
        made["modules"] = {
            one.id: {"version": one.version, "answers": answers_of(data, one.id)} for one in pins.modules
        }
    made["inventory"] = {
        "workloads": [plain(one.system) for one in data.workloads],
        "equipment": [plain(one.group) for one in data.equipment],
    }
    return made | ({"means": _means(data.means)} if data.means else {})


def answers_of(data: ReportData, instrument: str) -> dict[str, Any]:
    """What was answered to one questionnaire, by question, as in a sheet."""
    return {one.question: one.value for one in data.answers if one.instrument == instrument and one.value is not None}


def _company(firm: FirmData) -> dict[str, Any]:
    profile = ("name", "industry", "city", "town", "headcount", "revenue_band", "exports")
    return {
        **{name: getattr(firm, name) for name in profile},
        "sites": [plain(site) for site in firm.sites],
        "baseline": {
            one.id: {"value": _number(one.value), "month": one.month, "measured": one.measured} for one in firm.baseline
        },
    }


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _means(means: Means) -> Mapping[str, Any]:
    """Money in whole CNY, as people state it."""
    kept = ("horizon", "parallel", "pains", "must", "must_not", "locks", "done", "goal", "target_level", "target_by")
    return {
        "budget": {str(year): fen // FEN for year, fen in means.budget_by_year.items()},
        "staff_days": dict(means.staff_days),
        "blackouts": [{"from": start.isoformat(), "to": end.isoformat()} for start, end in means.blackouts],
        **{name: plain(getattr(means, name)) for name in kept},
    }
