"""The roadmap of a report as a workbook: work, and money by quarter."""

from datetime import datetime
from decimal import Decimal

from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Shape, Sheet, write_workbook
from app.packs.wording import NAMES
from app.reports.outcome import RoadmapData

WORK: tuple[tuple[Text, int, Shape], ...] = (
    (Text(zh="编号", en="Id"), 22, "text"),
    (Text(zh="举措", en="Initiative"), 40, "long"),
    (Text(zh="阶段", en="Stage"), 8, "number"),
    (Text(zh="开始", en="Starts"), 12, "date"),
    (Text(zh="结束", en="Ends"), 12, "date"),
    (Text(zh="一次性投入（元，通常）", en="One-off (CNY, typical)"), 16, "money"),
    (Text(zh="每年费用（元，通常）", en="Yearly (CNY, typical)"), 16, "money"),
    (Text(zh="规划期合计（元，低）", en="Over the plan (CNY, low)"), 16, "money"),
    (Text(zh="规划期合计（元，高）", en="Over the plan (CNY, high)"), 16, "money"),
    (Text(zh="人天", en="Staff-days"), 10, "number"),
    (Text(zh="验收标准", en="Done when"), 60, "long"),
)
CASH: tuple[tuple[Text, int, Shape], ...] = (
    (Text(zh="从", en="From"), 12, "date"),
    (Text(zh="到", en="To"), 12, "date"),
    (Text(zh="现金（元，低）", en="Cash (CNY, low)"), 18, "money"),
    (Text(zh="现金（元，通常）", en="Cash (CNY, typical)"), 18, "money"),
    (Text(zh="现金（元，高）", en="Cash (CNY, high)"), 18, "money"),
)
BY_QUARTER = Text(zh="按季度现金", en="Cash by quarter")


def write_roadmap(plan: RoadmapData | None, lang: Lang, *, at: datetime) -> bytes:
    """An .xlsx with real numbers and dates; without a plan its sheets are empty."""
    items = plan.items if plan else ()
    work: list[list[Cell]] = [
        [
            *(one.id, one.title.get(lang), one.stage, one.starts_on, one.ends_on),
            *(_yuan(fen) for fen in (one.once.typical, one.yearly.typical, one.cost.low, one.cost.high)),
            *(sum(one.staff_days.values()), one.exit_criterion.get(lang)),
        ]
        for one in items
    ]
    cash: list[list[Cell]] = [
        [one.starts_on, one.ends_on, *(_yuan(fen) for fen in (one.cash.low, one.cash.typical, one.cash.high))]
        for one in (plan.quarters if plan else ())
    ]
    title = NAMES["roadmap"].get(lang)
    sheets = [_sheet(NAMES["roadmap"], WORK, work, lang), _sheet(BY_QUARTER, CASH, cash, lang)]
    return write_workbook(sheets, title=title, at=at)


def _sheet(name: Text, columns: tuple[tuple[Text, int, Shape], ...], rows: list[list[Cell]], lang: Lang) -> Sheet:
    heads = [Column(title=title.get(lang), width=width, shape=shape) for title, width, shape in columns]
    return Sheet(name=name.get(lang), columns=heads, rows=rows)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
