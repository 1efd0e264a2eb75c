"""Writes of the firm: its profile, sites, figures and inventory. The caller commits."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.companies.models import BaselineFigure, Company, EquipmentGroup, Site, Workload
from app.companies.queries import EQUIPMENT_FIELDS, WORKLOAD_FIELDS, Item, find_company, get_item
from app.content import firm
from app.content.schema import SiteKind
from app.kit.errors import Conflict
from app.kit.ids import new_reference
from app.kit.text import Text

ALREADY = Text(zh="这家企业已有资料，请直接修改。", en="This firm already has a profile; edit it instead.")
MOST = 1000
"""Sites, systems or machine groups of one firm: a report lists them all."""
FULL = Text(zh="最多登记 {most} 条。请先删去不用的。", en="At most {most} entries; remove those no longer used first.")
LAST_SITE = Text(zh="至少保留一个场所。", en="Keep at least one site.")


def create_company(
    session: Session, profile: firm.Company, *, tenant_id: UUID, at: datetime, kind: SiteKind = "plant"
) -> Company:
    """Write the profile of a tenant that has none; without sites the firm itself becomes the first, of this kind."""
    if find_company(session, tenant_id) is not None:
        raise Conflict(ALREADY)
    company = Company(tenant_id=tenant_id, **_profile(profile), changed_at=at)
    session.add(company)
    session.flush()
    place = {"city": profile.city, "town": profile.town, "headcount": profile.headcount}
    first = firm.Site.model_validate({"id": "main", "name": profile.name, "kind": kind, **place})
    for site in profile.sites or (first,):
        session.add(Site(company_id=company.id, key=site.id, **site_columns(site)))
    set_baseline(session, company, profile.baseline, asked=())
    session.flush()
    return company


def change_profile(company: Company, profile: firm.Company, *, at: datetime) -> None:
    """Replace the profile's own fields; sites and figures stay."""
    for name, value in _profile(profile).items():
        setattr(company, name, value)
    company.changed_at = at


def set_baseline(
    session: Session, company: Company, figures: Mapping[str, firm.BaselineValue], *, asked: Collection[str]
) -> None:
    """Replace the figures that were asked for; those of a trade the firm had before stay."""
    gone = delete(BaselineFigure).where(BaselineFigure.company_id == company.id)
    session.execute(gone.where(BaselineFigure.figure_key.in_({*asked, *figures})))
    for key, figure in figures.items():
        row = {"value": str(figure.value), "month": figure.month, "measured": figure.measured}
        session.add(BaselineFigure(company_id=company.id, figure_key=key, **row))
    session.flush()


def keep_new_site(session: Session, company: Company, site: firm.Site) -> Site:
    """Add a site; the id `new`, or one already taken, becomes a fresh one that no removed site had."""
    row = Site(company_id=company.id, key=_free_key(session, Site, company, wanted=site.id), **site_columns(site))
    session.add(row)
    session.flush()
    return row


def change_site(session: Session, company: Company, site: firm.Site) -> None:
    """Replace a site's fields."""
    row = get_item(session, Site, company_id=company.id, key=site.id)
    for name, value in site_columns(site).items():
        setattr(row, name, value)


def drop_site(session: Session, company: Company, key: str) -> None:
    """Take a site away; the last one stays."""
    rows = list(session.scalars(select(Site).where(Site.company_id == company.id)))
    if len(rows) <= 1:
        raise Conflict(LAST_SITE)
    session.delete(next(row for row in rows if row.key == key))


def keep_workload(session: Session, company: Company, workload: firm.Workload, *, key: str | None = None) -> Workload:
    """Add a system, or with `key` replace that one."""
    return _keep(session, Workload, company, values=_columns(workload, WORKLOAD_FIELDS, id=workload.id), key=key)


def keep_equipment(
    session: Session, company: Company, group: firm.EquipmentGroup, *, key: str | None = None
) -> EquipmentGroup:
    """Add a machine group, or with `key` replace that one."""
    return _keep(session, EquipmentGroup, company, values=_columns(group, EQUIPMENT_FIELDS, id=group.id), key=key)


def keep_inventory(session: Session, company: Company, inventory: firm.Inventory) -> None:
    """Add or replace many systems and machine groups at once; the id `new` stands for a fresh one. Conflict if full."""
    systems = [_columns(one, WORKLOAD_FIELDS, id=one.id) for one in inventory.workloads]
    _keep_many(session, Workload, company, systems)
    machines = [_columns(one, EQUIPMENT_FIELDS, id=one.id) for one in inventory.equipment]
    _keep_many(session, EquipmentGroup, company, machines)
    session.flush()


def drop_item(session: Session, item: Workload | EquipmentGroup) -> None:
    """Take a system or machine group away."""
    session.delete(item)


def _keep(session: Session, model: type[Item], company: Company, *, values: dict[str, Any], key: str | None) -> Item:
    wanted = values.pop("id")
    if key is not None:
        row = get_item(session, model, company_id=company.id, key=key)
        for name, value in values.items():
            setattr(row, name, value)
        return row
    row = model(company_id=company.id, key=_free_key(session, model, company, wanted=wanted), **values)
    session.add(row)
    session.flush()
    return row


def _keep_many(session: Session, model: type[Item], company: Company, entries: list[dict[str, Any]]) -> None:
    kept = {row.key: row for row in session.scalars(select(model).where(model.company_id == company.id))}
    for values in entries:
        wanted = values.pop("id")
        row = kept.get(wanted)
        if row is None:
            key = _fresh_key(model, set(kept), wanted=wanted)
            row = kept[key] = model(company_id=company.id, key=key)
            session.add(row)
        for name, value in values.items():
            setattr(row, name, value)


def _columns(value: firm.Workload | firm.EquipmentGroup, names: tuple[str, ...], *, id: str) -> dict[str, Any]:
    return {"id": id, **{name: getattr(value, name) for name in names}}


def site_columns(site: firm.Site) -> dict[str, Any]:
    """A site's fields as columns, without its key."""
    return {
        "name": site.name,
        "kind": site.kind,
        "city_key": site.city,
        "town": site.town,
        "headcount": site.headcount,
    }


def _profile(profile: firm.Company) -> dict[str, Any]:
    return {
        "name": profile.name,
        "industry_key": profile.industry,
        "city_key": profile.city,
        "town": profile.town,
        "headcount": profile.headcount,
        "revenue_band": profile.revenue_band,
        "exports": profile.exports,
    }


def _free_key(session: Session, model: type[Item], company: Company, *, wanted: str) -> str:
    taken = set(session.scalars(select(model.key).where(model.company_id == company.id)))
    return _fresh_key(model, taken, wanted=wanted)


def _fresh_key(model: type[Item], taken: set[str], *, wanted: str) -> str:
    if len(taken) >= MOST:
        raise Conflict(FULL.format(most=MOST))
    if wanted != "new" and wanted not in taken:
        return wanted
    # Drawn, not counted: answers outlive their site, and a number would come round again once its entry is removed.
    stem = model.__tablename__[:4]
    while (key := f"{stem}-{new_reference(1, 6).lower()}") in taken:
        pass
    return key
