"""Workbooks of onboarding: the template to fill in, and all links at once."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from app.clients.wording import STAGE_WORDS
from app.kit.text import Lang
from app.kit.xlsx import Cell, Column, Sheet, write_workbook
from app.onboarding.queries import Progress
from app.onboarding.reading import PEOPLE, Known
from app.onboarding.wording import COLUMNS, GUIDE, WIDTHS


def draw_template(known: Known, lang: Lang, *, at: datetime) -> bytes:
    """An empty table of firms with the choices to pick from, and a page that says how to fill it in."""
    choices = {"trade": tuple(title.get(lang) for title in known.trades.values())}
    for name, role in PEOPLE.items():
        choices[name] = tuple(one.name or one.contact for one in known.people if role in one.roles)
    columns = [
        Column(
            title=words.get(lang) + (" *" if name == "name" else ""), width=WIDTHS[name], choices=choices.get(name, ())
        )
        for name, words in COLUMNS.items()
    ]
    head, *lines = [line.get(lang) for line in GUIDE]
    guide = Sheet(name=head, columns=[Column(title=head, width=90, shape="long")], rows=[[line] for line in lines])
    return write_workbook([Sheet(name=_("Firms"), columns=columns, rows=[]), guide], title=_("Firms to note"), at=at)


def draw_links(found: Sequence[tuple[Progress, str, str]], lang: Lang, *, at: datetime) -> bytes:
    """Every open link with the text to paste: (firm, link, text)."""
    heads = (COLUMNS["name"], COLUMNS["contact_name"], COLUMNS["contact"])
    titles = [
        *(one.get(lang) for one in heads),
        _("Stage"),
        _("Since"),
        _("Opens until"),
        _("Link"),
        _("Text to paste"),
    ]
    widths = (34, 18, 28, 14, 14, 14, 60, 80)
    columns = [
        Column(title=title, width=width, shape="date" if place in (4, 5) else "long" if place == 7 else "text")
        for place, (title, width) in enumerate(zip(titles, widths, strict=True))
    ]
    rows: list[list[Cell]] = []
    for one, link, text in found:
        client, until = one.client, one.invite.expires_at.date() if one.invite else None
        stage = STAGE_WORDS[client.stage].get(lang)  # type: ignore[index]
        rows.append([client.name, client.contact_name, client.contact, stage, one.since_at.date(), until, link, text])
    return write_workbook([Sheet(name=_("Links"), columns=columns, rows=rows, ready=True)], title=_("Links"), at=at)
