"""Reading brands: a provider's own, and the look that a new report of a firm would wear."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.brands.models import Brand, Logo
from app.brands.values import Livery, LogoMark
from app.kit import clock
from app.kit.db import HouseSession, Scope
from app.kit.errors import NotFound
from app.kit.text import Text
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.tenants.models import Engagement, Kind, Membership, Organisation, Share

NO_LOGO = Text(zh="没有这个标志。", en="There is no such logo.")


def find_brand(session: Session, provider_id: UUID, *, hold: bool = False) -> Brand | None:
    """What a provider set; None while it has set nothing. The session is bound to the provider."""
    asked = select(Brand).where(Brand.tenant_id == provider_id)
    return session.scalars(asked.with_for_update() if hold else asked).one_or_none()


def find_logo(session: Session, tenant_id: UUID, sha256: str | None) -> Logo | None:
    """One logo kept for this tenant."""
    asked = select(Logo).where(Logo.tenant_id == tenant_id, Logo.sha256 == sha256)
    return session.scalars(asked).one_or_none() if sha256 else None


def find_small_logo(session: Session, tenant_id: UUID, sha256: str) -> bytes | None:
    """The PNG of a logo for pages."""
    return session.scalar(select(Logo.small).where(Logo.tenant_id == tenant_id, Logo.sha256 == sha256))


def get_logo(session: Session, tenant_id: UUID, sha256: str | None) -> Logo:
    """The same; NotFound when there is none."""
    found = find_logo(session, tenant_id, sha256)
    if found is None:
        raise NotFound(NO_LOGO)
    return found


def may_hide_us(session: Session, provider_id: UUID) -> bool:
    """Whether reports of a provider need not name us: the one place that says so. Granted by hand for now."""
    asked = select(Organisation.may_hide_us).where(Organisation.id == provider_id, Organisation.kind == Kind.PROVIDER)
    return bool(session.scalar(asked))


def find_provider_behind(session: Session, tenant_id: UUID, *, by: UUID | None) -> Organisation | None:
    """The provider that stands behind a report issued now: whose person issues it, else whoever works with the firm.

    Only providers the firm has a live agreement with; of several that see its answers, the one agreed to last. One
    that sees results only, a bank say, signs nothing.
    """
    now = clock.now()
    asked = (
        select(Organisation, Engagement.shares)
        .join(Engagement, Engagement.provider_id == Organisation.id)
        .where(
            Engagement.tenant_id == tenant_id,
            Engagement.ended_at.is_(None),
            or_(Engagement.until_at.is_(None), Engagement.until_at > now),
        )
        .order_by(Engagement.since_at.desc(), Engagement.id.desc())
    )
    engaged: list[Any] = list(session.execute(asked))
    if not engaged:
        return None
    seats = set(session.scalars(select(Membership.organisation_id).where(Membership.user_id == by)))
    issuing = (one for one, _shares in engaged if one.id in seats)
    working = (one for one, shares in engaged if Share.ANSWERS in shares)
    return next(issuing, None) or next(working, None)


def livery_of(provider: Organisation, brand: Brand, logo: Logo | None, *, hides_us: bool) -> Livery:
    """A provider's brand as a report wears it."""
    both = brand.footer_zh or brand.footer_en
    return Livery(
        name=provider.name,
        accent=brand.accent,
        dark=brand.dark,
        footer=Text(zh=brand.footer_zh or both, en=brand.footer_en or both) if both else None,
        sender=brand.sender or provider.name,
        contact=brand.contact,
        logo=LogoMark(sha256=logo.sha256, width=logo.width, height=logo.height) if logo else None,
        hides_us=hides_us,
    )


def find_worn(session: HouseSession, tenant_id: UUID, *, by: UUID | None) -> tuple[Livery, Logo | None] | None:
    """The look a report of this firm would be issued with now, and the provider's logo; None for our own look, also
    while the provider's plan holds no brand.

    What the provider set is read in a session of its own that is bound to the provider.
    """
    provider = find_provider_behind(session, tenant_id, by=by)
    if provider is None:
        return None
    with session.info["database"].reading(Scope.tenant(provider.id)) as theirs:
        brand = find_brand(theirs, provider.id)
        if brand is None or not allows(theirs, provider.id, Feature.BRAND):
            return None
        logo = find_logo(theirs, provider.id, brand.logo_hash)
        hides_us = brand.hides_us and may_hide_us(theirs, provider.id)
        return livery_of(provider, brand, logo, hides_us=hides_us), logo
