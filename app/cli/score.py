"""jianyun score: a scorecard, as a table or as JSON."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from app.cli.files import fail, fail_faults, read_json, write_all
from app.cli.options import as_of_option, catalogue_or_fail, dump, lang_option
from app.cli.places import beside
from app.cli.sheets import Filing, read_sheet
from app.content.catalogue import Catalogue
from app.content.lenses import Lens
from app.kit.errors import PersonError
from app.kit.plain import number
from app.kit.text import Lang, Text
from app.scoring.values import Mark, Scorecard

LEVEL = Text(zh="{level} 级", en="level {level}")
RANGE = Text(zh="（答完后在 {low} 到 {high} 之间）", en=" ({low} to {high} once complete)")
NOTHING = Text(zh="还没有可评的答案", en="no answer to score yet")
COVERAGE = Text(zh="已答 {share}%", en="{share}% answered")


def open_filing(path: str, lang: Lang, as_of: date | None) -> tuple[Filing, Catalogue]:
    """The filing in a file and the catalogue it was read by; leaves with exit code 2 and every fault."""
    raw = read_json(path, lang)
    catalogue = catalogue_or_fail(lang)
    filing, faults = read_sheet(raw, catalogue, as_of)
    if filing is None:
        fail_faults(lang, faults)
    return filing, catalogue


def lenses_for(names: Iterable[str], filing: Filing, catalogue: Catalogue, lang: Lang) -> list[Lens]:
    """Lenses by "id" or "id@version", each once; by default all that read this questionnaire."""
    wanted = list(dict.fromkeys(names))
    try:
        if wanted:
            return [_lens(filing, catalogue, *name.split("@", 1)) for name in wanted]
        return [lens for part in filing.parts for lens in catalogue.lenses_for(part.instrument)]
    except PersonError as error:
        fail(lang, error.message)


def _lens(filing: Filing, catalogue: Catalogue, id: str, version: str | None = None) -> Lens:
    """A lens as the part of the filing it reads sees it. NotFound when there is none, Invalid when it reads no part."""
    for part in filing.parts:
        if any(key[0] == id and part.instrument.id in one.instruments for key, one in catalogue.lenses.items()):
            return catalogue.lens_for(part.instrument, id, version)
    return catalogue.lens_for(filing.part_for(catalogue.lens(id, version)).instrument, id, version)


def lens_counts(lens: Lens) -> bool:
    """Whether a lens adds up points; levels then belong to the whole alone."""
    return lens.combine == "points"


def _level(lens: Lens, level: int, lang: Lang) -> str:
    """A level by number; a band by its name."""
    named = next((one.title for one in lens.levels if lens.gates[0].bands and one.level == level), None)
    return (named or LEVEL.format(level=level)).get(lang)


def _line(lens: Lens, title: str, mark: Mark, lang: Lang, *, level: bool = True) -> str:
    if mark.score is None:
        return f"{title}: {NOTHING.get(lang)}"
    score = f"{float(mark.score):.1f}/{number(mark.max)}"
    score += f", {_level(lens, mark.level, lang)}" if level else ""
    share = COVERAGE.format(share=round(float(mark.coverage) * 100)).get(lang)
    if mark.at_least != mark.at_most:
        low, high = f"{float(mark.at_least):.1f}", f"{float(mark.at_most):.1f}"
        score += RANGE.format(low=low, high=high).get(lang)
    return f"{title}: {score}, {share}"


def describe(lens: Lens, card: Scorecard, lang: Lang) -> str:
    """A scorecard in a few lines."""
    lines = [_line(lens, lens.title.get(lang), card.overall, lang)]
    if lens.notice:
        lines.append(f"  {lens.notice.get(lang)}")
    levels = not lens_counts(lens)
    lines += [f"  {_line(lens, one.title.get(lang), one.mark, lang, level=levels)}" for one in card.dimensions]
    lines += [f"  {gate.title.get(lang)}: {_level(lens, gate.level, lang)}" for gate in card.gates]
    return "\n".join(lines)


@click.command()
@click.argument("path", metavar="SHEET")
@click.option("--lens", "names", multiple=True, help="Lens id, or id@version; repeat for more. All by default.")
@click.option("--json", "target", type=click.Path(path_type=Path, allow_dash=True), help='Write JSON; "-" prints it.')
@click.option("--peers", "cohort", help="A snapshot by `jianyun peers`: print where the firm stands among them.")
@as_of_option
@lang_option
def score(  # noqa: PLR0913 one parameter an option
    path: str, names: tuple[str, ...], target: Path | None, cohort: str | None, as_of: date | None, lang: Lang
) -> None:
    """Score SHEET (a file, or - for standard input) and print or write the scorecards."""
    from app.cli.judging import score_filing

    filing, catalogue = open_filing(path, lang, as_of)
    lenses = lenses_for(names, filing, catalogue, lang)
    try:
        cards = score_filing(filing, lenses)
        if target is None:
            click.echo("\n\n".join(describe(lens, cards[lens.id], lang) for lens in lenses))
        else:
            write_all({target: dump(cards).encode()})
        if cohort is not None:
            click.echo(beside(cohort, filing.company, cards, lang))
    except PersonError as error:
        fail(lang, error.message)
