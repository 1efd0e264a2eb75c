"""What should become of systems, and where machines stand on the ladder."""

from typing import Any

import pytest

from app.content.firm import EquipmentGroup, Inventory, Workload
from app.content.library import DispositionRule, Rung
from app.content.loader import load_catalogue
from app.kit.errors import Invalid
from app.planning.dispositions import advise
from app.planning.ladder import place, reached
from app.planning.values import MoneyRange

from .workshop import both


def workload(**more: Any) -> Workload:
    return Workload(**{"id": "erp", "name": "ERP", "kind": "erp", "hosting": "own-server", **more})


def rule(id: str, disposition: str, **tests: Any) -> DispositionRule:
    return DispositionRule.model_validate(
        {"id": id, "tests": tests, "disposition": disposition, "why": both(id), "changes_if": both(id)}
    )


RULES = (
    rule("idle", "retire", used=[False]),
    rule("one-user", "replace", users=[1]),
    rule("tested", "retain", restore_tested=[True]),
    rule("else", "rehost"),
)


@pytest.mark.parametrize(
    ("facts", "fired"),
    [
        ({"used": False, "users": 1}, "idle"),
        ({"users": 1}, "one-user"),
        ({"users": 5, "restore_tested_on": "2026-01-01"}, "tested"),
        ({"users": 5}, "else"),
    ],
)
def test_the_first_rule_whose_tests_all_hold_decides(facts: dict[str, Any], fired: str) -> None:
    (advice,) = advise(Inventory(workloads=(Workload.model_validate({**workload().model_dump(), **facts}),)), RULES)
    assert advice.rule == fired and advice.why == both_text(fired)


def both_text(words: str) -> Any:
    return rule("x", "retain").why.model_validate(both(words))


def test_yes_is_not_one_and_a_gap_in_the_rules_is_said() -> None:
    assert (
        advise(Inventory(workloads=(workload(users=1),)), (rule("used", "retire", used=[1]), *RULES))[0].rule != "used"
    )
    with pytest.raises(Invalid):
        advise(Inventory(workloads=(workload(),)), RULES[:1])


def test_the_shipped_rules_cover_every_kind_of_hosting() -> None:
    rules = load_catalogue().dispositions
    for hosting in ("own-server", "office-pc", "personal-account", "saas", "cloud-server", "vendor-hosted"):
        for used in (True, False):
            (advice,) = advise(Inventory(workloads=(workload(hosting=hosting, used=used),)), rules)
            assert (advice.disposition == "retire") == (not used)


def group(**counts: int) -> EquipmentGroup:
    return EquipmentGroup(id="saws", name="saws", kind="beam-saw", total=10, **counts)


RUNGS = tuple(
    Rung.model_validate(
        {"rung": at, "title": both("r"), "meaning": both("r"), "next_step": both("r"),
         **({"cost_per_machine": {"low": 1, "typical": 2, "high": 3}} if at < 5 else {})}
    )
    for at in range(6)
)  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "rung", "left"),
    [
        ({}, 0, 10),
        ({"digital": 4}, 0, 6),
        ({"digital": 5}, 1, 10),
        ({"digital": 10, "connected": 5, "data_used": 4}, 2, 6),
        ({"digital": 10, "connected": 10, "data_used": 10, "remote": 9}, 4, 10),
        ({"digital": 10, "connected": 10, "data_used": 10, "remote": 10}, 5, 0),
    ],
)
def test_half_of_the_machines_make_a_rung(counts: dict[str, int], rung: int, left: int) -> None:
    (placed,) = place(Inventory(equipment=(group(**counts),)), RUNGS)
    assert (placed.rung, placed.machines_left) == (rung, left)
    price = MoneyRange(low=left * 100, typical=left * 200, high=left * 300)
    assert placed.next_cost == (price if left else None)


def test_a_machine_counts_only_with_all_below_it() -> None:
    assert reached(group(digital=3, connected=3, data_used=2, remote=2)) == (10, 3, 3, 2, 2, 0)
