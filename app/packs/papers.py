"""The papers of a pack as Word files, in the dress of Chinese official forms."""

from collections.abc import Sequence
from datetime import date

from app.kit.docx import Manuscript, Meta
from app.kit.leaf import Bit, Cell, Grid, Line, mark_of
from app.kit.text import Lang, Text
from app.kit.wordml import OFFICIAL
from app.packs.values import Checked, Exhibit, PackCase, check_papers, count_missing
from app.packs.wording import FITS, FOUND, NAMES, STATES, SURE, L
from app.reports import wording
from app.reports.wearing import HOUSE, author_of, names_us

WARNED = {"past": "past", "late": "late", "check": "check"}


class Paper:
    """One paper being written, in one language."""

    def __init__(self, case: PackCase, lang: Lang, title: Text) -> None:
        self.case, self.lang = case, lang
        policy, firm = case.offered.title, case.document.cover.firm
        meta = Meta(
            title=f"{firm} · {title.get(lang)}",
            lang=lang,
            day=case.today,
            subject=policy.get(lang),
            keywords=case.document.code,
            author=author_of(case.document),
            program=HOUSE if names_us(case.document) else author_of(case.document),
        )
        self.sheet = Manuscript(meta, faces=OFFICIAL)
        self.sheet.running(f"{firm} · {policy.get(lang)}", title.get(lang))
        self.sheet.paragraph(policy.get(lang), "Contents Title")
        self.sheet.paragraph([Bit(title.get(lang), "Strong"), Bit(f"　{firm}")], "Lead")
        made = L["made"].format(day=wording.day(case.today), code=case.document.code)
        self.sheet.paragraph(made.get(lang), "Source")
        if lang == "en":
            self.sheet.paragraph(L["copy"].en, "Source")
        self._warn()

    def say(self, name: str, **values: Text | str | int) -> str:
        """A label of ours."""
        return L[name].format(**values).get(self.lang) if values else L[name].get(self.lang)

    def _warn(self) -> None:
        name, reason = WARNED.get(self.case.offered.fit), self.case.offered.reason
        if name is None:
            return
        (box,) = self.sheet.side_by_side([100], ["warn-soft"])
        box.paragraph([Bit(self.say(name), "Strong")], "Box", keep=True)
        if reason is not None:
            box.paragraph(reason.get(self.lang), "Box")
        self.sheet.lay([box], edge="warn")

    def heading(self, name: str) -> None:
        """A section."""
        self.sheet.paragraph(self.say(name), "Heading 2", mark=mark_of("h", name))

    def table(
        self, name: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], *, money: int = 0
    ) -> None:
        """A form table; the last `money` columns are amounts."""
        first = len(heads) - money
        lines = [Line(cells=tuple(Cell(text=self.say(head), style="Cell Head") for head, _ in heads), head=True)]
        for row in rows:
            cells = (
                Cell(text=text, align="end" if index >= first and money else "start") for index, text in enumerate(row)
            )
            lines.append(Line(cells=tuple(cells)))
        widths = tuple(width for _, width in heads)
        self.sheet.table(
            Grid(widths=widths, lines=tuple(lines), style="Form", mark=mark_of("t", name), alt=self.say(name))
        )

    def pairs(self, name: str, rows: Sequence[tuple[str, str]]) -> None:
        """Label and value, line by line; what is to be filled in has room to write."""
        lines = tuple(
            Line(cells=(Cell(text=label, style="Cell Head"), Cell(text=value)), least=9) for label, value in rows
        )
        self.sheet.table(
            Grid(widths=(28, 72), lines=lines, style="Form", mark=mark_of("t", name), alt=self.say(name), headed=False)
        )

    def save(self) -> bytes:
        """The file."""
        return self.sheet.save()


def write_checklist(case: PackCase, lang: Lang) -> bytes:
    """What the policy asks for, what is there, what is still missing."""
    paper = Paper(case, lang, L["checklist"])
    checked, offered = check_papers(case.offered, case.exhibits), case.offered
    _missing(paper, checked)
    paper.heading("asks")
    if offered.policy:
        paper.sheet.paragraph(offered.policy.what.get(lang))
    paper.sheet.paragraph(offered.recipe.about.get(lang), "Small")
    if offered.grounds:
        paper.heading("conditions")
        rows = [
            (STATES[one.state].get(lang), one.text.get(lang), one.todo.get(lang) if one.todo else "")
            for one in offered.grounds
        ]
        paper.table("condition", (("state", 14), ("condition", 46), ("todo", 40)), rows)
    paper.heading("papers")
    source = offered.recipe.source
    told = {"title": source.title, "sure": SURE[source.confidence], "day": wording.day(offered.recipe.verified_on)}
    paper.sheet.paragraph(paper.say("source", **told), "Source")
    paper.table(
        "paper",
        (("tick", 7), ("paper", 32), ("state", 15), ("sure", 18), ("remark", 28)),
        [_paper_row(one, lang) for one in checked],
    )
    return paper.save()


def _paper_row(one: Checked, lang: Lang) -> tuple[str, ...]:
    codes = "、".join(exhibit.code for exhibit in one.exhibits[:12])
    state = FOUND[one.found].get(lang) + (f" {codes}" if codes else "")
    asked = one.paper
    return (L["box"].get(lang), asked.title.get(lang), state, SURE[asked.confidence].get(lang), asked.hint.get(lang))


def _missing(paper: Paper, checked: tuple[Checked, ...]) -> None:
    """The one list everybody looks for first."""
    open_grounds = paper.case.offered.open_grounds
    paper.heading("missing")
    missing = [one.paper for one in checked if one.found == "missing"]
    if not missing and not open_grounds:
        paper.sheet.paragraph(paper.say("nothing"))
        return
    counts = {"all": len(checked), "missing": count_missing(checked), "open": len(open_grounds)}
    paper.sheet.paragraph(paper.say("missing_n", **counts))
    listed = [_open_line(paper, one.title, one.hint) for one in missing]
    listed += [_open_line(paper, one.text, one.todo, STATES[one.state]) for one in open_grounds]
    paper.sheet.bullets(listed)


def _open_line(paper: Paper, title: Text, todo: Text | None, state: Text | None = None) -> list[Bit]:
    before, after, between = ("（", "）", "：") if paper.lang == "zh" else (" (", ")", ": ")
    known = f"{before}{state.get(paper.lang)}{after}" if state else ""
    return [
        Bit(f"{title.get(paper.lang)}{known}", "Strong"),
        Bit(f"{between}{todo.get(paper.lang)}" if todo else ""),
    ]


def write_index(case: PackCase, lang: Lang) -> bytes:
    """The files of the evidence: which answer each stands behind, and its hash."""
    paper = Paper(case, lang, L["index"])
    if case.exhibits is None or not case.exhibits:
        paper.sheet.paragraph(paper.say("left_out" if case.exhibits is None else "no_exhibits"))
        return paper.save()
    folder = NAMES["proofs"]
    paper.sheet.paragraph(paper.say("files_in", folder=folder) if case.with_files else paper.say("files_out"))
    heads = (("code", 8), ("file", 26), ("answer", 36), ("hash", 30))
    paper.table("index", heads, [_exhibit_row(one, lang) for one in case.exhibits])
    return paper.save()


def _exhibit_row(one: Exhibit, lang: Lang) -> tuple[str, ...]:
    about = f"{one.question.get(lang)}（{one.site}）" if one.site else one.question.get(lang)
    return (one.code, f"{one.name}\n{one.size:,} B", about, one.sha256)


def signature(paper: Paper) -> None:
    """The declaration with its boxes for signature, stamp and the office."""
    paper.heading("pledge")
    paper.sheet.paragraph(paper.case.offered.recipe.pledge.get(paper.lang), keep=True)
    day = f"\n\n\n\n{paper.say('day')}"
    kept = Cell(text=paper.say("sign") + day, style="Cell Kept")
    boxes = (
        Line(cells=(kept, Cell(text=paper.say("stamp") + day)), least=42),
        Line(cells=(Cell(text=paper.say("office") + day, span=2),), least=32),
    )
    grid = Grid(widths=(50, 50), lines=boxes, style="Form", mark="t_signature", alt=paper.say("pledge"), headed=False)
    paper.sheet.table(grid)


def fit_of(case: PackCase) -> Text:
    """How the policy stands today, in words."""
    return FITS[case.offered.fit]


def say_dates(start: date, end: date) -> str:
    """A span of days as forms write it."""
    return f"{start:%Y-%m-%d}\n{end:%Y-%m-%d}"
