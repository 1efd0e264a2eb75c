"""jianyun audit: whether the record of acts is still what was sealed, and the security log as a file."""

import csv
import json
import sys
from datetime import UTC, datetime, timedelta

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
    """Check the record of acts, take the security log along."""


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


FIELDS = ("at", "tag", "person", "tenant", "subject", "claimed", "network", "request")
DAY = click.DateTime(["%Y-%m-%d"])


@audit.command("security")
@click.option("--since", type=DAY, help="First day (UTC); by default 200 days ago.")
@click.option("--until", type=DAY, help="Day after the last (UTC); by default tomorrow.")
@click.option("--form", type=click.Choice(["csv", "json"]), default="csv", help="CSV, or JSON with one line an entry.")
def security(since: datetime | None, until: datetime | None, form: str) -> None:
    """Print the security log: ids and keyed hashes, no addresses."""
    from app.cli.serving import open_house
    from app.events.queries import walk_security
    from app.kit import clock
    from app.kit.db import Scope

    begin = since.replace(tzinfo=UTC) if since else clock.now() - timedelta(days=200)
    end = until.replace(tzinfo=UTC) if until else clock.now() + timedelta(days=1)
    write = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    if form == "csv":
        write.writeheader()
    with open_house().reading(Scope.platform("exporting the security log")) as session:
        for one in walk_security(session, since=begin, until=end):
            line = {
                "at": one.at.isoformat(timespec="milliseconds"),
                "tag": one.tag,
                "person": str(getattr(one, "person_id", None) or getattr(one, "actor_id", None) or ""),
                "tenant": str(getattr(one, "tenant_id", None) or ""),
                "subject": getattr(one, "subject", None) or "",
                "claimed": getattr(one, "claimed", None) or "",
                "network": getattr(one, "network", None) or "",
                "request": one.request_id or "",
            }
            if form == "csv":
                write.writerow(line)
            else:
                click.echo(json.dumps(line, ensure_ascii=False))
