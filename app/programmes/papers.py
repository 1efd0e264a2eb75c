"""A cohort report as tables of words: what page, paper and workbook all draw from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.benchmarking.cohorts import Class, Pilot
from app.clients.wording import LEVEL_WORDS
from app.content.catalogue import MAIN
from app.content.loader import served_catalogue
from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Front, Sheet, write_workbook
from app.programmes import wording
from app.programmes.models import Edition, Programme
from app.programmes.wording import WORDS
from app.reports.renderers.sheets import Dressed

Table = tuple[str, list[str], list[list[str]]]
"""Title, heads, rows."""
LEVELS = {str(level): text for level, text in LEVEL_WORDS.items()}


def say_day(lang: Lang, year: int, month: int, day: int) -> str:
    """A day as official papers write it."""
    return f"{year}年{month}月{day}日" if lang == "zh" else f"{year}-{month:02}-{day:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Dressed):
    """One edition, and how its papers look."""

    words = WORDS

    programme: Programme
    edition: Edition

    @property
    def title(self) -> str:
        """The programme's name."""
        return self.programme.name.get(self.lang)

    @property
    def days(self) -> str:
        """Which report of when."""
        on = self.edition.as_of
        day = say_day(self.lang, on.year, on.month, on.day)
        told = wording.AS_OF.format(number=self.edition.number, day=day).get(self.lang)
        return f"{wording.TITLE.get(self.lang)} · {told}"

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What counts most."""
        cohort = self.edition.cohort
        signed = self.say("hidden") if cohort.signed_off is None else str(cohort.signed_off)
        rows = [(self.say("joined"), str(self.edition.joined)), (self.say("firms"), str(cohort.n))]
        return [*rows, (self.say("signed"), signed)]

    @property
    def tables(self) -> list[Table]:
        """Levels, movement, dimensions, gaps, shared pilots."""
        return [self._levels(), self._moves(), self._measures(), self._gaps(), self._pilots()]

    def _levels(self) -> Table:
        rows = [[self._range(one), str(one.n)] for one in self.edition.cohort.levels]
        return wording.LEVELS.get(self.lang), [self.say("level"), self.say("count")], rows

    def _range(self, one: Class) -> str:
        first, last = one.ids[0], one.ids[-1]
        told = f"L{first} {LEVELS[first].get(self.lang)}"
        return told if first == last else f"{told} – L{last} {LEVELS[last].get(self.lang)}"

    def _moves(self) -> Table:
        rows = [[self._any(one, wording.MOVES), str(one.n)] for one in self.edition.cohort.moves]
        return wording.MOVEMENT.get(self.lang), [self.say("move"), self.say("count")], rows

    def _any(self, one: Class, words: Mapping[str, Text]) -> str:
        if len(one.ids) == len(words):
            return self.say("whole")
        return wording.OR.get(self.lang).join(words[id].get(self.lang) for id in one.ids)

    def _measures(self) -> Table:
        lens = served_catalogue().lens(MAIN)
        titles = {one.id: one.title for one in lens.dimensions} | {"overall": WORDS["overall"]}
        found = {one.id: one for one in self.edition.cohort.measures}
        rows = [
            [titles[id].get(self.lang), f"{found[id].mean / 10:.1f}", self._bands(found[id].bands)]
            for id in titles
            if id in found
        ]
        return wording.DIMENSIONS.get(self.lang), [self.say("dimension"), self.say("mean"), self.say("bands")], rows

    def _bands(self, bands: Iterable[Class]) -> str:
        told = [f"{self._any(one, wording.BANDS)}{'：' if self.lang == 'zh' else ': '}{one.n}" for one in bands]
        return ("；" if self.lang == "zh" else "; ").join(told)

    def _of(self, k: int) -> str:
        return WORDS["of"].format(k=k, n=self.edition.cohort.n).get(self.lang)

    def _gaps(self) -> Table:
        titles = {
            one.id: one.title
            for dimension in served_catalogue().lens(MAIN).dimensions
            for one in dimension.capabilities
        }
        rows = [
            [titles[gap.id].get(self.lang) if gap.id in titles else gap.id, self._of(gap.k)]
            for gap in self.edition.cohort.gaps
        ]
        return wording.GAPS.get(self.lang), [self.say("gap"), self.say("count")], rows

    def _pilots(self) -> Table:
        heads = [self.say(name) for name in ("pilot", "count", "cost", "weeks")]
        return wording.PILOTS.get(self.lang), heads, [self._pilot(one) for one in self.edition.cohort.pilots]

    def _pilot(self, pilot: Pilot) -> list[str]:
        known = served_catalogue().initiatives.get(pilot.id)
        low, high = (f"{minor // 100:,}" for minor in (pilot.low, pilot.high))
        cost = WORDS["range"].format(low=low, high=high).get(self.lang)
        return [
            known.title.get(self.lang) if known else pilot.id,
            self._of(pilot.k),
            cost,
            str(known.weeks) if known else "",
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster(Dressed):
    """The campaign link of a programme for a wall."""

    words = wording.POSTER

    programme: Programme
    link: str

    @property
    def title(self) -> str:
        """The programme's name."""
        return self.programme.name.get(self.lang)

    @property
    def is_long(self) -> bool:
        """Whether the name needs smaller letters, so that everything stays on one page."""
        return len(self.title) > (22 if self.lang == "zh" else 44)

    @property
    def steps(self) -> list[str]:
        """What whoever scans it does."""
        return [self.say(name) for name in ("scan", "answer", "see")]

    @property
    def days(self) -> str:
        """From when to when."""
        first, last = (
            say_day(self.lang, day.year, day.month, day.day) for day in (self.programme.from_on, self.programme.to_on)
        )
        return f"{first} – {last}"

    @property
    def place(self) -> str:
        """Where the link leads, as one reads it out."""
        return self.link.partition("://")[2]


def write_sheets(paper: Paper) -> bytes:
    """A workbook: the sums and every table; counts and money as numbers."""
    lang = paper.lang
    about = [["", wording.ABOUT.get(lang), ""]]
    blocks = [(paper.title, [[label, value, ""] for label, value in paper.figures]), (paper.days, about)]
    front = Front(name=wording.TITLE.get(lang), title=paper.title, subtitle=paper.days, blocks=blocks)
    sheets = [_sheet(*table) for table in paper.tables[:-1]]
    pilots = _pilot_sheet(paper)
    title = f"{paper.title} {paper.days}"
    at = paper.edition.created_at
    return write_workbook([front, *sheets, pilots], title=title, at=at, lang=lang, author=paper.provider)


def _sheet(title: str, heads: list[str], rows: list[list[str]]) -> Sheet:
    widths = (34, 14, 60)
    columns = [Column(title=head, width=width) for head, width in zip(heads, widths, strict=False)]
    cells: list[list[Cell]] = [[_number(cell) for cell in row] for row in rows]
    return Sheet(name=title, columns=columns, rows=cells, kept=1, ready=True)


def _pilot_sheet(paper: Paper) -> Sheet:
    title, heads, rows = paper.tables[-1]
    low, high = ("最低（元）", "最高（元）") if paper.lang == "zh" else ("Low (CNY)", "High (CNY)")
    columns = [
        Column(title=heads[0], width=40),
        Column(title=heads[1], width=12, shape="plain"),
        Column(title=low, width=16, shape="number"),
        Column(title=high, width=16, shape="number"),
        Column(title=heads[3], width=14, shape="plain"),
    ]
    cells: list[list[Cell]] = [
        [row[0], one.k, one.low // 100, one.high // 100, _number(row[3])]
        for row, one in zip(rows, paper.edition.cohort.pilots, strict=True)
    ]
    return Sheet(name=title, columns=columns, rows=cells, kept=1, ready=True)


def _number(cell: str) -> Cell:
    if cell.isdecimal():
        return int(cell)
    return float(cell) if cell.replace(".", "", 1).isdecimal() else cell
