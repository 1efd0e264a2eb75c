"""Reads of the firm: rows for forms, and content values for the engines."""

from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.companies.models import BaselineFigure, Company, EquipmentGroup, Site, Workload
from app.content import firm
from app.kit.errors import NotFound
from app.kit.text import Text

NO_COMPANY = Text(zh="这家企业还没有填写资料。", en="This firm has no profile yet.")
NO_ITEM = Text(zh="找不到这一条，可能已被删除。", en="This entry cannot be found; it may have been deleted.")

WORKLOAD_FIELDS = tuple(field for field in firm.Workload.model_fields if field != "id")
EQUIPMENT_FIELDS = tuple(field for field in firm.EquipmentGroup.model_fields if field != "id")
Item = TypeVar("Item", Site, Workload, EquipmentGroup)


def find_company(session: Session, tenant_id: UUID, *, hold: bool = False) -> Company | None:
    """The profile row of a tenant, or None before it was filled in; `hold` makes others who hold it wait."""
    wanted = select(Company).where(Company.tenant_id == tenant_id)
    return session.scalar(wanted.with_for_update() if hold else wanted)


FACT_COLUMNS = (
    *(Company.name, Company.industry_key, Company.city_key, Company.town),
    *(Company.headcount, Company.revenue_band, Company.exports),
    *(Site.key, Site.name, Site.kind, Site.city_key, Site.town, Site.headcount),
)
"""Profile and one site a row, for `facts_of_rows`; join sites from outside and order by their id."""


@lru_cache(maxsize=2048)
def facts_of_rows(rows: tuple[tuple[Any, ...], ...]) -> firm.Company:
    """Profile and sites of rows of FACT_COLUMNS, without figures. The same rows give the same value."""
    names = ("id", "name", "kind", "city", "town", "headcount")
    sites = [dict(zip(names, row[7:], strict=True)) for row in rows if row[7] is not None]
    profile = zip(("name", "industry", "city", "town", "headcount", "revenue_band", "exports"), rows[0], strict=False)
    return firm.Company.model_validate({**dict(profile), "sites": tuple(map(firm.Site.model_validate, sites))})


def get_company_row(session: Session, tenant_id: UUID, *, hold: bool = False) -> Company:
    """The profile row with sites and figures, or NotFound; `hold` as in `find_company`."""
    wanted = select(Company).where(Company.tenant_id == tenant_id)
    wanted = wanted.options(selectinload(Company.sites), selectinload(Company.figures))
    row = session.scalar(wanted.with_for_update() if hold else wanted)
    if row is None:
        raise NotFound(NO_COMPANY)
    return row


def get_company(session: Session, tenant_id: UUID) -> firm.Company:
    """The profile as the engines read it, or NotFound."""
    return read_company(get_company_row(session, tenant_id))


def read_facts(row: Company) -> firm.Company:
    """Profile and sites of a loaded row, without figures: all that conditions of questions ask."""
    return _company(row, figures=[])


def read_company(row: Company) -> firm.Company:
    """A loaded profile row as a value."""
    return _company(row, figures=row.figures)


def _company(row: Company, *, figures: list[BaselineFigure]) -> firm.Company:
    values: dict[str, Any] = {
        "name": row.name,
        "industry": row.industry_key,
        "city": row.city_key,
        "town": row.town,
        "headcount": row.headcount,
        "revenue_band": row.revenue_band,
        "exports": row.exports,
        "sites": tuple(_site(site) for site in row.sites),
        "baseline": {
            figure.figure_key: firm.BaselineValue(
                value=Fraction(figure.value), month=figure.month, measured=figure.measured
            )
            for figure in figures
        },
    }
    return firm.Company.model_validate(values)


def _site(row: Site) -> firm.Site:
    return firm.Site.model_validate(
        {
            "id": row.key,
            "name": row.name,
            "kind": row.kind,
            "city": row.city_key,
            "town": row.town,
            "headcount": row.headcount,
        }
    )


def list_workloads(session: Session, company_id: UUID) -> list[Workload]:
    """Systems in the order they were entered."""
    return list(session.scalars(select(Workload).where(Workload.company_id == company_id).order_by(Workload.id)))


def list_equipment(session: Session, company_id: UUID) -> list[EquipmentGroup]:
    """Machine groups in the order they were entered."""
    wanted = select(EquipmentGroup).where(EquipmentGroup.company_id == company_id)
    return list(session.scalars(wanted.order_by(EquipmentGroup.id)))


def get_inventory(session: Session, tenant_id: UUID) -> firm.Inventory:
    """Systems and machines as the engines read them; empty before any was entered."""
    company = find_company(session, tenant_id)
    if company is None:
        return firm.Inventory()
    return firm.Inventory(
        workloads=tuple(read_workload(row) for row in list_workloads(session, company.id)),
        equipment=tuple(read_equipment(row) for row in list_equipment(session, company.id)),
    )


def read_workload(row: Workload) -> firm.Workload:
    """A system as a value."""
    return firm.Workload.model_validate({"id": row.key, **{name: getattr(row, name) for name in WORKLOAD_FIELDS}})


def read_equipment(row: EquipmentGroup) -> firm.EquipmentGroup:
    """A machine group as a value."""
    return firm.EquipmentGroup.model_validate(
        {"id": row.key, **{name: getattr(row, name) for name in EQUIPMENT_FIELDS}}
    )


def get_item(session: Session, model: type[Item], *, company_id: UUID, key: str) -> Item:
    """One site, system or machine group by its key, or NotFound."""
    row = session.scalar(select(model).where(model.company_id == company_id, model.key == key))
    if row is None:
        raise NotFound(NO_ITEM)
    return row
