"""What should become of each system a firm runs: the first rule whose every test holds decides."""

from collections.abc import Iterable

from app.content.firm import Inventory, Workload
from app.content.library import DispositionRule
from app.kit.errors import Invalid
from app.kit.text import Text
from app.planning.values import WorkloadAdvice

NO_RULE = Text(zh="没有规则适用于系统“{id}”。", en='No disposition rule covers the system "{id}".')


def advise(inventory: Inventory, rules: Iterable[DispositionRule]) -> tuple[WorkloadAdvice, ...]:
    """One advice a workload, in the inventory's order. Invalid when no rule covers one."""
    ordered = tuple(rules)
    return tuple(_advice(workload, ordered) for workload in inventory.workloads)


def _advice(workload: Workload, rules: tuple[DispositionRule, ...]) -> WorkloadAdvice:
    for rule in rules:
        if all(_is_among(_fact(workload, name), allowed) for name, allowed in rule.tests.items()):
            return WorkloadAdvice(
                workload=workload.id,
                disposition=rule.disposition,
                rule=rule.id,
                why=rule.why,
                changes_if=rule.changes_if,
            )
    raise Invalid(NO_RULE.format(id=workload.id))


def _fact(workload: Workload, name: str) -> str | int | bool | None:
    if name == "restore_tested":
        return workload.restore_tested_on is not None
    value: str | int | bool | None = getattr(workload, name)
    return value


def _is_among(fact: str | int | bool | None, allowed: tuple[str | int | bool, ...]) -> bool:
    # True equals 1 in Python; a yes or no must not match a count.
    return any(fact == one and isinstance(fact, bool) == isinstance(one, bool) for one in allowed)
