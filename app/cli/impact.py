"""jianyun impact: how far many firms would move under another edition of a lens, before it is published."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from os import cpu_count

import click

from app.cli.options import dump, lang_option
from app.cli.score import lenses_for, open_filing
from app.kit.text import Lang, Text
from app.scoring import score
from app.scoring.movement import Impact, movement

TOLD = Text(
    zh="共 {firms} 家，{moved} 家的得分或等级会变，其中 {levels} 家等级会变。",
    en="{firms} firms: score or level would move for {moved}, the level for {levels}.",
)
BATCH = 200


def impact_of(paths: Iterable[str], lens: str, other: str, lang: Lang) -> Impact:
    """Read and score these sheets by both editions; only counts are kept."""
    counted = Impact()
    for path in paths:
        filing, catalogue = open_filing(path, lang, None)
        (one,) = lenses_for([lens], filing, catalogue, lang)
        (two,) = lenses_for([other], filing, catalogue, lang)
        given = (filing.instrument, filing.sheet, filing.company)
        counted.count(movement(score(one, *given, trace=False), score(two, *given, trace=False)))
    return counted


@click.command()
@click.argument("paths", metavar="SHEETS...", nargs=-1, required=True)
@click.option("--lens", required=True, help="The edition firms are read by now, id@version.")
@click.option("--to", "other", required=True, help="The edition they would be read by, id@version.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: points moved and level changes.")
@lang_option
def impact(paths: tuple[str, ...], lens: str, other: str, as_json: bool, lang: Lang) -> None:
    """Say how many of the firms in SHEETS would move, and how far, under another edition of a lens."""
    whole, work = Impact(), partial(impact_of, lens=lens, other=other, lang=lang)
    parts = [paths[first : first + BATCH] for first in range(0, len(paths), BATCH)]
    if len(parts) == 1:
        whole.join(work(parts[0]))
    else:
        with ProcessPoolExecutor(cpu_count()) as pool:
            for part in pool.map(work, parts):
                whole.join(part)
    if as_json:
        levels = {f"{before}>{after}": count for (before, after), count in whole.level_changes.items()}
        points = dict(sorted(whole.points.items()))
        click.echo(dump({"firms": whole.firms, "moved": whole.moved, "points": points, "levels": levels}), nl=False)
        return
    changes = sum(whole.level_changes.values())
    click.echo(TOLD.format(firms=whole.firms, moved=whole.moved, levels=changes).get(lang))
