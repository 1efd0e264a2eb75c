"""jianyun compare: what moved for one firm between two answer sheets, a year apart say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from app.cli.files import fail, write_all
from app.cli.judging import score_filing
from app.cli.moving import say_movement
from app.cli.options import dump, lang_option
from app.cli.score import lenses_for, open_filing
from app.cli.sheets import Filing
from app.content.catalogue import MAIN, Catalogue
from app.content.firm import BaselineValue
from app.content.lenses import Lens
from app.kit.errors import PersonError
from app.kit.plain import number
from app.kit.text import Lang, Text
from app.scoring.figures import FigureShift, figures_moved
from app.scoring.movement import Movement, movement

OTHER = Text(
    zh="两份答卷不是同一种问卷（{before} 与 {after}），不能比较。",
    en="The two sheets answer different questionnaires ({before} and {after}) and cannot be compared.",
)
NO_PDF = Text(
    zh=f"对比报告需要两份完整问卷和 --lens {MAIN}；快评只能比读数，请不带 --pdf 运行。",
    en=f"A comparison on paper needs two full questionnaires and --lens {MAIN}; run it without --pdf for readings.",
)
FIGURES = Text(zh="经营数字", en="Business figures")
FIGURE = Text(
    zh="{text}：{before} → {after}（{unit}）{change}{caution}",
    en="{text}: {before} to {after} ({unit}){change}{caution}",
)
CHANGE = Text(zh="，{change}", en=", {change}")
CAUTION = Text(zh="；月份不同或有估计数，只作参考", en="; other months or an estimate, so take it as a hint")
UNKNOWN = Text(zh="未填", en="not given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Movements by lens id, and the figures given then or now."""

    before: date
    after: date
    movements: Mapping[str, Movement]
    figures: tuple[FigureShift, ...]


@click.command()
@click.argument("earlier", metavar="EARLIER")
@click.argument("later", metavar="LATER")
@click.option("--lens", "names", multiple=True, help="Lens id, or id@version; repeat for more. All by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="Write the comparison as PDF."
)
@lang_option
def compare(  # noqa: PLR0913 one parameter an option
    earlier: str, later: str, names: tuple[str, ...], as_json: bool, pdf: Path | None, lang: Lang
) -> None:
    """Say how score, levels and business figures moved from sheet EARLIER to sheet LATER of one firm.

    Both are read by the same lens editions, so that only the firm can have moved.
    """
    old, catalogue = open_filing(earlier, lang, None)
    new, _ = open_filing(later, lang, None)
    if old.instrument.id != new.instrument.id:
        fail(lang, OTHER.format(before=old.instrument.id, after=new.instrument.id))
    asked = {part.instrument.id for part in old.parts}
    lenses = [lens for lens in lenses_for(names, new, catalogue, lang) if names or asked & set(lens.instruments)]
    if pdf and MAIN not in {lens.id for lens in lenses}:
        fail(lang, NO_PDF)
    try:
        if pdf:
            _print(old, new, lenses, catalogue, Target(path=pdf, lang=lang))
            return
        found = _compare(old, new, lenses)
    except PersonError as error:
        fail(lang, error.message)
    if as_json:
        click.echo(dump(found), nl=False)
        return
    for lens in lenses:
        click.echo("\n".join(say_movement(lens.title, found.movements[lens.id], lang)))
    if found.figures:
        click.echo("\n".join([FIGURES.get(lang), *("  " + _line(one, lang) for one in found.figures)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a comparison is written to, and in which language."""

    path: Path
    lang: Lang


def _print(old: Filing, new: Filing, lenses: Sequence[Lens], catalogue: Catalogue, target: Target) -> None:
    from app.cli.rounds import print_comparison

    write_all({target.path: print_comparison(old, new, lenses, catalogue, target.lang)})


def _compare(old: Filing, new: Filing, lenses: Sequence[Lens]) -> Comparison:
    before, after = (score_filing(filing, lenses) for filing in (old, new))
    return Comparison(
        before=old.as_of,
        after=new.as_of,
        movements={id: movement(before[id], after[id]) for id in after},
        figures=figures_moved(new.instrument, old.company.baseline, new.company.baseline),
    )


def _line(one: FigureShift, lang: Lang) -> str:
    change = "" if one.change is None else CHANGE.format(change=f"{number(one.change * 100):+.0f}%").get(lang)
    compared = one.before is not None and one.after is not None
    caution = CAUTION.get(lang) if compared and not one.is_like_for_like else ""
    return FIGURE.format(
        text=one.figure.text.get(lang),
        before=_value(one.before, lang),
        after=_value(one.after, lang),
        unit=one.figure.unit.get(lang),
        change=change,
        caution=caution,
    ).get(lang)


def _value(given: BaselineValue | None, lang: Lang) -> str:
    return UNKNOWN.get(lang) if given is None else f"{number(given.value):g}"
