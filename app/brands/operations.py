"""What may happen to a brand: set, given a logo, taken back; and worn by a report. The caller commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete

from app.brands.models import Brand, Logo
from app.brands.queries import find_brand, find_worn
from app.brands.values import Livery, our_accent, our_dark
from app.events.operations import record_event
from app.kit.db import HouseSession, upsert
from app.kit.intake.values import Clean
from app.tenants.models import Organisation
from app.tenants.queries import get_provider_by_code

WORDS = ("accent", "dark", "footer_zh", "footer_en", "sender", "contact")


@dataclass(frozen=True, slots=True)
class Look:
    """What a brand is set to: colours (#rrggbb, readable) and words by the names in `WORDS`."""

    words: Mapping[str, str]
    hides_us: bool = False


def keep_brand(session: HouseSession, provider_id: UUID, look: Look, *, by: UUID | None, at: datetime) -> Brand:
    """Set what reports wear from now on; those issued before keep what they have."""
    brand = _hold_brand(session, provider_id, by=by, at=at)
    for name in WORDS:
        setattr(brand, name, look.words.get(name, ""))
    brand.hides_us = look.hides_us
    session.flush()
    record_event(session, "brand.changed", by=by, tenant_id=provider_id, subject=f"brand:{brand.id}")
    return brand


def keep_brand_logo(session: HouseSession, provider_id: UUID, clean: Clean, *, by: UUID | None, at: datetime) -> Brand:
    """Set the logo, a PNG written by us, in place of the one before."""
    brand = _hold_brand(session, provider_id, by=by, at=at)
    digest = sha256(clean.content).hexdigest()
    width, height = (int.from_bytes(clean.content[start : start + 4], "big") for start in (16, 20))  # of the PNG
    session.execute(delete(Logo).where(Logo.tenant_id == provider_id, Logo.sha256 != digest))
    row = {"sha256": digest, "width": width, "height": height, "content": clean.content, "small": clean.thumb}
    upsert(session, Logo, {**row, "created_at": at}, on=("tenant_id", "sha256"), change=())
    brand.logo_hash = digest
    session.flush()
    record_event(session, "brand.logo_set", by=by, tenant_id=provider_id, subject=f"brand:{brand.id}")
    return brand


def drop_brand_logo(session: HouseSession, provider_id: UUID, *, by: UUID, at: datetime) -> None:
    """Without a logo the name stands in its place; doing so twice changes nothing."""
    brand = find_brand(session, provider_id, hold=True)
    if brand is not None and brand.logo_hash:
        brand.logo_hash, brand.changed_at, brand.changed_by_id = None, at, by
        session.execute(delete(Logo).where(Logo.tenant_id == provider_id))
        record_event(session, "brand.logo_dropped", by=by, tenant_id=provider_id, subject=f"brand:{brand.id}")


def drop_brand(session: HouseSession, provider_id: UUID, *, by: UUID) -> None:
    """Back to the look of the house for everything issued from now on; doing so twice changes nothing."""
    brand = find_brand(session, provider_id, hold=True)
    if brand is not None:
        session.execute(delete(Logo).where(Logo.tenant_id == provider_id))
        session.delete(brand)
        record_event(session, "brand.dropped", by=by, tenant_id=provider_id, subject=f"brand:{brand.id}")


def _hold_brand(session: HouseSession, provider_id: UUID, *, by: UUID | None, at: datetime) -> Brand:
    fresh = {"accent": our_accent(), "dark": our_dark(), "changed_at": at}
    upsert(session, Brand, {**fresh, "tenant_id": provider_id}, on=("tenant_id",), change=())
    brand = find_brand(session, provider_id, hold=True)
    if brand is None:
        raise RuntimeError("a brand that was just made is not there")
    brand.changed_at, brand.changed_by_id = at, by
    return brand


def wear_brand(session: HouseSession, tenant_id: UUID, *, by: UUID | None, at: datetime) -> Livery | None:
    """The look for a report that is issued now, its logo kept for the firm: the provider may change or go.

    None for the look of the house.
    """
    worn = find_worn(session, tenant_id, by=by)
    if worn is None:
        return None
    livery, logo = worn
    if logo is not None:
        row = {name: getattr(logo, name) for name in ("sha256", "width", "height", "content", "small")}
        upsert(session, Logo, {**row, "created_at": at}, on=("tenant_id", "sha256"), change=())
    return livery


def grant_hiding(session: HouseSession, code: str, *, granted: bool) -> Organisation:
    """Let a provider leave our name out of its reports, or end that. For the operator's command line alone."""
    provider = get_provider_by_code(session, code)
    if provider.may_hide_us != granted:
        provider.may_hide_us = granted
        tag = "provider.hiding_granted" if granted else "provider.hiding_ended"
        record_event(session, tag, by=None, subject=f"organisation:{provider.id}")
    return provider
