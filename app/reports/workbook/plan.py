"""The roadmap, one initiative a row, and the cash plan, one quarter a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.kit.text import Lang, Text
from app.kit.xlsx import Sheet
from app.reports.handmade import WHAT
from app.reports.outcome import ItemData, QuarterData, RoadmapData
from app.reports.wording import joined, plain
from app.reports.workbook.fields import Field, flag, listed, table, yuan
from app.reports.workbook.words import CHOSEN_FOR, KINDS, ROLES, word

ROADMAP = Text(zh="路线图", en="Roadmap")
CASH = Text(zh="现金计划", en="Cash plan")


def _days(role: str) -> "Field[ItemData]":
    name = ROLES[role]
    return Field(f"人天：{name.zh}", f"Staff-days: {name.en}", lambda one: one.staff_days.get(role), "number", 12)


ITEM_FIELDS: tuple[Field[ItemData], ...] = (
    Field("编号", "Id", lambda one: one.id, width=26),
    Field("举措", "Initiative", lambda one: one.title, "long", 40),
    Field("类别", "Kind", lambda one: word(KINDS, one.kind), width=10),
    Field("阶段", "Stage", lambda one: one.stage, "plain", 8),
    Field("试点", "Pilot", lambda one: flag(one.pilot), width=8),
    Field("开始", "Start", lambda one: one.starts_on, "date", 15),
    Field("结束", "End", lambda one: one.ends_on, "date", 15),
    Field("开始季度", "First quarter", lambda one: one.first_quarter + 1, "plain", 10),
    Field("结束季度", "Last quarter", lambda one: one.last_quarter + 1, "plain", 10),
    Field("周数", "Weeks", lambda one: one.weeks, "number", 8),
    Field("一次性投入：低（元）", "Once, low (CNY)", lambda one: yuan(one.once.low), "money", 16),
    Field("一次性投入：通常（元）", "Once, typical (CNY)", lambda one: yuan(one.once.typical), "money", 16),
    Field("一次性投入：高（元）", "Once, high (CNY)", lambda one: yuan(one.once.high), "money", 16),
    Field("每年费用：通常（元）", "Yearly, typical (CNY)", lambda one: yuan(one.yearly.typical), "money", 16),
    Field("期内合计：低（元）", "Total in the plan, low (CNY)", lambda one: yuan(one.cost.low), "money", 16),
    Field("期内合计：通常（元）", "Total in the plan, typical (CNY)", lambda one: yuan(one.cost.typical), "money", 16),
    Field("期内合计：高（元）", "Total in the plan, high (CNY)", lambda one: yuan(one.cost.high), "money", 16),
    *(_days(role) for role in ROLES),
    Field("人天合计", "Staff-days", lambda one: sum(one.staff_days.values()), "number", 10),
    Field("提升分数", "Points gained", lambda one: one.points, "decimal", 10),
    Field("衡量指标", "KPI", lambda one: one.kpi, "long", 44),
    Field("完成标准", "Exit criterion", lambda one: one.exit_criterion, "long", 44),
    Field("试点范围", "Pilot scope", lambda one: one.pilot_scope, "long", 40),
    Field("试点过关标准", "Pilot passed when", lambda one: one.pilot_exit, "long", 40),
    Field("前置举措", "Needs", lambda one: listed(one.needs), width=26),
    Field("哪些举措要等它", "Needed by", lambda one: listed(one.serves), width=26),
    Field("入选原因", "Chosen because", lambda one: word(CHOSEN_FOR, one.chosen_for), width=18),
    Field("对应义务", "Duty", lambda one: one.duty, width=22),
    Field("期限", "Deadline", lambda one: one.deadline, "date", 15),
    Field("回本月数：最快", "Payback in months, best", lambda one: _payback(one, 0), "number", 14),
    Field("回本月数：最慢", "Payback in months, worst", lambda one: _payback(one, 1), "number", 14),
    Field("相关政策编号", "Policy ids", lambda one: listed(one.policies), width=26),
)


HAND_FIELDS: tuple[Field[ItemData], ...] = (
    Field("人工设定", "Set by hand", lambda one: _hand(one, "by"), "long", 30),
    Field("设定的理由", "Reason for it", lambda one: _hand(one, "why"), "long", 40),
    Field("原估算：一次性，通常（元）", "Before: once, typical (CNY)", lambda one: _was(one, "once"), "money", 16),
    Field("原估算：每年，通常（元）", "Before: yearly, typical (CNY)", lambda one: _was(one, "yearly"), "money", 16),
)
"""Only where somebody set anything."""


def _hand(one: ItemData, what: str) -> Text | None:
    told = [WHAT[edit.kind].format(side=edit.side) if what == "by" else plain(edit.reason) for edit in one.edits or ()]
    return joined(told, zh="；", en="; ") if told else None


def _was(one: ItemData, part: str) -> Decimal | None:
    ranges = [found for edit in one.edits or () if (found := getattr(edit, part)) is not None]
    return yuan(ranges[0].typical) if ranges else None


def _payback(one: ItemData, at: int) -> int | None:
    return one.payback_months[at] if one.payback_months else None


def roadmap(plan: RoadmapData, lang: Lang) -> Sheet:
    """Chosen work by start."""
    by_hand = any(one.edits for one in plan.items)
    return table(ROADMAP, (*ITEM_FIELDS, *(HAND_FIELDS if by_hand else ())), plan.items, lang, kept=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A quarter with the sums so far, CNY fen."""

    quarter: QuarterData
    gross: int
    net: int


CASH_FIELDS: tuple[Field[Line], ...] = (
    Field("季度", "Quarter", lambda one: one.quarter.index + 1, "plain", 10),
    Field("从", "From", lambda one: one.quarter.starts_on, "date", 15),
    Field("到", "To", lambda one: one.quarter.ends_on, "date", 15),
    Field("现金：低（元）", "Cash, low (CNY)", lambda one: yuan(one.quarter.cash.low), "money", 18),
    Field("现金：通常（元）", "Cash, typical (CNY)", lambda one: yuan(one.quarter.cash.typical), "money", 18),
    Field("现金：高（元）", "Cash, high (CNY)", lambda one: yuan(one.quarter.cash.high), "money", 18),
    Field("累计：通常（元）", "So far, typical (CNY)", lambda one: yuan(one.gross), "money", 18),
    Field(
        "可能到位的补贴（元，未计入）",
        "Subsidy that may arrive (CNY, not counted)",
        lambda one: yuan(one.quarter.subsidy),
        "money",
        22,
    ),
    Field("扣除补贴后累计（元）", "So far less subsidies (CNY)", lambda one: yuan(one.net), "money", 20),
    Field("人天", "Staff-days", lambda one: sum(one.quarter.staff_used.values()), "number", 12),
    Field("可用人天", "Staff-days available", lambda one: sum(one.quarter.staff_available.values()), "number", 14),
)


def cash(plan: RoadmapData, lang: Lang) -> Sheet:
    """Cash and hands by quarter."""
    return table(CASH, CASH_FIELDS, _lines(plan), lang)


def _lines(plan: RoadmapData) -> Iterator[Line]:
    gross = net = 0
    for quarter in plan.quarters:
        gross += quarter.cash.typical
        net += quarter.cash.typical - quarter.subsidy
        yield Line(quarter=quarter, gross=gross, net=net)
