"""Who stands on a quotation: the provider as it looks today, and the person who makes it."""

from base64 import b64encode

from app.brands.queries import find_brand, find_logo
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.text import Text
from app.quotations.operations import Maker
from app.quotations.values import Issuer
from app.tenants.access import Actor
from app.tenants.queries import get_member, get_organisation

MOST_LOGO = 64 * 1024
"""Bytes of a logo that a frozen paper may carry."""


def maker_of(session: HouseSession, actor: Actor) -> Maker:
    """The person at work, for their provider, now; the session is bound to the provider."""
    member = get_member(session, actor.tenant, actor.user_id)
    return Maker(issuer=issuer_of(session, actor), by=actor.user_id, name=member.name, at=clock.now())


def issuer_of(session: HouseSession, actor: Actor) -> Issuer:
    """The provider with its brand, where it has one."""
    name, brand = get_organisation(session, actor.tenant).name, find_brand(session, actor.tenant)
    if brand is None:
        return Issuer(name=name)
    logo = find_logo(session, actor.tenant, brand.logo_hash)
    small = logo.small if logo is not None and len(logo.small) <= MOST_LOGO else b""
    both = brand.footer_zh or brand.footer_en
    return Issuer(
        name=name,
        contact=brand.contact,
        footer=Text(zh=brand.footer_zh or both, en=brand.footer_en or both) if both else None,
        accent=brand.accent,
        dark=brand.dark,
        logo=b64encode(small).decode(),
    )
