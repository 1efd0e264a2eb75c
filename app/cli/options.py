"""Options several commands share, and the catalogue they all start from."""

import json
from datetime import date
from typing import Any

import click

from app.cli.files import fail, fail_faults
from app.content.catalogue import Catalogue
from app.content.loader import ContentFaults, load_catalogue
from app.kit.plain import plain
from app.kit.text import Lang

lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of messages and reports."
)
as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda ctx, param, value: value.date() if value else None,
    help="Judge everything dated by this day instead of the sheet's own.",
)


def catalogue_or_fail(lang: Lang) -> Catalogue:
    """The catalogue; leaves with exit code 2 and every fault when content is broken."""
    try:
        return load_catalogue()
    except ContentFaults as error:
        fail_faults(lang, error.faults)


def day_or_today(day: date | None) -> date:
    """A stated day, else today."""
    if day is not None:
        return day
    from app.kit.clock import today

    return today()


def dump(value: Any) -> str:
    """JSON as we print it: indented, Chinese readable, one newline at the end."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n"


__all__ = ["as_of_option", "catalogue_or_fail", "day_or_today", "dump", "fail", "lang_option"]
