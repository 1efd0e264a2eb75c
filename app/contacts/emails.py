"""Carrying codes to numbers and addresses, and telling the old one that it is the old one."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.kit.mail import compose, render_in, send_mail
from app.kit.sms import Sms, send_sms
from app.kit.text import Lang


def send_code(session: Session, contact: str, code: str, *, lang: Lang, life: timedelta) -> None:
    """By SMS to a number, by mail to an address."""
    words = {"code": code, "minutes": str(int(life.total_seconds() // 60))}
    if "@" in contact:
        send_mail(session, compose("contact-code", contact, lang, {"name": "", **words}))
        return
    text = " ".join(render_in(lang, ["emails/sign-in-code/short.txt"], words).split())
    send_sms(session, Sms(to=contact, text=text, template="sign-in-code", lang=lang, params=words), good_for=life)


def tell_old_contact(session: Session, contact: str, *, lang: Lang) -> None:
    """The address or number that was just replaced is told once more, at itself."""
    if "@" in contact:
        send_mail(session, compose("contact-replaced", contact, lang, {"name": ""}))
        return
    text = " ".join(render_in(lang, ["emails/contact-replaced/short.txt"], {}).split())
    send_sms(session, Sms(to=contact, text=text, template="contact-replaced", lang=lang))
