"""Putting together what the pages and papers of a programme say."""

from typing import Any

from app.brands.queries import find_brand
from app.brands.values import our_accent, our_dark
from app.kit import clock, log
from app.kit.db import database
from app.kit.errors import Unavailable
from app.kit.i18n import lang
from app.kit.paper import PressFailed
from app.kit.text import Lang
from app.programmes import wording
from app.programmes.ledger import Standing, reached_of, stand
from app.programmes.models import Edition, Programme
from app.programmes.official import Official
from app.programmes.papers import Paper, Poster, write_sheets
from app.programmes.printing import print_paper, print_poster
from app.programmes.queries import list_days, list_live
from app.programmes.targets import list_targets
from app.tenants.queries import get_organisation

_log = log.get(__name__)


def ledger_of(programme: Programme, joined: int, edition: Edition | None) -> list[Standing]:
    """The targets of a programme as they stand today."""
    today = clock.today()
    return [
        stand(programme, one, reached_of(one, joined, edition), today=today)
        for one in list_targets(database().session, programme)
    ]


def draw_paper(paper: Paper, kind: str) -> bytes:
    """A cohort report as PDF or workbook; Unavailable when the press gives up."""
    try:
        return print_paper(paper) if kind == "pdf" else write_sheets(paper)
    except PressFailed as failed:
        _log.error("a cohort report was not printed", why=failed.why)
        raise Unavailable(wording.NOT_PRINTED) from failed


def draw_poster(programme: Programme, link: str, speak: Lang) -> bytes:
    """The campaign link on A4 for a wall; Unavailable when the press gives up."""
    try:
        return print_poster(Poster(programme=programme, link=link, **_dress(programme) | {"lang": speak}))
    except PressFailed as failed:
        _log.error("a poster was not printed", why=failed.why)
        raise Unavailable(wording.NO_POSTER) from failed


def _dress(programme: Programme) -> dict[str, Any]:
    """Whose papers they are, and how they look."""
    session = database().session
    brand = find_brand(session, programme.tenant_id)
    return {
        "provider": get_organisation(session, programme.tenant_id).name,
        "accent": brand.accent if brand else our_accent(),
        "dark": brand.dark if brand else our_dark(),
        "lang": lang(),
    }


def paper_of(programme: Programme, edition: Edition) -> Paper:
    """One edition in the provider's dress and the reader's language."""
    return Paper(programme=programme, edition=edition, **_dress(programme))


def official_of(programme: Programme, paper: Paper | None) -> Official:
    """What the report for offices says today."""
    session = database().session
    joined = len(list_live(session, programme))
    return Official(
        programme=programme,
        provider=get_organisation(session, programme.tenant_id).name,
        paper=paper,
        joined=joined,
        scans=sum(one.scans for one in list_days(session, programme)),
        ledger=ledger_of(programme, joined, paper.edition if paper else None),
        lang=lang(),
        on=clock.today(),
    )
