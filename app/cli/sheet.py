"""jianyun sheet: an answer sheet to fill in."""

from datetime import date

import click

from app.cli.options import as_of_option, catalogue_or_fail, day_or_today, dump, fail, lang_option
from app.kit.errors import NotFound
from app.kit.text import Lang


@click.command()
@click.argument("instrument")
@click.option("--version", default=None, help="Edition of the questionnaire; the latest by default.")
@click.option("--random", "at_random", is_flag=True, help="Fill it at random (always valid).")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same sheet.")
@as_of_option
@lang_option
def sheet(  # noqa: PLR0913
    instrument: str, version: str | None, at_random: bool, seed: int, as_of: date | None, lang: Lang
) -> None:
    """Print an answer sheet for INSTRUMENT (a trade such as furniture) with the ids of its questions.

    Replace each null by an answer, or by {"state": "dont_know"}; what stays null counts as unanswered.
    """
    from app.cli.blank import blank_sheet, random_sheet

    catalogue = catalogue_or_fail(lang)
    try:
        edition = catalogue.instrument(instrument, version)
    except NotFound as error:
        fail(lang, error.message)
    day = day_or_today(as_of)
    made = random_sheet(edition, catalogue, day, seed) if at_random else blank_sheet(edition, day)
    click.echo(dump(made), nl=False)
