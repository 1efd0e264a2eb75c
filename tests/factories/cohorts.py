"""Firms of a programme as they are counted, without rows behind them."""

from datetime import timedelta

from app.benchmarking.cohorts import Participant, Price
from app.kit import clock
from app.programmes.operations import Plan


def believable_plan(name: str = "Foshan furniture cloud pilot") -> Plan:
    """A programme of one trade that began a month ago and runs for half a year."""
    today = clock.today()
    return Plan(
        name_zh=f"{name}（试点）",
        name_en=name,
        trades=["furniture"],
        region="佛山市顺德区",
        unit="顺德区工业和信息化局",
        goals="三十家企业完成评估\n十家企业启动设备联网",
        from_on=today - timedelta(days=30),
        to_on=today + timedelta(days=150),
    )


def believable_firms(count: int = 26) -> list[Participant]:
    """Enough of them, half at level 1, the others at level 2; every second one plans to connect machines."""
    return [
        Participant(
            firm=f"firm-{number:03}",
            level=1 + number % 2,
            move="first",
            is_signed_off=False,
            scores={"overall": 300 + 10 * number, "iot": 200 + 5 * number},
            gaps=frozenset({"connection"} if number % 2 else ()),
            plans={"f2-office-suite": Price(low=500_000, high=1_500_000)} if number % 2 else {},
        )
        for number in range(count)
    ]
