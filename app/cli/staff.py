"""jianyun staff: letting the operator's people read one firm for a while. There is no other way in for them."""

import click

from app.cli.files import fail
from app.cli.options import lang_option
from app.kit.errors import PersonError
from app.kit.ids import parse_id
from app.kit.text import Lang, Text

GIVEN = Text(
    zh="{email} 可以查看“{firm}”到 {until}（UTC）；企业负责人已收到通知。授权编号 {id}。",
    en="{email} may read {firm} until {until} (UTC); its owners have been told. Grant {id}.",
)
NONE = Text(zh="目前没有有效的授权。", en="No grant stands.")
ENDED = Text(zh="已收回，下一次请求起就打不开了。", en="Revoked; nothing opens by it from the next request on.")


@click.group()
def staff() -> None:
    """Let our own people read one firm, for at most 72 hours, with a reason its owners read."""


@staff.command("grant")
@click.option("--firm", required=True, help="Id or whole name of the firm.")
@click.option("--for", "email", required=True, help="Address our person signs in by.")
@click.option("--hours", required=True, type=int, help="1 to 72.")
@click.option("--reason", required=True, help="Why; the owners of the firm read it.")
@lang_option
def give(firm: str, email: str, hours: int, reason: str, lang: Lang) -> None:
    """Let a person read one firm; they also need a second factor."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.tenants.grants import find_firm, give_grant

    try:
        with open_house().begin(Scope.platform("granting staff a look at a firm")) as session:
            found = find_firm(session, firm)
            made = give_grant(session, found, email=email, hours=hours, reason=reason)
            until = f"{made.until_at:%Y-%m-%d %H:%M}"
            said = {"email": email, "firm": found.name, "until": until, "id": str(made.id)}
    except PersonError as error:
        fail(lang, error.message)
    click.echo(GIVEN.format(**said).get(lang))


@staff.command("list")
@lang_option
def show(lang: Lang) -> None:
    """Print the grants that stand: id, until when (UTC), firm, person, reason."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.tenants.queries import list_live_grants

    with open_house().reading(Scope.platform("listing grants to staff")) as session:
        rows = list_live_grants(session)
        for row, firm, who in rows:
            click.echo("\t".join((str(row.id), f"{row.until_at:%Y-%m-%d %H:%M}", firm, who, row.reason)))
    if not rows:
        click.echo(NONE.get(lang))


@staff.command("revoke")
@click.argument("grant_id")
@lang_option
def revoke(grant_id: str, lang: Lang) -> None:
    """End the grant with this GRANT_ID now."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.tenants.grants import revoke_grant

    try:
        with open_house().begin(Scope.platform("revoking a grant to staff")) as session:
            revoke_grant(session, parse_id(grant_id))
    except PersonError as error:
        fail(lang, error.message)
    click.echo(ENDED.get(lang))
