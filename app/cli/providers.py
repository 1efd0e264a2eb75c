"""jianyun providers: what only the operator of the service may grant a provider."""

import click

from app.cli.files import fail
from app.cli.options import lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

GRANTED = Text(
    zh="{name}（{code}）的报告可以不再出现“渐云”；机构管理员要在品牌页上勾选后才生效。",
    en="Reports of {name} ({code}) need not name Jianyun; it takes effect once its administrator chooses so.",
)
ENDED = Text(
    zh="{name}（{code}）以后的报告会重新注明“渐云”；以前出具的不变。",
    en="Reports of {name} ({code}) name Jianyun again from now on; those issued before stay as they are.",
)

OPENED = Text(
    zh="{name}（{code}）已开通，{email} 是管理员。", en="{name} ({code}) is open; {email} is its administrator."
)
SEATS = Text(zh="{name}（{code}）现有 {seats} 个席位。", en="{name} ({code}) has {seats} seats now.")
UNLIMITED = Text(zh="{name}（{code}）的席位不限。", en="{name} ({code}) has any number of seats now.")


@click.group()
def providers() -> None:
    """Grant providers what no page can."""


@providers.command("grant-white-label")
@click.argument("code")
@lang_option
def grant_white_label(code: str, lang: Lang) -> None:
    """Let the provider with this CODE leave our name out of its reports."""
    _grant(code, lang, granted=True)


@providers.command("end-white-label")
@click.argument("code")
@lang_option
def end_white_label(code: str, lang: Lang) -> None:
    """Have new reports of the provider with this CODE name us again."""
    _grant(code, lang, granted=False)


@providers.command("open")
@click.argument("name")
@click.argument("email")
@lang_option
def open_one(name: str, email: str, lang: Lang) -> None:
    """Open a provider called NAME; the person who signs in by EMAIL becomes its administrator."""
    from app.cli.serving import open_house
    from app.staff.operations import found_provider

    try:
        with open_house().begin() as session:
            provider = found_provider(session, name, email=email)
    except PersonError as error:
        fail(lang, error.message)
    click.echo(OPENED.format(name=provider.name, code=provider.code or "", email=email).get(lang))


@providers.command("seats")
@click.argument("code")
@click.argument("number")
@lang_option
def seats(code: str, number: str, lang: Lang) -> None:
    """Let the provider with this CODE have NUMBER members and standing invitations; `unlimited` for any number."""
    from app.cli.serving import open_house
    from app.kit.db import Scope
    from app.staff.operations import set_seats

    try:
        with open_house().begin(Scope.platform("setting the seats of a provider")) as session:
            provider = set_seats(session, code, number)
    except PersonError as error:
        fail(lang, error.message)
    known = {"name": provider.name, "code": provider.code or "", "seats": str(provider.seats)}
    click.echo((UNLIMITED if provider.seats is None else SEATS).format(**known).get(lang))


def _grant(code: str, lang: Lang, *, granted: bool) -> None:
    from app.brands.operations import grant_hiding
    from app.cli.serving import open_house
    from app.kit.db import Scope

    try:
        with open_house().begin(Scope.platform("granting a provider to leave our name out")) as session:
            provider = grant_hiding(session, code, granted=granted)
    except PersonError as error:
        fail(lang, error.message)
    said = (GRANTED if granted else ENDED).format(name=provider.name, code=provider.code or "")
    click.echo(said.get(lang))
