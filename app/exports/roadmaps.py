"""The roadmap as tables with stable ids: work, cash by quarter, gates. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.content.library import Initiative
from app.deliveries.pieces import Piece
from app.deliveries.projects import Project
from app.deliveries.wording import STATES
from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Shape, Sheet
from app.planning.values import PlannedItem

TITLE = Text(zh="路线图", en="Roadmap")
WORK = Text(zh="举措", en="Work")
CASH = Text(zh="每季度现金", en="Cash by quarter")
NOT_CHOSEN = Text(zh="未选举措", en="Not chosen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One piece of work with everything a column may tell of it."""

    piece: Piece
    item: PlannedItem | None
    initiative: Initiative | None
    lang: Lang

    def say(self, text: Text | None) -> str | None:
        """A text in the language of the table."""
        return text.get(self.lang) if text is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its head, what it holds, and how it is drawn."""

    title: Text
    value: Callable[[Source], Cell]
    shape: Shape = "text"
    width: int = 14


def _money(read: Callable[[PlannedItem], int]) -> Callable[[Source], Cell]:
    """Money of a piece in yuan: at one of several sites an even share, what is left over at the first."""

    def value(source: Source) -> Cell:
        if source.item is None:
            return None
        sites = source.item.sites or ("",)
        share, rest = divmod(read(source.item), len(sites))
        return yuan(share + (rest if source.piece.site == sites[0] else 0))

    return value


def _days(source: Source) -> Cell:
    """Staff-days are planned for all sites together: they stand at the first."""
    if source.item is None or source.piece.site not in ("", *source.item.sites[:1]):
        return None
    return sum(source.item.staff_days.values())


def _planned(read: Callable[[PlannedItem], Cell]) -> Callable[[Source], Cell]:
    return lambda source: read(source.item) if source.item is not None else None


def _told(read: Callable[[Initiative], Text | None]) -> Callable[[Source], Cell]:
    return lambda source: source.say(read(source.initiative)) if source.initiative is not None else None


def yuan(minor: int | None) -> Decimal | None:
    """Fen as yuan."""
    return None if minor is None else Decimal(minor) / 100


FIELDS = (
    Field(title=Text(zh="编号", en="Id"), value=lambda one: one.piece.key, width=22),
    Field(title=Text(zh="举措", en="Initiative"), value=lambda one: one.say(one.piece.title), width=40),
    Field(title=Text(zh="场所", en="Site"), value=lambda one: one.piece.place or None),
    Field(title=Text(zh="阶段", en="Stage"), value=_planned(lambda item: item.stage), shape="number", width=8),
    Field(title=Text(zh="状态", en="Status"), value=lambda one: one.say(STATES[one.piece.said.status]), width=10),
    Field(title=Text(zh="计划开始", en="Planned start"), value=_planned(lambda item: item.starts_on), shape="date"),
    Field(title=Text(zh="计划结束", en="Planned end"), value=_planned(lambda item: item.ends_on), shape="date"),
    Field(title=Text(zh="实际开始", en="Actual start"), value=lambda one: one.piece.said.started_on, shape="date"),
    Field(title=Text(zh="实际结束", en="Actual end"), value=lambda one: one.piece.said.ended_on, shape="date"),
    Field(
        title=Text(zh="一次性投入：低（元）", en="Once, low (CNY)"),
        value=_money(lambda item: item.once.low),
        shape="money",
    ),
    Field(
        title=Text(zh="一次性投入：通常（元）", en="Once, typical (CNY)"),
        value=_money(lambda item: item.once.typical),
        shape="money",
    ),
    Field(
        title=Text(zh="一次性投入：高（元）", en="Once, high (CNY)"),
        value=_money(lambda item: item.once.high),
        shape="money",
    ),
    Field(
        title=Text(zh="每年费用：通常（元）", en="Yearly, typical (CNY)"),
        value=_money(lambda item: item.yearly.typical),
        shape="money",
    ),
    Field(title=Text(zh="实付（元）", en="Paid (CNY)"), value=lambda one: yuan(one.piece.said.minor), shape="money"),
    Field(
        title=Text(zh="计划人天", en="Planned staff-days"),
        value=_days,
        shape="number",
    ),
    Field(
        title=Text(zh="实用人天", en="Staff-days spent"), value=lambda one: one.piece.said.staff_days, shape="number"
    ),
    Field(title=Text(zh="前置举措", en="Needs"), value=_planned(lambda item: ", ".join(item.after) or None), width=24),
    Field(title=Text(zh="衡量指标", en="KPI"), value=_told(lambda one: one.kpi), shape="long", width=40),
    Field(title=Text(zh="实测值", en="KPI measured"), value=lambda one: one.piece.said.kpi_value or None, width=24),
    Field(
        title=Text(zh="完成标准", en="Exit criterion"),
        value=_told(lambda one: one.exit_criterion),
        shape="long",
        width=40,
    ),
    Field(title=Text(zh="备注", en="Note"), value=lambda one: one.piece.said.note or None, shape="long", width=40),
)


def work_sheet(project: Project, pieces: Sequence[Piece], lang: Lang) -> Sheet:
    """One row for each piece of work, at one site where the plan names several."""
    sources = [Source(piece=one, item=one.item, initiative=project.library.get(one.key), lang=lang) for one in pieces]
    columns = [Column(title=one.title.get(lang), width=one.width, shape=one.shape) for one in FIELDS]
    rows = [[one.value(source) for one in FIELDS] for source in sources]
    return Sheet(name=WORK.get(lang), columns=columns, rows=rows)


def roadmap_sheets(project: Project, pieces: Sequence[Piece], lang: Lang) -> list[Sheet]:
    """Work, cash by quarter, and what was not chosen with the reason."""
    return [work_sheet(project, pieces, lang), _cash_sheet(project, lang), _rejected_sheet(project, lang)]


def _cash_sheet(project: Project, lang: Lang) -> Sheet:
    heads: tuple[tuple[Text, Shape], ...] = (
        (Text(zh="从", en="From"), "date"),
        (Text(zh="到", en="To"), "date"),
        (Text(zh="现金：低（元）", en="Cash, low (CNY)"), "money"),
        (Text(zh="现金：通常（元）", en="Cash, typical (CNY)"), "money"),
        (Text(zh="现金：高（元）", en="Cash, high (CNY)"), "money"),
        (Text(zh="可能到位的补贴（元，未计入）", en="Subsidy that may arrive (CNY, not counted)"), "money"),
        (Text(zh="人天", en="Staff-days"), "number"),
        (Text(zh="可用人天", en="Staff-days available"), "number"),
    )
    rows: list[list[Cell]] = [
        [
            *(one.starts_on, one.ends_on),
            *(yuan(minor) for minor in (one.cash.low, one.cash.typical, one.cash.high, one.subsidy)),
            *(sum(one.staff_used.values()), sum(one.staff_available.values())),
        ]
        for one in project.plan.quarters
    ]
    columns = [Column(title=title.get(lang), shape=shape, width=18) for title, shape in heads]
    return Sheet(name=CASH.get(lang), columns=columns, rows=rows)


def _rejected_sheet(project: Project, lang: Lang) -> Sheet:
    heads = (
        Column(title=FIELDS[0].title.get(lang), width=22),
        Column(title=FIELDS[1].title.get(lang), width=40),
        Column(title=Text(zh="原因", en="Reason").get(lang), width=80, shape="long"),
    )
    rows = [
        [one.initiative, project.title(one.initiative).get(lang), one.detail.get(lang)] for one in project.plan.rejected
    ]
    return Sheet(name=NOT_CHOSEN.get(lang), columns=heads, rows=rows)
