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
