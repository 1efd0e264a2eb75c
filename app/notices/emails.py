"""What a notice says: `templates/emails/<name>/` holds subject.txt and short.txt, and body.* where a mail says more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.brands.values import Livery
from app.kit.mail import Mail, render_in
from app.kit.text import LANGS, Lang, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice, ready to be worded: its name, what its templates need, and where it leads."""

    name: str
    context: Mapping[str, Any]
    link: str
    wears: Livery | None = None
    """The look of the report it is about, if that is a provider's."""


def _spoken(told: Told, lang: Lang) -> dict[str, Any]:
    """The context in one language: values of both languages become one."""
    words = {key: value.get(lang) if isinstance(value, Text) else value for key, value in told.context.items()}
    return {"name": "", **words, "link": told.link}


def word_notice(told: Told) -> dict[str, list[str]]:
    """Subject and short text in every language."""
    texts: dict[str, list[str]] = {}
    for lang in LANGS:
        words = _spoken(told, lang)
        parts = (render_in(lang, [f"emails/{told.name}/{part}.txt"], words) for part in ("subject", "short"))
        texts[lang] = [" ".join(part.split()) for part in parts]
    return texts


def mail_notice(told: Told, texts: Mapping[str, list[str]], *, to: str, lang: Lang, person: str) -> Mail:
    """The notice as a mail; without bodies of its own it says the short text and the link."""
    subject, short = texts[lang]
    wears = told.wears
    words = {**_spoken(told, lang), "subject": subject, "short": short, "name": person, "wears": wears}
    text, html = (
        render_in(lang, [f"emails/{told.name}/{part}", f"emails/notice/{part}"], words)
        for part in ("body.txt", "body.html")
    )
    sender = wears.sender if wears else ""
    return Mail(to=to, subject=subject, text=text.strip() + "\n", html=html, sender=sender)
