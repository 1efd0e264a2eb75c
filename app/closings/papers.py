"""A comparison of two month ends as tables of words: what page, paper, slides and workbook all draw from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clients.models import Stage
from app.clients.wording import COLUMN_WORDS, LEVEL_WORDS, STAGE_WORDS
from app.closings import wording
from app.closings.values import Comparison, Frozen, Move, Tally
from app.closings.wording import WORDS
from app.content.loader import served_catalogue
from app.kit.slides import Bars, Deck, Figures, Grid, Part, Slide, write_deck
from app.kit.text import Lang
from app.kit.xlsx import Cell, Column, Front, Sheet, write_workbook
from app.reports.renderers.sheets import Dressed

CHARTED = 6
"""Groups a slide has room for, the largest first; the workbook has all."""
COUNTED = ("firms", "up", "down", "new", "ended", "overdue", "stalled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Dressed):
    """Whose month end it is, and how its papers look."""

    words = WORDS

    at: datetime
    comparison: Comparison

    @property
    def title(self) -> str:
        """The heading of all papers."""
        return wording.TITLE.get(self.lang)

    @property
    def days(self) -> str:
        """The line below it."""
        return wording.say_days(self.comparison.as_of, self.comparison.against, self.lang)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What counts most: (what, how many)."""
        whole = self.comparison.whole
        return [(self.say(name), str(getattr(whole, name))) for name in COUNTED]

    @property
    def tables(self) -> list[tuple[str, list[str], list[list[str]]]]:
        """By trade and by account manager: title, heads, rows."""
        lang, found = self.lang, []
        trades = {key: trade.title.get(lang) for key, trade in served_catalogue().trades.items()}
        told: tuple[tuple[str, str, Sequence[Tally], Mapping[str, str], str], ...] = (
            ("trade", wording.BY_TRADE.get(lang), self.comparison.trades, trades, wording.NO_TRADE.get(lang)),
            ("manager", wording.BY_MANAGER.get(lang), self.comparison.managers, {}, wording.NO_MANAGER.get(lang)),
        )
        for name, title, tallies, known, nobody in told:
            head = [self.say(name), *(self.say(one) for one in COUNTED), self.say("level")]
            rows = [
                [
                    known.get(tally.name, tally.name) or nobody,
                    *(str(getattr(tally, one)) for one in COUNTED),
                    _mean(tally),
                ]
                for tally in tallies
            ]
            found.append((title, head, rows))
        return found

    @property
    def lists(self) -> list[tuple[str, list[list[str]]]]:
        """Firms by name: risen, fallen, new; each row a name and what to say of it."""
        named = self.comparison.named
        moved = [
            (title, [[move.one.name, _signed(move.points)] for move in named(kind)])
            for title, kind in ((wording.RISEN, "up"), (wording.FALLEN, "down"))
        ]
        arrived = [[move.one.name, STAGE_WORDS[Stage(move.one.stage)].get(self.lang)] for move in named("new")]
        late = [[one.name, _waiting(one, self.lang)] for one in self.comparison.overdue]
        return [
            *((title.get(self.lang), rows) for title, rows in moved),
            (wording.ARRIVED.get(self.lang), arrived),
            (wording.WAITING.get(self.lang), late),
        ]

    @property
    def stages(self) -> list[tuple[str, int]]:
        """Every stage somebody is in, and how many."""
        counts = self.comparison.counts
        return [
            (word.get(self.lang), counts[str(stage)]) for stage, word in STAGE_WORDS.items() if counts.get(str(stage))
        ]


def write_slides(paper: Paper) -> bytes:
    """Three slides: the whole, what moved by trade and by account manager, and who needs attention."""
    deck = Deck(
        title=f"{paper.title} · {paper.days}",
        author=paper.provider,
        lang=paper.lang,
        at=paper.at,
        accent=paper.accent,
        dark=paper.dark,
    )
    titles = (paper.title, wording.MOVEMENT.get(paper.lang), wording.ATTENTION.get(paper.lang))
    parts: tuple[Sequence[Sequence[Part]], ...] = (_whole(paper), _groups(paper), (_people(paper),))
    return write_deck(deck, [Slide(title, paper.days, rows) for title, rows in zip(titles, parts, strict=True)])


def _whole(paper: Paper) -> Sequence[Sequence[Part]]:
    lang, whole, count = paper.lang, paper.comparison.whole, paper.say("count")
    counted = [(paper.say(name), str(getattr(whole, name))) for name in ("firms", "overdue", "stalled")]
    kinds = ("up", "down", "new", "ended")
    moved = [float(getattr(whole, name)) for name in kinds]
    charts: list[Part] = [Bars(wording.MOVEMENT.get(lang), [paper.say(name) for name in kinds], [(count, moved)])]
    if paper.stages:
        numbers = [float(number) for _name, number in paper.stages]
        charts.insert(0, Bars(wording.BY_STAGE.get(lang), [name for name, _number in paper.stages], [(count, numbers)]))
    if paper.comparison.against is not None:
        counted.insert(0, (paper.say("before"), str(paper.comparison.before)))
    return (Figures(counted),), charts


def _groups(paper: Paper) -> Sequence[Sequence[Part]]:
    none, kinds = wording.NONE.get(paper.lang), ("up", "down")
    grids = [Grid(head[:6], [row[:6] for row in rows[:CHARTED]], none) for _title, head, rows in paper.tables]
    charts: list[Part] = []
    for (title, _head, rows), tallies in zip(
        paper.tables, (paper.comparison.trades, paper.comparison.managers), strict=True
    ):
        series = [
            (paper.say(kind), [float(getattr(tally, kind)) for tally in tallies[:CHARTED]]) for kind in reversed(kinds)
        ]
        charts.append(Bars(title, [row[0] for row in rows[:CHARTED]], series))
    return (grids, charts) if paper.comparison.moves else (grids,)


def _people(paper: Paper) -> Sequence[Part]:
    lang, lists = paper.lang, dict(paper.lists)
    asked = ((wording.RISEN, "points"), (wording.FALLEN, "points"), (wording.WAITING, "next"))
    none = wording.NONE.get(lang)
    return [
        Grid([title.get(lang), paper.say(name)], lists[title.get(lang)], f"{title.get(lang)}: {none}")
        for title, name in asked
    ]


def write_sheets(paper: Paper) -> bytes:
    """A workbook: the sums, both groupings, and every client with how it moved."""
    lang, day = paper.lang, wording.say_day(paper.comparison.as_of, paper.lang)
    front = Front(
        name=paper.title,
        title=paper.title,
        subtitle=f"{paper.provider} · {paper.days}",
        blocks=[
            (wording.MOVEMENT.get(lang), [[label, int(value), ""] for label, value in paper.figures]),
            (wording.BY_STAGE.get(lang), [[label, number, ""] for label, number in paper.stages]),
            (wording.AS_OF.format(day=day).get(lang), [["", wording.ABOUT.get(lang), ""]]),
        ],
    )
    groups = [_group(title, head, rows) for title, head, rows in paper.tables]
    title = f"{paper.title} {paper.days}"
    return write_workbook([front, *groups, _firms(paper)], title=title, at=paper.at, lang=lang, author=paper.provider)


def _group(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    inner = [Column(title=name, width=12, shape="plain") for name in head[1:-1]]
    columns = [Column(title=head[0], width=24), *inner, Column(title=head[-1], width=12, shape="decimal")]
    return Sheet(
        name=title, columns=columns, rows=[[row[0], *map(_number, row[1:])] for row in rows], kept=1, ready=True
    )


def _firms(paper: Paper) -> Sheet:
    heads: tuple[tuple[str, int], ...] = (("firm", 34), ("trade", 16), ("manager", 16), ("move", 12), ("stage", 16))
    columns = [Column(title=paper.say(name), width=width) for name, width in heads]
    columns += [Column(title=COLUMN_WORDS["level"].get(paper.lang), width=16)]
    columns += [Column(title=paper.say(name), width=12, shape="decimal") for name in ("score", "points")]
    columns += [Column(title=paper.say("overdue"), width=10), Column(title=paper.say("stalled"), width=10)]
    columns += [Column(title=paper.say("next"), width=34), Column(title=paper.say("due"), width=14, shape="date")]
    rows = [
        _firm(move, paper)
        for move in sorted(paper.comparison.moves, key=lambda move: (not move.one.name, move.one.name))
    ]
    return Sheet(name=paper.say("firms"), columns=columns, rows=rows, kept=1, ready=True)


def _firm(move: Move, paper: Paper) -> list[Cell]:
    one, lang = move.one, paper.lang
    trades = served_catalogue().trades
    level = f"L{one.level} {LEVEL_WORDS[one.level].get(lang)}" if one.level in LEVEL_WORDS else None
    return [
        one.name or wording.WITHDRAWN.get(lang),
        trades[one.trade].title.get(lang) if one.trade in trades else None,
        one.manager or None,
        paper.say(move.kind),
        STAGE_WORDS[Stage(one.stage)].get(lang),
        level,
        None if one.score is None else one.score / 10,
        move.points / 10 if move.before and move.after else None,
        paper.say("overdue") if one.is_overdue else None,
        paper.say("stalled") if one.is_stalled else None,
        one.next_action or None,
        one.next_on,
    ]


def _number(cell: str) -> Cell:
    return float(cell) if "." in cell else int(cell) if cell.isdecimal() else None


def _mean(tally: Tally) -> str:
    return "–" if tally.level is None else f"{tally.level:.1f}"


def _signed(thousandths: int) -> str:
    return f"{'+' if thousandths > 0 else '−'}{abs(thousandths) / 10:.1f}"


def _waiting(one: Frozen, lang: Lang) -> str:
    days: list[date] = [day for day in (one.next_on, one.due_on) if day is not None]
    return " · ".join(part for part in (one.next_action, wording.say_day(min(days), lang) if days else "") if part)
