"""jianyun billing clerks: who may work at the operator's desk. There is no other way to become one."""

import click

from app.cli.files import fail
from app.cli.options import lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

APPOINTED = Text(
    zh="{email} 现在是经办人。打开“运营方后台”（/desk/）时需要第二重验证。",
    en="{email} is a clerk now. The desk, /desk/, opens to them with a second factor.",
)
DISMISSED = Text(
    zh="{email} 不再是经办人，下一次请求起打不开后台。",
    en="{email} is no clerk any more; nothing of the desk opens from the next request on.",
)
NONE = Text(zh="目前没有经办人。", en="There are no clerks.")
ONE_ONLY = Text(
    zh="提示：转账要两位经办人先后确认，现在只有一位。",
    en="Mind: a transfer needs two clerks, one to enter it and one to confirm it. There is one so far.",
)


@click.group()
def clerks() -> None:
    """Say who may work at the desk: confirm bank transfers, issue fapiao, see what came from Stripe."""


@clerks.command("appoint")
@click.argument("email")
@lang_option
def appoint(email: str, lang: Lang) -> None:
    """Let the person who signs in by EMAIL work at the desk."""
    from app.clerks.operations import appoint_clerk
    from app.clerks.queries import check_reach, list_clerks
    from app.cli.serving import open_house
    from app.kit.db import Scope

    house = open_house()
    try:
        check_reach(house)
        with house.begin(Scope.platform("appointing a clerk")) as session:
            appoint_clerk(session, email)
            alone = len(list_clerks(session)) == 1
    except PersonError as error:
        fail(lang, error.message)
    click.echo(APPOINTED.format(email=email).get(lang))
    if alone:
        click.echo(ONE_ONLY.get(lang))


@clerks.command("list")
@lang_option
def show(lang: Lang) -> None:
    """Print the clerks: since when (UTC), address, name."""
    from app.clerks.queries import list_clerks
    from app.cli.serving import open_house

    with open_house().reading() as session:
        rows = list_clerks(session)
        for row, name, contact in rows:
            click.echo("\t".join((f"{row.created_at:%Y-%m-%d %H:%M}", contact, name or "")))
    if not rows:
        click.echo(NONE.get(lang))


@clerks.command("dismiss")
@click.argument("email")
@lang_option
def dismiss(email: str, lang: Lang) -> None:
    """Take the desk from the person who signs in by EMAIL."""
    from app.clerks.operations import dismiss_clerk
    from app.clerks.queries import check_reach
    from app.cli.serving import open_house
    from app.kit.db import Scope

    house = open_house()
    try:
        check_reach(house)
        with house.begin(Scope.platform("dismissing a clerk")) as session:
            dismiss_clerk(session, email)
    except PersonError as error:
        fail(lang, error.message)
    click.echo(DISMISSED.format(email=email).get(lang))
