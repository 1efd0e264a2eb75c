"""Every check of content at once, and what there is of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.content.answers import Fault
from app.content.checks.industries import check_industries
from app.content.checks.inspection import Inspection
from app.content.checks.instruments import check_instruments
from app.content.checks.languages import check_languages
from app.content.checks.lenses import check_lenses
from app.content.checks.library import check_library
from app.content.checks.packs import check_packs
from app.content.checks.parameters import check_parameters
from app.content.checks.scans import check_scans
from app.content.editions import check_editions
from app.content.loader import DATA, Loaded, cycles, read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Counts by kind of content, and every fault."""

    counts: Mapping[str, int]
    faults: tuple[Fault, ...]


def count(loaded: Loaded) -> dict[str, int]:
    """How much of everything was read."""
    things = loaded.things
    questions = sum(len(getattr(thing.record, "questions", ())) for thing in things["instruments"])
    return {
        "instruments": len(things["instruments"]),
        "questions": questions,
        "lenses": len(things["lenses"]),
        "initiatives": len(things["initiatives"]),
        "benchmark_sets": len(things["benchmarks"]),
        "policies": len(things["policies"]),
        "packs": len(things["packs"]),
        "cases": len(things["cases"]),
        "dispositions": len(things["dispositions"]),
        "rungs": len(things["ladder"]),
        "industries": len(things["industries"]),
        "sorts": len(things["workloads"]) + len(things["equipment"]),
    }


def check_content(folder: Path | None = None) -> Findings:
    """Read a content folder afresh (ours by default) and check all of it."""
    root = folder or DATA
    loaded = read_content(root)
    inspection = Inspection(loaded, list(loaded.faults))
    inspection.faults += cycles(loaded)
    check_instruments(inspection)
    check_lenses(inspection)
    check_parameters(inspection)
    check_scans(inspection)
    check_library(inspection)
    check_packs(inspection)
    check_industries(inspection)
    check_languages(inspection)
    inspection.faults += check_editions(root)
    return Findings(counts=count(loaded), faults=tuple(inspection.faults))
