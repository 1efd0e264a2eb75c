"""Firms to measure on: the samples, and random ones from a seed."""

import json
from collections.abc import Iterator
from datetime import date

from app.cli.blank import random_sheet
from app.cli.sheets import Filing, read_sheet
from app.content.catalogue import Catalogue
from app.content.loader import load_catalogue
from app.planning.problem import PlanningProblem
from app.scoring import score
from tests.bench.measure import ROOT

DAY = date(2026, 11, 23)
SAMPLE = ROOT / "samples" / "guangzhou-panels-85.json"


def catalogue() -> Catalogue:
    """All content."""
    return load_catalogue()


def sample() -> Filing:
    """The 85-person maker of custom panels."""
    filing, faults = read_sheet(json.loads(SAMPLE.read_text(encoding="utf-8")), catalogue())
    assert filing, faults
    return filing


def random_firms(count: int, trade: str = "furniture") -> Iterator[Filing]:
    """As many random firms of a trade, the same ones every time."""
    for seed in range(1, count + 1):
        raw = random_sheet(catalogue().instrument(trade), catalogue(), DAY, seed)
        filing, faults = read_sheet(raw, catalogue())
        assert filing, faults
        yield filing


def problem_of(filing: Filing) -> PlanningProblem:
    """What the planner is asked for a firm."""
    content = catalogue()
    readiness, *others = content.lenses_for(filing.instrument)
    miit = next((one for one in others if one.official), None)
    given = (filing.instrument, filing.sheet, filing.company)
    return PlanningProblem(
        instrument=filing.instrument,
        sheet=filing.sheet,
        company=filing.company,
        inventory=filing.inventory,
        readiness_lens=readiness,
        readiness=score(readiness, *given, pains=filing.means.pains, trace=False),
        miit_lens=miit,
        miit=score(miit, *given, trace=False) if miit else None,
        initiatives=content.initiatives_for(filing.company.industry),
        policies=tuple(content.policies.values()),
        means=filing.means,
        as_of=filing.as_of,
    )
