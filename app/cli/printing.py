"""jianyun print: the PDFs of many reports at once, on all cores."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import click
from pydantic import ValidationError

from app.cli.files import NO_FILE, fail, read_json, write_all
from app.cli.options import as_of_option
from app.cli.report import case_of
from app.content.catalogue import MAIN
from app.kit.errors import PersonError
from app.kit.paper import PdfResult, PressFailed
from app.kit.press import PrintPool
from app.kit.text import Lang, Text
from app.kit.words import shown
from app.reports.document import assemble
from app.reports.editions import share_edition
from app.reports.values import Edition, ReportDocument

NOTHING = Text(zh="{path} 里没有 .json 文件。", en="There is no .json file in {path}.")
NO_REPORT_IN = Text(
    zh="{path} 里的报告读不出来：文件不完整，或出自更新的版本。",
    en="The report in {path} cannot be read: the file is incomplete, or of a newer release.",
)
SAME_NAME = Text(
    zh="{first} 和 {second} 会写成同一个文件名，请改名或分开打印。",
    en="{first} and {second} would be written under one name; rename one, or print them apart.",
)
PRINTED = Text(zh="[{done}/{all}] {path}：{pages} 页", en="[{done}/{all}] {path}: {pages} pages")
FAILED = Text(zh="[{done}/{all}] {path} 没有印出来：{reason}", en="[{done}/{all}] {path} was not printed: {reason}")
SOME_FAILED = Text(zh="{count} 份没有印出来，其余都已写好。", en="{count} were not printed; the others are written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One PDF to print: from which file, in which language, where to."""

    source: Path
    lang: Lang
    target: Path


def sources_of(paths: Iterable[Path], lang: Lang) -> tuple[Path, ...]:
    """The JSON files named, and those of the folders named; no two of one name."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not inside:
            fail(lang, NOTHING.format(path=shown(str(path), 200)))
        found += inside
    names: dict[str, Path] = {}
    for path in found:
        if path.stem in names:
            fail(lang, SAME_NAME.format(first=shown(str(names[path.stem]), 200), second=shown(str(path), 200)))
        names[path.stem] = path
    return tuple(found)


class Desk:
    """Reads what is to be printed: answer sheets are judged first, report files are as they were frozen."""

    def __init__(self, lang: Lang, as_of: date | None, edition: Edition) -> None:
        self.lang, self.as_of, self.edition = lang, as_of, edition
        self.read: dict[Path, ReportDocument] = {}

    def document(self, path: Path) -> ReportDocument:
        """The report in a file. Leaves with exit code 2 where there is none in it."""
        if path not in self.read:
            raw = read_json(str(path), self.lang)
            held = raw.get("document") if isinstance(raw, dict) else None
            whole = self._frozen(path, held) if held is not None else self._judged(path)
            self.read = {path: share_edition(whole) if self.edition == "share" else whole}
        return self.read[path]

    def _frozen(self, path: Path, held: Any) -> ReportDocument:
        try:
            return ReportDocument.model_validate(held)
        except ValidationError:
            fail(self.lang, NO_REPORT_IN.format(path=shown(str(path), 200)))

    def _judged(self, path: Path) -> ReportDocument:
        from app.cli.judging import judge
        from app.cli.score import lenses_for, open_filing

        filing, catalogue = open_filing(str(path), self.lang, self.as_of)
        lenses = lenses_for((), filing, catalogue, self.lang)
        if MAIN not in {lens.id for lens in lenses}:
            from app.cli.assess import NO_REPORT

            fail(self.lang, NO_REPORT.format(title=filing.instrument.title))
        return assemble(case_of(judge(filing, catalogue, lenses)))


def print_all(orders: Iterable[Order], desk: Desk, pool: PrintPool, tell: Callable[[Order, Any], None]) -> int:
    """Print every order, as many at once as there are lanes; returns how many failed. `tell` hears of each."""
    from app.reports.renderers.pdf import print_in

    room = threading.Semaphore(2 * pool.most)  # documents of many firms are not all read at once

    def work(order: Order, document: ReportDocument) -> PdfResult:
        try:
            printed = print_in(pool, document, order.lang)
            write_all({order.target: printed.content})
            return printed
        finally:
            room.release()

    failed = 0
    with ThreadPoolExecutor(pool.most + 1, "print") as hands:
        begun = {}
        for order in orders:
            room.acquire()
            begun[hands.submit(work, order, desk.document(order.source))] = order
        for done in as_completed(begun):
            error = done.exception()
            if error is not None and not isinstance(error, PressFailed | PersonError):
                raise error
            failed += error is not None
            tell(begun[done], error or done.result())
    return failed


@click.command("print")
@click.argument("paths", metavar="FOLDER|FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--lang",
    "langs",
    type=click.Choice(["zh", "en"]),
    multiple=True,
    default=("zh",),
    show_default=True,
    help="Language of the reports; repeat for both.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder for the PDFs, NAME.zh.pdf for NAME.json.",
)
@click.option(
    "--edition",
    type=click.Choice(["share", "full"]),
    default="share",
    show_default=True,
    help="share: to hand on, without answers, notes and data; full: everything.",
)
@click.option("--lanes", type=click.IntRange(1, 64), help="Documents printed at once; as many as there are cores.")
@as_of_option
def print_reports(paths: tuple[Path, ...], langs: tuple[str, ...], out: Path, as_of: date | None, **how: Any) -> None:
    """Print the reports of answer sheets or report files (JSON), those in FOLDER or each FILE, on all cores.

    What cannot be printed is told and the others are; then the exit code is 1.
    """
    from app.reports.renderers.pdf import paper_css

    wanted = [cast(Lang, lang) for lang in dict.fromkeys(langs)]
    lang = wanted[0]
    sources = sources_of(paths, lang)
    _make(out, lang)
    orders = [Order(source=path, lang=one, target=out / f"{path.stem}.{one}.pdf") for path in sources for one in wanted]
    told = [0]

    def tell(order: Order, result: Any) -> None:
        told[0] += 1
        sentence = (PRINTED if isinstance(result, PdfResult) else FAILED).format(
            done=told[0],
            all=len(orders),
            path=shown(str(order.target), 200),
            pages=getattr(result, "pages", 0),
            reason=shown(str(result), 300) if isinstance(result, Exception) else "",
        )
        click.echo(sentence.get(lang), err=True)

    with PrintPool(paper_css(), lanes=how["lanes"] or 0) as pool:
        failed = print_all(orders, Desk(lang, as_of, how["edition"]), pool, tell)
    if failed:
        click.echo(SOME_FAILED.format(count=failed).get(lang), err=True)
        raise SystemExit(1)


def _make(out: Path, lang: Lang) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(lang, NO_FILE.format(path=shown(str(out), 200), reason=error.strerror or ""))
