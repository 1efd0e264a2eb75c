"""What a firm can put in, as written in a sheet: read strictly, checked against the catalogue."""

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.content.answers import Fault
from app.content.catalogue import Catalogue
from app.content.library import Role
from app.content.schema import Instrument, Key, Record
from app.kit.text import Text
from app.kit.words import shown
from app.planning.quarters import budget_years, spans
from app.planning.values import Means

FEN = 100
NO_INITIATIVE = Text(zh="没有举措“{id}”，请检查拼写。", en='There is no initiative "{id}"; check its spelling.')
NO_PAIN = Text(zh="没有痛点“{id}”，应为 {known} 之一。", en='There is no pain "{id}"; use one of {known}.')
BAD_YEAR = Text(
    zh="年份“{year}”应写作 2026 这样的四位数。", en='The year "{year}" must have four digits, such as 2026.'
)
NO_YEAR = Text(
    zh="规划期涉及 {year} 年，请写明该年预算；没有就写 0。",
    en="The plan reaches into {year}: name that year's budget, 0 if there is none.",
)
BACKWARDS = Text(zh="结束日期早于开始日期。", en="The end is before the start.")
LATE_LOCK = Text(
    zh="第 {quarter} 季度超出规划期（共 {horizon} 个季度，从 0 数起）。",
    en="Quarter {quarter} is beyond the horizon ({horizon} quarters, counted from 0).",
)
NO_LEVEL = Text(
    zh="目标是达到某一等级时，请写明 target_level（1 至 4）。",
    en="With the goal of a level, name it in target_level (1 to 4).",
)
NO_GOAL = Text(zh="只有 goal 为 level 时才能写 {field}。", en="{field} goes only with the goal “level”.")
TOO_SOON = Text(
    zh="{by} 早于规划的第一个季度结束，来不及做任何事。",
    en="{by} is before the plan's first quarter ends: nothing could be finished.",
)
CONTRADICTS = Text(zh="“{id}”既要求必做，又要求不做。", en='"{id}" is both required and excluded.')

Yuan = Annotated[int, Field(ge=0, le=10_000_000_000)]
Days = Annotated[int, Field(ge=0, le=100_000)]
Ids = Annotated[tuple[Key, ...], Field(max_length=200)]


class Blackout(Record):
    """Days in which nothing goes live."""

    from_: date = Field(alias="from")
    to: date
    why: str | None = Field(default=None, max_length=80)


class StatedMeans(Record):
    """budget: calendar year -> whole CNY. staff_days: role -> days a quarter. locks: initiative -> quarter from 0.

    goal: `improvement` (the most, early), `level` (the official level `target_level` by `target_by` at least cost) or
    `payback` (most money back within the horizon).
    """

    budget: dict[str, Yuan] = Field(default={}, max_length=12)
    staff_days: dict[Role, Days] = {}
    horizon: int = Field(default=8, ge=1, le=12)
    parallel: int = Field(default=3, ge=1, le=20)
    blackouts: tuple[Blackout, ...] = Field(default=(), max_length=60)
    pains: Ids = ()
    must: Ids = ()
    must_not: Ids = ()
    locks: dict[Key, Annotated[int, Field(ge=0, le=11)]] = Field(default={}, max_length=200)
    done: Ids = ()
    goal: Literal["improvement", "level", "payback"] = "improvement"
    target_level: int | None = Field(default=None, ge=1, le=4)
    target_by: date | None = None

    def means(self, start: date) -> Means:
        """The same as a planning value."""
        return Means(
            start=start,
            budget_by_year={int(year): yuan * FEN for year, yuan in self.budget.items()},
            staff_days={str(role): days for role, days in self.staff_days.items()},
            horizon=self.horizon,
            parallel=self.parallel,
            blackouts=tuple((one.from_, one.to) for one in self.blackouts),
            pains=self.pains,
            must=self.must,
            must_not=self.must_not,
            locks=dict(self.locks),
            done=self.done,
            goal=self.goal,
            target_level=self.target_level,
            target_by=self.target_by,
        )


def check_means(
    stated: StatedMeans, catalogue: Catalogue, instrument: Instrument | None = None, start: date | None = None
) -> list[Fault]:
    """Ids nobody knows, years that are none or not named, and wishes that contradict each other."""
    found = [*_odd_times(stated), *_unknown_ids(stated, catalogue, instrument)]
    if start and stated.budget:
        years = [year for year in budget_years(start, stated.horizon) if str(year) not in stated.budget]
        found += [(f"budget.{year}", NO_YEAR.format(year=year)) for year in years]
    found += [
        ("must_not", CONTRADICTS.format(id=id)) for id in sorted({*stated.must_not} & {*stated.must, *stated.locks})
    ]
    found += _odd_goal(stated, start)
    return [Fault(path=f"means.{path}", message=message) for path, message in found]


def _odd_goal(stated: StatedMeans, start: date | None) -> Iterator[tuple[str, Text]]:
    if stated.goal == "level" and stated.target_level is None:
        yield "target_level", NO_LEVEL
    for name in ("target_level", "target_by"):
        if stated.goal != "level" and getattr(stated, name) is not None:
            yield name, NO_GOAL.format(field=name)
    if stated.target_by and start and stated.target_by < spans(start, 1)[0].ends_on:
        yield "target_by", TOO_SOON.format(by=stated.target_by.isoformat())


def _odd_times(stated: StatedMeans) -> Iterator[tuple[str, Text]]:
    for year in stated.budget:
        if not (len(year) == 4 and year.isascii() and year.isdecimal()):
            yield f"budget.{shown(year)}", BAD_YEAR.format(year=shown(year))
    for index, blackout in enumerate(stated.blackouts):
        if blackout.to < blackout.from_:
            yield f"blackouts[{index}].to", BACKWARDS
    for id, quarter in stated.locks.items():
        if quarter >= stated.horizon:
            yield f"locks.{id}", LATE_LOCK.format(quarter=quarter, horizon=stated.horizon)


def _unknown_ids(
    stated: StatedMeans, catalogue: Catalogue, instrument: Instrument | None
) -> Iterator[tuple[str, Text]]:
    for name in ("must", "must_not", "done"):
        for index, id in _unknown(getattr(stated, name), catalogue.initiatives):
            yield f"{name}[{index}]", NO_INITIATIVE.format(id=id)
    for _, id in _unknown(stated.locks, catalogue.initiatives):
        yield f"locks.{id}", NO_INITIATIVE.format(id=id)
    if instrument is None or not stated.pains:
        return
    pains = [pain.id for lens in catalogue.lenses_for(instrument)[:1] for pain in lens.pains]
    for index, id in _unknown(stated.pains, pains):
        yield f"pains[{index}]", NO_PAIN.format(id=id, known=", ".join(pains) or "-")


def _unknown(ids: Iterable[str], known: Container[str]) -> list[tuple[int, str]]:
    return [(index, id) for index, id in enumerate(ids) if id not in known]
