"""Two languages: which one a request speaks, and the catalogues behind them."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Request, g, has_request_context, request
from flask_babel import Babel, format_date, format_datetime, format_decimal, get_timezone

from app.kit.phones import show_number
from app.kit.text import LANGS, Lang

TRANSLATIONS = Path(__file__).parents[1] / "translations"
LOCALES: dict[Lang, str] = {"zh": "zh_Hans", "en": "en"}
HTML_LANGS: dict[Lang, str] = {"zh": "zh-Hans", "en": "en"}
COOKIE = "lang"
ZONE = "Asia/Shanghai"


def _negotiate(asked: Request) -> Lang:
    for tag, _quality in asked.accept_languages:
        start = tag.lower().partition("-")[0]
        if start in LANGS:
            return start
    return "zh"


def iso_day(at: date) -> str:
    """2026-12-01, of an instant in the reader's zone; a list of hundreds of days has no time for more."""
    return (at.astimezone(get_timezone()).date() if isinstance(at, datetime) else at).isoformat()


def is_lang(raw: object) -> bool:
    """Whether this is one of our language codes."""
    return raw in LANGS


def choose_lang(asked: Request, person: str | None) -> Lang:
    """The person's own language, else the cookie's, else the browser's, else Chinese."""
    for wish in (person, asked.cookies.get(COOKIE)):
        if is_lang(wish):
            return cast(Lang, wish)
    return _negotiate(asked)


def lang() -> Lang:
    """The language of this request ("zh" outside of one)."""
    if not has_request_context():
        return "zh"
    chosen: Lang | None = g.get("lang")
    if chosen is None:
        chosen = g.lang = choose_lang(request, _person() if _person is not None else None)
    return chosen


_person: Callable[[], str | None] | None = None


def compile_catalogues(folder: Path = TRANSLATIONS) -> int:
    """Build every missing or stale .mo; returns how many. Fast when there is nothing to do."""
    built = 0
    for po in folder.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        part = mo.with_suffix(f".{id(catalogue)}.part")
        with part.open("wb") as target:
            write_mo(target, catalogue)
        part.replace(mo)
        built += 1
    return built


def init_app(app: Flask, person: Callable[[], str | None], zone: Callable[[], str | None] = lambda: None) -> None:
    """Speak the request's language, tell the time of its zone; both callables give the signed-in person's, or None."""
    global _person
    _person = person
    compile_catalogues()
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    Babel(app, locale_selector=lambda: LOCALES[lang()], timezone_selector=lambda: zone() or ZONE)
    app.jinja_env.globals.update(lang=lang, html_lang=lambda: HTML_LANGS[lang()])
    app.jinja_env.filters.update(
        t=lambda text: text.get(lang()),
        amount=lambda value: format_decimal(float(value)),
        day=format_date,
        on_day=iso_day,
    )
    app.jinja_env.filters.update(moment=lambda at: format_datetime(at, "yyyy-MM-dd HH:mm"), phone=show_number)
