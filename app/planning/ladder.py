"""Where each group of machines stands on the connectivity ladder, and the price of the next rung."""

from collections.abc import Iterable, Mapping

from app.content.firm import EquipmentGroup, Inventory
from app.content.library import Money, Rung
from app.planning.values import EquipmentRung, MoneyRange


def place(inventory: Inventory, rungs: Iterable[Rung]) -> tuple[EquipmentRung, ...]:
    """Each group on the highest rung that at least half of its machines have reached, in the inventory's order.

    machines_left: machines not on the next rung yet; next_cost: what they would cost, where content knows a price.
    """
    ladder = {rung.rung: rung for rung in rungs}
    return tuple(_placed(group, ladder) for group in inventory.equipment)


def reached(group: EquipmentGroup) -> tuple[int, ...]:
    """Machines on or above rung 0, 1, 2, ...: stand-alone, with an interface, connected, data used, run remotely.

    Rung 1: has a controller with an interface. 2: connected. 3: its data is used. 4: used and settings are sent to it.
    5: every machine of the group is, so that the loop is closed.
    """
    closed = group.total if min(group.remote, group.data_used) == group.total else 0
    return (
        group.total,
        group.digital,
        min(group.connected, group.digital),
        min(group.data_used, group.connected),
        min(group.remote, group.data_used),
        closed,
    )


def _placed(group: EquipmentGroup, ladder: Mapping[int, Rung]) -> EquipmentRung:
    counts = reached(group)
    rung = 0
    while rung + 1 < len(counts) and rung + 1 in ladder and 2 * counts[rung + 1] >= group.total:
        rung += 1
    following = ladder.get(rung + 1)
    left = group.total - counts[rung + 1] if following is not None and rung + 1 < len(counts) else 0
    price = ladder[rung].cost_per_machine if rung in ladder else None
    return EquipmentRung(
        group=group.id, rung=rung, machines_left=left, next_cost=_times(price, left) if price and left else None
    )


def _times(price: Money, machines: int) -> MoneyRange:
    return MoneyRange(
        low=price.low * machines * 100, typical=price.typical * machines * 100, high=price.high * machines * 100
    )
