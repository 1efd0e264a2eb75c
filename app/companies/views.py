"""The firm's own pages: profile, sites, figures, systems and machines."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.companies import wording
from app.companies.forms import (
    FigureForm,
    KeepEquipmentForm,
    KeepProfileForm,
    KeepSiteForm,
    KeepWorkloadForm,
    offer_kinds,
)
from app.companies.models import Company, EquipmentGroup, Site, Workload
from app.companies.operations import (
    change_profile,
    change_site,
    create_company,
    drop_item,
    drop_site,
    keep_equipment,
    keep_new_site,
    keep_workload,
    set_baseline,
)
from app.companies.queries import (
    find_company,
    get_company_row,
    get_item,
    list_equipment,
    list_workloads,
    read_company,
    read_equipment,
    read_workload,
)
from app.content.loader import served_catalogue
from app.content.schema import Instrument
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession, Scope, database
from app.kit.errors import Refused
from app.kit.i18n import lang
from app.tenants.access import TOO_LOW, access, current_actor
from app.tenants.operations import open_tenant, rename_tenant
from app.tenants.queries import get_organisation

pages = Blueprint("companies", __name__, url_prefix="/firm")


def _tenant() -> UUID:
    tenant_id = current_actor().tenant_id
    assert tenant_id is not None  # noqa: S101 (every rule here but create's names a tenant)
    return tenant_id


def _company() -> tuple[HouseSession, Company]:
    """The firm; whoever may change it waits for the others who do."""
    session = database().session
    return session, get_company_row(session, _tenant(), hold=request.method == "POST")


def _note(session: HouseSession, tag: str, company: Company, key: str = "") -> None:
    record_event(
        session,
        tag,
        by=current_actor().user_id,
        tenant_id=company.tenant_id,
        subject=f"company:{company.id}",
        **({"key": key} if key else {}),
    )


def _instrument(company: Company) -> Instrument:
    return served_catalogue().instrument(company.industry_key)


def _sorts(kind: Literal["workloads", "equipment"], company: Company | None = None, kept: str = "") -> dict[str, str]:
    """Sorts of system or machine by id: all there are, or what a firm's trade can choose and the one it has."""
    catalogue = served_catalogue()
    sorts = catalogue.workloads if kind == "workloads" else catalogue.equipment
    return {
        id: one.title.get(lang())
        for id, one in sorts.items()
        if company is None or one.suits(company.industry_key) or id == kept
    }


def _site_kinds(company: Company, kept: str = "") -> dict[str, str]:
    kinds = served_catalogue().industries[company.industry_key].sites
    return {kind: wording.SITE_KINDS[kind] for kind in (*kinds, *([kept] if kept else []))}


def _last_month() -> str:
    first: date = clock.today().replace(day=1)
    return (first - timedelta(days=1)).strftime("%Y-%m")


@pages.route("/new", methods=["GET", "POST"])
@access("person")
def create() -> ResponseReturnValue:
    """The first thing an owner does: say what the firm is."""
    session, actor = database().session, current_actor()
    if actor.tenant_id is not None:
        session.open_scope(Scope.tenant(actor.tenant_id))
        if find_company(session, actor.tenant_id) is not None:
            return redirect(url_for("companies.profile"))
        if not actor.may("answer"):
            raise Refused(TOO_LOW)
    known = {"name": get_organisation(session, actor.tenant_id).name} if actor.tenant_id else {}
    form = KeepProfileForm(data=known | ({"industry": request.args["trade"]} if "trade" in request.args else {}))
    if not form.validate_on_submit():
        return render_template("companies/create.html", form=form), 422 if form.errors else 200
    profile = form.company()
    tenant_id = actor.tenant_id or open_tenant(session, profile.name, by=actor.user_id).id
    kind = served_catalogue().industries[profile.industry].sites[0]
    company = create_company(session, profile, tenant_id=tenant_id, at=clock.now(), kind=kind)
    _note(session, "company.created", company)
    rename_tenant(session, tenant_id, profile.name, by=actor.user_id)
    return redirect(url_for("portfolios.home"), 303)


@pages.get("/")
@access("read")
def profile() -> ResponseReturnValue:
    """What the firm says of itself."""
    _session, row = _company()
    figures = _instrument(row).baseline
    return render_template(
        "companies/profile.html",
        company=read_company(row),
        trade=served_catalogue().industries[row.industry_key].title,
        figures=figures,
        names=vars(wording),
    )


@pages.route("/edit", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def edit() -> ResponseReturnValue:
    """Change the profile."""
    session, row = _company()
    form = KeepProfileForm(data=read_company(row).model_dump())
    if not form.validate_on_submit():
        return render_template("companies/edit.html", form=form), 422 if form.errors else 200
    change_profile(row, form.company(), at=clock.now())
    _note(session, "company.profile_changed", row)
    rename_tenant(session, _tenant(), row.name, by=current_actor().user_id)
    flash(_("Saved."), "success")
    return redirect(url_for("companies.profile"), 303)


@pages.route("/sites/new", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def add_site() -> ResponseReturnValue:
    """One more site."""
    session, row = _company()
    form = KeepSiteForm()
    offer_kinds(form, _site_kinds(row))
    if not form.validate_on_submit():
        return render_template("companies/site.html", form=form, site=None), 422 if form.errors else 200
    _note(session, "company.site_added", row, keep_new_site(session, row, form.site("new")).key)
    flash(_("Saved."), "success")
    return redirect(url_for("companies.profile"), 303)


@pages.route("/sites/<key>", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def edit_site(key: str) -> ResponseReturnValue:
    """Change a site."""
    session, row = _company()
    kept = get_item(session, Site, company_id=row.id, key=key)
    form = KeepSiteForm(obj=kept, city=kept.city_key or "")
    offer_kinds(form, _site_kinds(row, kept.kind))
    if not form.validate_on_submit():
        page = render_template("companies/site.html", form=form, site=kept, removable=len(row.sites) > 1)
        return page, 422 if form.errors else 200
    change_site(session, row, form.site(key))
    _note(session, "company.site_changed", row, key)
    flash(_("Saved."), "success")
    return redirect(url_for("companies.profile"), 303)


@pages.route("/sites/<key>/remove", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def remove_site(key: str) -> ResponseReturnValue:
    """Ask, then take a site away."""
    session, row = _company()
    kept = get_item(session, Site, company_id=row.id, key=key)

    def drop() -> None:
        drop_site(session, row, key)
        _note(session, "company.site_removed", row, key)

    return _ask_or(drop, kept.name, url_for("companies.profile"))


@pages.route("/figures", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def baseline() -> ResponseReturnValue:
    """Business figures pay-offs are computed from."""
    session, row = _company()
    instrument = _instrument(row)
    form = FigureForm.for_instrument(instrument, lang())(data=FigureForm.kept(read_company(row)))
    if not form.validate_on_submit():
        page = render_template("companies/baseline.html", form=form, figures=instrument.baseline)
        return page, 422 if form.errors else 200
    set_baseline(session, row, form.figures(_last_month()), asked=[one.id for one in instrument.baseline])
    _note(session, "company.figures_changed", row)
    flash(_("Saved."), "success")
    return redirect(url_for("companies.profile"), 303)


@pages.get("/inventory")
@access("read")
def inventory() -> ResponseReturnValue:
    """Systems and machines."""
    session, row = _company()
    return render_template(
        "companies/inventory.html",
        workloads=list_workloads(session, row.id),
        equipment=list_equipment(session, row.id),
        names={**vars(wording), "WORKLOAD_KINDS": _sorts("workloads"), "EQUIPMENT_KINDS": _sorts("equipment")},
        nav="inventory",
    )


@pages.route("/inventory/systems/new", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def add_workload() -> ResponseReturnValue:
    """One more system."""
    return _workload(None)


@pages.route("/inventory/systems/<key>", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def edit_workload(key: str) -> ResponseReturnValue:
    """Change a system."""
    return _workload(key)


@pages.route("/inventory/systems/<key>/remove", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def remove_workload(key: str) -> ResponseReturnValue:
    """Ask, then take a system away."""
    session, row = _company()
    kept = get_item(session, Workload, company_id=row.id, key=key)
    return _ask_or(lambda: _drop(session, row, kept), kept.name, url_for("companies.inventory"))


@pages.route("/inventory/machines/new", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def add_equipment() -> ResponseReturnValue:
    """One more group of machines."""
    return _equipment(None)


@pages.route("/inventory/machines/<key>", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def edit_equipment(key: str) -> ResponseReturnValue:
    """Change a group of machines."""
    return _equipment(key)


@pages.route("/inventory/machines/<key>/remove", methods=["GET", "POST"])
@access("read", methods=["GET"])
@access("answer", methods=["POST"])
def remove_equipment(key: str) -> ResponseReturnValue:
    """Ask, then take a group of machines away."""
    session, row = _company()
    kept = get_item(session, EquipmentGroup, company_id=row.id, key=key)
    return _ask_or(lambda: _drop(session, row, kept), kept.name, url_for("companies.inventory"))


def _workload(key: str | None) -> ResponseReturnValue:
    session, row = _company()
    kept = get_item(session, Workload, company_id=row.id, key=key) if key else None
    form = KeepWorkloadForm.showing(read_workload(kept) if kept else None)
    offer_kinds(form, _sorts("workloads", row, kept.kind if kept else ""), empty=_("Choose one"))
    if not form.validate_on_submit():
        page = render_template("companies/workload.html", form=form, workload=kept, nav="inventory")
        return page, 422 if form.errors else 200
    item = keep_workload(session, row, form.workload(key or "new"), key=key)
    _note(session, "company.system_changed" if key else "company.system_added", row, item.key)
    flash(_("Saved."), "success")
    return redirect(url_for("companies.inventory"), 303)


def _equipment(key: str | None) -> ResponseReturnValue:
    session, row = _company()
    kept = get_item(session, EquipmentGroup, company_id=row.id, key=key) if key else None
    form = KeepEquipmentForm(data=read_equipment(kept).model_dump() if kept else None)
    offer_kinds(form, _sorts("equipment", row, kept.kind if kept else ""), empty=_("Choose one"))
    if not form.validate_on_submit():
        page = render_template("companies/equipment.html", form=form, group=kept, nav="inventory")
        return page, 422 if form.errors else 200
    item = keep_equipment(session, row, form.group(key or "new"), key=key)
    _note(session, "company.machines_changed" if key else "company.machines_added", row, item.key)
    flash(_("Saved."), "success")
    return redirect(url_for("companies.inventory"), 303)


def _drop(session: HouseSession, company: Company, item: Workload | EquipmentGroup) -> None:
    drop_item(session, item)
    kind = "system" if isinstance(item, Workload) else "machines"
    _note(session, f"company.{kind}_removed", company, item.key)


def _ask_or(drop: Callable[[], None], name: str, back: str) -> ResponseReturnValue:
    if request.method == "GET":
        nav = "inventory" if back == url_for("companies.inventory") else ""
        return render_template("companies/remove.html", name=name, back=back, nav=nav)
    drop()
    flash(_("Removed: %(name)s", name=name), "success")
    return redirect(back, 303)
