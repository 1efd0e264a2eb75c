"""jianyun clerks: who handles payments at the desk. There is no other way to become one."""

import click

from app.cli.files import fail
from app.cli.options import lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

APPOINTED = Text(
    zh="{email} 现在可以进收款台（/desk），登录时还要第二重验证。",
    en="{email} may use the payments desk (/desk) now, with a second factor.",
)
DISMISSED = Text(zh="{email} 不能再进收款台了。", en="The payments desk is closed to {email} from now on.")
NONE = Text(zh="还没有人。转账要两个人才能入账。", en="Nobody yet. Booking a transfer takes two people.")


@click.group()
def clerks() -> None:
    """Say who of our own people confirms bank transfers and issues fapiao; each transfer takes two of them."""


@clerks.command("appoint")
@click.argument("email")
@lang_option
def appoint(email: str, lang: Lang) -> None:
    """Let whoever signs in by EMAIL use the desk."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.tenants.clerks import appoint_clerk

    try:
        with open_house().begin(Scope.platform("appointing a clerk")) as session:
            appoint_clerk(session, email)
    except PersonError as error:
        fail(lang, error.message)
    click.echo(APPOINTED.format(email=email).get(lang))


@clerks.command("list")
@lang_option
def show(lang: Lang) -> None:
    """Print everybody at the desk: since when (UTC), address, name."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.tenants.queries import list_clerks

    with open_house().reading(Scope.platform("listing clerks")) as session:
        rows = list_clerks(session)
    for clerk, person in rows:
        click.echo("\t".join((f"{clerk.created_at:%Y-%m-%d}", person.email or person.phone or "", person.name)))
    if not rows:
        click.echo(NONE.get(lang))


@clerks.command("dismiss")
@click.argument("email")
@lang_option
def dismiss(email: str, lang: Lang) -> None:
    """Close the desk to whoever signs in by EMAIL."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.tenants.clerks import dismiss_clerk

    try:
        with open_house().begin(Scope.platform("dismissing a clerk")) as session:
            dismiss_clerk(session, email)
    except PersonError as error:
        fail(lang, error.message)
    click.echo(DISMISSED.format(email=email).get(lang))
