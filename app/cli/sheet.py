"""jianyun sheet: an answer sheet to fill in."""

from datetime import date
from pathlib import Path

import click

from app.cli.files import write_all
from app.cli.options import as_of_option, catalogue_or_fail, day_or_today, dump, fail, lang_option
from app.content.catalogue import Catalogue
from app.content.scans import fit_scan
from app.content.schema import Instrument
from app.kit.errors import Invalid, NotFound, PersonError
from app.kit.text import Lang, Text
from app.kit.words import shown

NO_FULL = Text(
    zh="“{id}”是可选模块，要与行业问卷一起答：jianyun sheet 行业 --module {id}。",
    en='"{id}" is a module, answered beside the questionnaire of a trade: jianyun sheet TRADE --module {id}.',
)
NO_MODULE = Text(zh="“{id}”不是可选模块，应为 {known} 之一。", en='"{id}" is not a module; use one of {known}.')
WHICH_TRADE = Text(
    zh="“{id}”由几个行业共用，请用 --industry 指明行业：{known}。",
    en='"{id}" is shared by several trades; name one with --industry: {known}.',
)


@click.command()
@click.argument("instrument")
@click.option("--version", default=None, help="Edition of the questionnaire; the latest by default.")
@click.option("--industry", default=None, help="The trade, for a questionnaire that several share (quick-scan).")
@click.option("--module", "modules", multiple=True, help="Add an optional module such as eu-dma; repeat for more.")
@click.option("--from", "quick", default=None, metavar="SHEET", help="Carry over the answers of a quick scan.")
@click.option("--random", "at_random", is_flag=True, help="Fill it at random (always valid).")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same sheet.")
@click.option(
    "--pdf",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the questionnaire as PDF, to be filled in by hand; prints no sheet.",
)
@as_of_option
@lang_option
def sheet(  # noqa: PLR0913
    instrument: str,
    version: str | None,
    industry: str | None,
    modules: tuple[str, ...],
    quick: str | None,
    at_random: bool,
    seed: int,
    pdf: Path | None,
    as_of: date | None,
    lang: Lang,
) -> None:
    """Print an answer sheet for INSTRUMENT (a trade such as furniture) with the ids of its questions.

    Replace each null by an answer, or by {"state": "dont_know"}; what stays null counts as unanswered.
    """
    from app.cli.blank import blank_sheet, prefill, random_sheet
    from app.cli.score import open_filing

    catalogue = catalogue_or_fail(lang)
    try:
        edition = _edition(catalogue, instrument, version, industry)
        parts = [_module(catalogue, id) for id in dict.fromkeys(modules)]
        if pdf:
            _write_blank(pdf, edition, parts, lang)
            return
        day = day_or_today(as_of)
        if at_random:
            made = random_sheet(edition, catalogue, day, seed, parts)
        else:
            made = blank_sheet(edition, day, parts)
        if quick:
            prefill(made, open_filing(quick, lang, as_of)[0], edition)
    except PersonError as error:
        fail(lang, error.message)
    click.echo(dump(made), nl=False)


def _write_blank(target: Path, edition: Instrument, modules: list[Instrument], lang: Lang) -> None:
    from app.cli.report import print_questionnaire

    write_all({target: print_questionnaire(edition, tuple(modules), lang)})


def _edition(catalogue: Catalogue, id: str, version: str | None, industry: str | None) -> Instrument:
    """The questionnaire, in the words of the trade where several share it."""
    found = catalogue.instrument(id, version)
    if found.module:
        raise Invalid(NO_FULL.format(id=id))
    if not found.industries:
        return found
    if industry is None:
        raise Invalid(WHICH_TRADE.format(id=id, known=", ".join(found.industries)))
    return fit_scan(found, industry)


def _module(catalogue: Catalogue, id: str) -> Instrument:
    if id not in catalogue.module_ids:
        raise NotFound(NO_MODULE.format(id=shown(id), known=", ".join(catalogue.module_ids) or "-"))
    return catalogue.instrument(id)
