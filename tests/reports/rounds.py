"""Two rounds of a sample firm as a comparison, made from sheets without a database."""

from functools import cache
from typing import Any

from app.cli.rounds import compare_filings
from app.cli.sheets import Filing, read_sheet
from app.content.loader import load_catalogue
from app.reports.values import ReportDocument
from tests.reports.firms import FIRMS, sheet

BETTER = {"op-finance": "l4", "op-purchasing": "l4", "cloud-backup": "l4", "op-production": "l0"}


def earlier(firm: str = FIRMS[1]) -> dict[str, Any]:
    """The sample as it was a year before."""
    raw = sheet(firm)
    raw["as_of"] = "2025-11-03"
    raw["means"]["budget"]["2025"] = 40000
    return raw


def later(firm: str = FIRMS[1], changed: dict[str, Any] | None = None) -> dict[str, Any]:
    """The sample with some answers changed and its measured figures a fifth lower."""
    raw = sheet(firm)
    raw["answers"] |= BETTER if changed is None else changed
    for figure in raw["company"]["baseline"].values():
        figure["value"] = round(figure["value"] * 0.8, 1)
    return raw


def compared(old: dict[str, Any], new: dict[str, Any]) -> ReportDocument:
    """The comparison document of two sheets."""
    catalogue = load_catalogue()
    before, after = (_filing(raw) for raw in (old, new))
    return compare_filings(before, after, catalogue.lenses_for(after.instrument), catalogue)


def _filing(raw: dict[str, Any]) -> Filing:
    filing, faults = read_sheet(raw, load_catalogue())
    assert filing is not None, faults
    return filing


@cache
def comparison() -> ReportDocument:
    """One comparison, made once a run."""
    return compared(earlier(), later())
