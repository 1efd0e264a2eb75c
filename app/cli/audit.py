"""jianyun audit: whether the record of acts is still what was sealed."""

import sys

import click

from app.cli.options import lang_option
from app.kit.text import Lang, Text

WHOLE = Text(
    zh="操作记录完好：{seals} 个封印，覆盖 {acts} 条记录。",
    en="The record of acts is whole: {seals} seals over {acts} acts.",
)
BROKEN = Text(
    zh="第 {number} 个封印对不上：它所覆盖的记录被改过、删过或补写过。此前的 {acts} 条完好。",
    en="Seal {number} does not hold: acts under it were changed, removed or added. The {acts} before it are whole.",
)


@click.group()
def audit() -> None:
    """Check the record of acts."""


@audit.command("verify")
@lang_option
def verify(lang: Lang) -> None:
    """Compute every seal again; exit 1 when one does not hold."""
    from app.cli.serving import open_house
    from app.events.sealing import verify_events
    from app.kit.db import Scope

    with open_house().reading(Scope.platform("verify the record of acts")) as session:
        found = verify_events(session)
    if found.broken is None:
        click.echo(WHOLE.format(seals=str(found.seals), acts=str(found.acts)).get(lang))
        return
    click.echo(BROKEN.format(number=str(found.broken), acts=str(found.acts)).get(lang))
    sys.exit(1)
