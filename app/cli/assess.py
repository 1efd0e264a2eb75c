"""jianyun assess: the whole main job without a database."""

import gc
from datetime import date
from pathlib import Path

import click

from app.cli.files import fail, write_all
from app.cli.judging import Judgement, judge
from app.cli.options import as_of_option, dump, lang_option
from app.cli.score import describe, lenses_for, open_filing
from app.content.catalogue import MAIN
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

QUICK = "quick"
"""The lens of a quick scan, whose report has two pages."""
MORE = "report "
"""Before the number of a report named by --report."""
SAME_FILE = Text(
    zh="--pdf、--html、--json 与 --report 不能写到同一个文件。",
    en="--pdf, --html, --json and --report must go to different files.",
)
NEEDS_READINESS = Text(zh=f"报告需要 --lens {MAIN}。", en=f"A report needs --lens {MAIN}.")
NO_REPORT = Text(
    zh="“{title}”只给读数，不出报告；请不带 --pdf、--html 和 --report 运行，或用 --json 写成文件。",
    en="“{title}” gives a reading, not a report: run it without --pdf, --html and --report, or write --json.",
)
WROTE = Text(zh="已写出 {path}", en="Wrote {path}")
output = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


def render(judgement: Judgement, lang: Lang, *, html: bool, pdf: bool) -> tuple[bytes | None, bytes | None]:
    """The report as screen HTML and as PDF bytes, each only where asked for."""
    from app.cli.report import print_report

    return print_report(judgement, lang, html=html, pdf=pdf)


def outputs_of(judgement: Judgement, lang: Lang, targets: dict[str, Path | None]) -> dict[Path, bytes]:
    """Bytes for every file asked for."""
    made: dict[Path, bytes] = {}
    if targets["html"] or targets["pdf"]:
        html, pdf = render(judgement, lang, html=bool(targets["html"]), pdf=bool(targets["pdf"]))
        made |= {
            path: content for path, content in ((targets["html"], html), (targets["pdf"], pdf)) if path and content
        }
    if targets["json"]:
        made[targets["json"]] = dump(judgement.result).encode()
    more = [path for name, path in targets.items() if name.startswith(MORE) and path]
    if more:
        from app.cli.report import draw_reports

        made |= draw_reports(judgement, lang, more)
    return made


def reports_of(targets: dict[str, Path | None]) -> bool:
    """Whether any of the files is a report."""
    return any(path for name, path in targets.items() if name != "json")


def check_targets(targets: dict[str, Path | None], names: tuple[str, ...], lang: Lang) -> None:
    """Refuse two outputs in one file, and a report without the lens it tells of."""
    paths = [path.absolute() for path in targets.values() if path]
    if len(set(paths)) < len(paths):
        fail(lang, SAME_FILE)
    if names and reports_of(targets) and not {MAIN, QUICK} & {name.split("@")[0] for name in names}:
        fail(lang, NEEDS_READINESS)


def _heat_press() -> None:
    # It takes a second to get ready; meanwhile the firm is judged.
    from app.reports.renderers.pdf import get_ready

    get_ready()


@click.command()
@click.argument("path", metavar="SHEET")
@click.option("--lens", "names", multiple=True, help="Lens id, or id@version; repeat for more. All by default.")
@click.option("--pdf", type=output, help="Write the report as PDF.")
@click.option("--html", type=output, help="Write the report as one HTML page.")
@click.option(
    "--json", "document", type=output, help="Write the result document (docs/schemas/result.json); - prints it."
)
@click.option(
    "--report",
    "more",
    type=output,
    multiple=True,
    help="Write the report in the format its name ends in: .docx, .xlsx or .json (docs/schemas/report.json).",
)
@as_of_option
@lang_option
def assess(  # noqa: PLR0913
    path: str,
    names: tuple[str, ...],
    pdf: Path | None,
    html: Path | None,
    document: Path | None,
    more: tuple[Path, ...],
    as_of: date | None,
    lang: Lang,
) -> None:
    """Judge SHEET (a file, or - for standard input): score, compare with benchmarks, plan, and write what is asked.

    Needs no database and no network. Every fault in the sheet is printed with its path, and the exit code is 2.
    """
    if gc.isenabled():  # one short run: its memory is given back at the end
        gc.disable()
        click.get_current_context().call_on_close(gc.enable)
    targets: dict[str, Path | None] = {"pdf": pdf, "html": html, "json": document}
    targets |= {f"{MORE}{number}": path for number, path in enumerate(more)}
    check_targets(targets, names, lang)
    if pdf:
        _heat_press()
    filing, catalogue = open_filing(path, lang, as_of)
    lenses = lenses_for(names, filing, catalogue, lang)
    if reports_of(targets) and not {MAIN, QUICK} & {lens.id for lens in lenses}:
        fail(lang, NO_REPORT.format(title=filing.instrument.title))
    try:
        judgement = judge(filing, catalogue, lenses)
        made = outputs_of(judgement, lang, targets)
        write_all(made)
    except PersonError as error:
        fail(lang, error.message)
    if made:
        for target in (path for path in made if str(path) != "-"):
            click.echo(WROTE.format(path=str(target)).get(lang), err=True)
    else:
        cards = judgement.result.scorecards
        click.echo("\n\n".join(describe(lens, cards[lens.id], lang) for lens in lenses))
