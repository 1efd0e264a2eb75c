"""The library holds what a plan and a report need of it."""

from itertools import product

import pytest

from app.content.catalogue import Catalogue
from app.content.firm import Workload
from app.content.loader import load_catalogue

FIRST_YEAR = {
    "f1-master-data": (0, 20_000, 60_000),
    "f2-office-suite": (5_000, 20_000, 60_000),
    "f3-backup": (3_000, 10_000, 30_000),
    "f4-design-quote": (20_000, 60_000, 150_000),
    "f5-cutting-nesting": (10_000, 60_000, 200_000),
    "f6-cloud-erp": (60_000, 200_000, 400_000),
    "f7-store-crm": (10_000, 40_000, 120_000),
    "f8-mes-lite": (50_000, 180_000, 500_000),
    "f9-install-dispatch": (10_000, 40_000, 120_000),
    "f10-network": (20_000, 60_000, 150_000),
    "f11-machine-connection": (80_000, 200_000, 400_000),
    "f12-energy-sensing": (20_000, 60_000, 150_000),
    "f13-design-production": (150_000, 400_000, 1_000_000),
    "f14-cockpit": (10_000, 40_000, 100_000),
    "a1-part-numbers": (0, 30_000, 100_000),
    "a3-cloud-erp": (80_000, 250_000, 600_000),
    "a4-pdm": (60_000, 150_000, 350_000),
    "a5-oms-wms": (15_000, 60_000, 200_000),
    "a6-supplier-portal": (20_000, 60_000, 150_000),
    "a7-serial-trace": (30_000, 100_000, 250_000),
    "a8-bench-data": (50_000, 150_000, 400_000),
    "a9-mes-lite": (100_000, 300_000, 800_000),
    "a10-machines-moulds": (80_000, 200_000, 500_000),
    "a11-after-sales": (10_000, 50_000, 150_000),
    "a12-connected-product": (80_000, 250_000, 800_000),
    "a13-market-evidence": (40_000, 120_000, 300_000),
    "a14-energy": (15_000, 50_000, 120_000),
    "a15-forecast-sop": (30_000, 100_000, 300_000),
    "e1-data-map": (5_000, 30_000, 80_000),
    "e2-licences": (5_000, 20_000, 60_000),
    "e3-school-saas": (5_000, 25_000, 80_000),
    "e4-prepaid-platform": (0, 10_000, 40_000),
    "e5-enrolment-crm": (5_000, 30_000, 100_000),
    "e6-live-recorded": (10_000, 50_000, 200_000),
    "e7-content-protection": (5_000, 20_000, 80_000),
    "e8-one-student-id": (30_000, 100_000, 300_000),
    "e9-minors-audit": (10_000, 40_000, 150_000),
    "e10-elastic-platform": (200_000, 600_000, 2_000_000),
    "e11-classroom-iot": (10_000, 50_000, 200_000),
    "e12-exit-backup": (2_000, 10_000, 30_000),
}
WORKLOADS = [
    Workload(id="w", name="w", kind=kind, hosting=hosting, dongle=dongle, supported=supported, customised=customised)
    for kind, hosting, dongle, supported, customised in product(
        ("erp", "cutting", "custom", "finance", "office", "machine-host", "mes", "other"),
        ("saas", "vendor-hosted", "cloud-server", "own-server", "office-pc", "personal-account"),
        (True, False),
        (True, False),
        ("none", "light", "heavy"),
    )
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The content this repository ships."""
    return load_catalogue()


@pytest.mark.parametrize("id", FIRST_YEAR)
def test_first_year_costs_are_those_of_the_study(catalogue: Catalogue, id: str) -> None:
    cost = catalogue.initiatives[id].cost
    once, yearly = cost.once, cost.yearly
    total = (once.low + yearly.low, once.typical + yearly.typical, once.high + yearly.high)
    assert total == FIRST_YEAR[id]


def test_a_firm_without_money_still_has_work_to_choose(catalogue: Catalogue) -> None:
    free = [one for one in catalogue.initiatives.values() if one.cost.once.typical + one.cost.yearly.typical == 0]
    reachable = {one.id for one in free}
    on_their_own = [one for one in free if all(need.initiative in reachable for need in one.requires)]
    assert len(on_their_own) >= 5


def test_pilots_end_before_their_work_does(catalogue: Catalogue) -> None:
    late = [one.id for one in catalogue.initiatives.values() if one.pilot and one.pilot.days > 7 * one.weeks]
    assert late == []


def test_every_level_can_be_lifted_to_the_next(catalogue: Catalogue) -> None:
    lifts = [lift for one in catalogue.initiatives.values() for lift in one.lifts if lift.level]
    ladders = {lift.question for lift in lifts}
    stuck = [
        (question, held)
        for question in sorted(ladders)
        for held in range(4)
        if not any(lift.question == question and lift.after <= held < (lift.level or 0) for lift in lifts)
    ]
    assert stuck == []
    assert len(ladders) >= 29


def test_every_workload_gets_an_answer_and_a_dongle_never_moves(catalogue: Catalogue) -> None:
    for workload in WORKLOADS:
        rule = next(
            one
            for one in catalogue.dispositions
            if all(getattr(workload, key) in kept for key, kept in one.tests.items())
        )
        if workload.dongle:
            assert rule.disposition in {"retain", "replace"}


def test_an_offer_names_its_place_and_a_duty_its_source(catalogue: Catalogue) -> None:
    for policy in catalogue.policies.values():
        assert policy.source.address
        assert policy.kind != "subsidy" or policy.province is not None


def test_reference_sets_have_an_address_and_priors_are_called_estimates(catalogue: Catalogue) -> None:
    for benchmark in catalogue.benchmarks.values():
        assert (benchmark.kind == "reference") == bool(benchmark.source.address)
        assert benchmark.kind == "reference" or benchmark.source.confidence == "E"


def test_staff_days_fit_the_firm(catalogue: Catalogue) -> None:
    erp = catalogue.initiatives["f6-cloud-erp"]
    assert erp.staff_for(100) == erp.staff_days
    assert "it" not in erp.staff_for(12)
    assert sum(erp.staff_for(12).values()) < sum(erp.staff_days.values()) < sum(erp.staff_for(240).values())
