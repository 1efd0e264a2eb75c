"""jianyun peers: answer sheets of many firms become one snapshot that firms can be set against."""

from datetime import date
from pathlib import Path

import click

from app.cli.files import fail, write_all
from app.cli.options import as_of_option, day_or_today, dump, lang_option
from app.cli.score import lenses_for, open_filing
from app.content.lenses import Lens
from app.kit.text import Lang, Text

OTHERS = Text(
    zh="“{path}”用的问卷与第一份不同，不能放在同一个快照里。",
    en="“{path}” answers another questionnaire than the first sheet; one snapshot holds one.",
)
COUNTED = Text(
    zh="共 {count} 家企业，计入 {counted} 家，可公布的群体 {groups} 个。",
    en="{count} firms, {counted} counted, {groups} groups may be shown.",
)


@click.command()
@click.argument("paths", metavar="SHEETS...", nargs=-1, required=True)
@click.option("--lens", default="readiness", show_default=True, help="Lens id, or id@version.")
@click.option("--json", "target", type=click.Path(path_type=Path, allow_dash=True), required=True, help="The snapshot.")
@as_of_option
@lang_option
def peers(paths: tuple[str, ...], lens: str, target: Path, as_of: date | None, lang: Lang) -> None:
    """Pool the answer SHEETS of many firms into a snapshot for `jianyun score --peers`.

    Groups under ten firms, or out of which such a group could be worked out, are left out.
    """
    from app.benchmarking.pooling import OVERALL, Member, Pool, scores_of, size_of
    from app.scoring import score

    pool: Pool | None = None
    rule: Lens | None = None
    counted, instrument = 0, ""
    for path in paths:
        filing, catalogue = open_filing(path, lang, as_of)
        if rule is None or pool is None:
            (rule,) = lenses_for([lens], filing, catalogue, lang)
            measured = {one.id for one in rule.dimensions if one.scored} | {OVERALL}
            pool, instrument = Pool(rule.id, rule.version, frozenset(measured)), filing.instrument.id
        if filing.instrument.id != instrument:
            fail(lang, OTHERS.format(path=path))
        card = score(rule, filing.instrument, filing.sheet, filing.company, trace=False)
        size = size_of(filing.company.headcount)
        counted += pool.add(
            Member(
                firm=path,
                adviser=None,
                industry=filing.company.industry,
                size=size,
                level=card.base_overall.level,
                scores=scores_of(card),
            )
        )
    if pool is not None:
        snapshot = pool.freeze(day_or_today(as_of))
        write_all({target: dump(snapshot).encode()})
        told = COUNTED.format(count=len(paths), counted=counted, groups=len(snapshot.groups))
        click.echo(told.get(lang), err=True)
