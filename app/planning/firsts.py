"""Three things to begin with, from a quick scan: what improves most for its money and needs little before it."""

from collections.abc import Mapping
from typing import NamedTuple

from app.content.answers import AnswerSheet
from app.content.catalogue import Catalogue
from app.content.firm import Company, Inventory
from app.content.library import Initiative
from app.content.path import facts_of, truth
from app.content.scans import carry_over
from app.content.schema import Instrument
from app.planning.gaps import Gaps, Ladders, find_gaps
from app.planning.prices import price
from app.planning.values import MoneyRange
from app.scoring import score

STEPS = 3
UNIT = 1_000_000
"""Fen that count as much as the work itself when steps are compared."""


class FirstStep(NamedTuple):
    """One thing to begin with, and what its first year costs the firm."""

    initiative: Initiative
    first_year: MoneyRange


def first_steps(catalogue: Catalogue, scan: Instrument, sheet: AnswerSheet, company: Company) -> tuple[FirstStep, ...]:
    """Up to three initiatives, each after what it stands on; only answers given count, so nothing is guessed."""
    trade = company.industry
    full = catalogue.instrument(trade)
    answers = carry_over(scan, sheet, full)
    carried = AnswerSheet(instrument=full.id, version=full.version, answers=answers)
    lens = catalogue.lens_for(full)
    facts, _ = facts_of(full, carried, company)
    known = {
        one.id: one
        for one in catalogue.initiatives_for(trade)
        if (one.when is None or truth(one.when, facts) is True)
        and not (one.in_place and truth(one.in_place, facts) is True)
    }
    gaps = find_gaps(Ladders(full, carried, company), lens, score(lens, full, carried, company), known.values())
    costs = {id: _first_year(one, company) for id, one in known.items()}
    worth = {id: _worth(gaps, id, set(answers)) / (1 + costs[id].typical / UNIT) for id in known}
    chosen: list[str] = []
    for id in sorted(worth, key=lambda id: (-worth[id], id)):
        row = [one for one in _behind(known, id) if one not in chosen]
        if worth[id] > 0 and len(chosen) + len(row) <= STEPS:
            chosen += row
    return tuple(FirstStep(known[id], costs[id]) for id in chosen)


def _worth(gaps: Gaps, id: str, asked: set[str]) -> float:
    """Points of the steps it makes at once, from the level that is held now."""
    steps = (gaps.steps[key] for key in gaps.covers.get(id, ()) if key[0] in asked)
    return float(sum(step.points for step in steps if step.needs is None))


def _first_year(one: Initiative, company: Company) -> MoneyRange:
    found = price(one, company, Inventory())
    once, yearly = found.once, found.yearly
    return MoneyRange(low=once.low + yearly.low, typical=once.typical + yearly.typical, high=once.high + yearly.high)


def _behind(known: Mapping[str, Initiative], id: str) -> list[str]:
    """An initiative after all it stands on."""
    before = (need.initiative for need in known[id].requires if need.initiative and need.initiative in known)
    return [*dict.fromkeys(one for need in before for one in _behind(known, need)), id]
