"""The firm's pages: what is typed is kept, what is wrong is named, what is right is stored."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.companies.operations import keep_equipment
from app.companies.queries import get_company, get_company_row, get_inventory
from app.content.firm import EquipmentGroup
from app.content.loader import served_catalogue
from app.kit.db import Database, Scope
from tests.factories.fillings import Started
from tests.factories.people import make_person

PROFILE = {
    "name": "广州堃昇定制家居有限公司",
    "industry": "furniture",
    "city": "guangzhou",
    "town": "白云",
    "headcount": "85",
    "revenue_band": "20m-100m",
}
SYSTEM = {
    "name": "Order sheet",
    "kind": "erp",
    "hosting": "office-pc",
    "users": "3",
    "criticality": "high",
    "customised": "none",
    "backup": "none",
    "unused": "y",
}
MACHINES = {
    "name": "CNC routers",
    "kind": "cnc-router",
    "total": "4",
    "automated": "4",
    "digital": "3",
    "connected": "2",
    "data_used": "1",
    "remote": "2",
    "age_years": "6",
    "protocol": "ethernet",
}


def test_create_makes_tenant_profile_and_first_site(
    app: object, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    from flask import Flask

    assert isinstance(app, Flask)
    with app.app_context():
        person = make_person(database)
    browser = sign_in(person)
    assert browser.post("/firm/new", data=PROFILE).status_code == 303
    page = browser.get("/firm/").text
    assert PROFILE["name"] in page and "Guangzhou" in page
    assert browser.get("/firm/new").status_code == 302


def test_create_keeps_what_was_typed_and_names_the_faults(
    app: object, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    from flask import Flask

    assert isinstance(app, Flask)
    with app.app_context():
        person = make_person(database)
    answer = sign_in(person).post("/firm/new", data={**PROFILE, "headcount": "0", "city": ""})
    assert answer.status_code == 422
    assert PROFILE["name"] in answer.text
    assert "Enter a whole number from 1 to 1,000,000." in answer.text
    assert 'id="headcount-fault"' in answer.text and 'aria-invalid="true"' in answer.text


def test_system_is_added_changed_and_removed(owner: FlaskClient, started: Started, database: Database) -> None:
    assert owner.post("/firm/inventory/systems/new", data=SYSTEM).status_code == 303
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        kept = get_inventory(session, started.tenant_id).workloads[0]
    assert (kept.hosting, kept.used, kept.supported) == ("office-pc", False, True)
    page = owner.get(f"/firm/inventory/systems/{kept.id}").text
    assert 'value="Order sheet"' in page
    owner.post(f"/firm/inventory/systems/{kept.id}", data={**SYSTEM, "name": "订单表"})
    assert "订单表" in owner.get("/firm/inventory").text
    assert owner.get(f"/firm/inventory/systems/{kept.id}/remove").status_code == 200
    owner.post(f"/firm/inventory/systems/{kept.id}/remove")
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert get_inventory(session, started.tenant_id).workloads == ()


@pytest.mark.parametrize(
    ("field", "value"), [("digital", "5"), ("connected", "4"), ("data_used", "3"), ("remote", "3"), ("automated", "9")]
)
def test_machine_counts_climb_a_ladder(owner: FlaskClient, field: str, value: str) -> None:
    answer = owner.post("/firm/inventory/machines/new", data={**MACHINES, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert 'value="CNC routers"' in answer.text


def test_machines_are_stored(owner: FlaskClient, started: Started, database: Database) -> None:
    assert owner.post("/firm/inventory/machines/new", data=MACHINES).status_code == 303
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        group = get_inventory(session, started.tenant_id).equipment[0]
    assert (group.total, group.digital, group.connected, group.data_used) == (4, 3, 2, 1)


def test_figures_are_exact_and_dated(owner: FlaskClient, started: Started, database: Database) -> None:
    data = {"rework-share.value": "3.5", "rework-share.month": "2026-09", "rework-share.measured": "measured"}
    assert owner.post("/firm/figures", data=data).status_code == 303
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        figure = get_company(session, started.tenant_id).baseline["rework-share"]
    assert (str(figure.value), figure.month, figure.measured) == ("7/2", "2026-09", True)
    assert 'value="3.5"' in owner.get("/firm/figures").text


def test_impossible_figure_is_refused(owner: FlaskClient) -> None:
    answer = owner.post("/firm/figures", data={"rework-share.value": "140"})
    assert answer.status_code == 422
    assert 'value="140"' in answer.text


def test_last_site_stays(owner: FlaskClient) -> None:
    owner.post("/firm/sites/new", data={"name": "乐从门店", "kind": "store", "city": "", "headcount": "4"})
    assert "乐从门店" in owner.get("/firm/").text
    asks = re.findall(r'"(/firm/sites/[^"]+/remove)"', owner.get("/firm/sites/main").text)
    assert set(asks) == {"/firm/sites/main/remove"}, "the page of a site offers to remove that site"
    assert owner.post("/firm/sites/main/remove").status_code == 303
    assert "佛山暖居家具厂" in owner.get("/firm/").text
    (left,) = _sites(owner)
    assert owner.post(f"/firm/sites/{left}/remove").status_code == 409


def test_a_new_site_takes_no_removed_ones_key(owner: FlaskClient) -> None:
    """Answers are kept by the key of their site: under a key used before, a removed site's answers would count."""
    site = {"name": "乐从门店", "kind": "store"}
    owner.post("/firm/sites/new", data=site)
    removed = _sites(owner)[-1]
    owner.post(f"/firm/sites/{removed}/remove")
    owner.post("/firm/sites/new", data={**site, "name": "顺德门店"})
    assert _sites(owner)[0] == "main" and _sites(owner)[1] != removed


def test_a_kind_of_site_kept_before_the_trade_changed_is_named_in_words(owner: FlaskClient) -> None:
    assert owner.post("/firm/edit", data={**PROFILE, "industry": "education"}).status_code == 303
    (label,) = re.findall(r'<option [^>]*value="plant"[^>]*>([^<]+)', owner.get("/firm/sites/main").text)
    assert label == "Plant"


def test_overlong_and_broken_text_is_a_fault_of_its_field(owner: FlaskClient) -> None:
    answer = owner.post("/firm/inventory/systems/new", data={**SYSTEM, "name": "x" * 200})
    assert answer.status_code == 422
    assert 'id="name-fault"' in answer.text
    assert owner.post("/firm/inventory/systems/new", data={**SYSTEM, "name": "a\x00b"}).status_code == 400


@pytest.mark.parametrize("typed", ["sNaN", "NaN", "Infinity", "1E-4000", "1E-400000", "1e999999999", "0x10"])
def test_figures_nobody_can_count_with_are_refused(owner: FlaskClient, typed: str) -> None:
    answer = owner.post("/firm/figures", data={"orders-month.value": typed, "orders-month.month": "2026-10"})
    assert answer.status_code == 422
    assert typed in answer.text, "what was typed is still there"


def test_figures_left_out_keep_what_stands(owner: FlaskClient) -> None:
    for typed in ("12", "9" * 5000, ""):
        answer = owner.post("/firm/figures", data={"orders-month.value": "12", "order-value.value": typed})
        assert answer.status_code == (422 if len(typed) > 2 else 303)
        assert owner.post("/firm/figures", data={}).status_code == 303


def _sites(browser: FlaskClient) -> list[str]:
    """Keys of the firm's sites, as its page links them."""
    return [key for key in re.findall(r'href="/firm/sites/([^"]+)"', browser.get("/firm/").text) if key != "new"]


def _change_everything(browser: FlaskClient) -> list[str]:
    """Every change a person can make to a firm, once; what the audit must say of each."""
    made = {
        "company.profile_changed": ("/firm/edit", PROFILE),
        "company.site_added": ("/firm/sites/new", {"name": "Store", "kind": "store"}),
        "company.figures_changed": ("/firm/figures", {"orders-month.value": "12"}),
        "company.system_added": ("/firm/inventory/systems/new", SYSTEM),
        "company.machines_added": ("/firm/inventory/machines/new", MACHINES),
        "company.site_changed": ("/firm/sites/{site}", {"name": "Shop", "kind": "store"}),
        "company.system_changed": ("/firm/inventory/systems/{work}", SYSTEM),
        "company.machines_changed": ("/firm/inventory/machines/{equi}", MACHINES),
        "company.site_removed": ("/firm/sites/{site}/remove", {}),
        "company.system_removed": ("/firm/inventory/systems/{work}/remove", {}),
        "company.machines_removed": ("/firm/inventory/machines/{equi}/remove", {}),
    }
    for tag, (path, data) in made.items():
        shown = browser.get("/firm/").text + browser.get("/firm/inventory").text
        keys = {key[:4]: key for key in re.findall(r'href="[^"]+/((?:site|work|equi)-[^"]+)"', shown)}
        assert browser.post(path.format(**keys), data=data).status_code == 303, tag
    return list(made)


def test_every_change_leaves_one_trace(owner: FlaskClient, started: Started, database: Database) -> None:
    from app.events.queries import list_events

    changes = _change_everything(owner)
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        found = [event for event in reversed(list_events(session, started.tenant_id)) if "company." in event.tag]
    assert [event.tag for event in found] == changes
    assert {event.actor_id for event in found} == {started.owner.id}


def test_a_firm_lists_no_more_than_a_report_can_hold(
    owner: FlaskClient, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.companies.operations.MOST", 2)
    answers = [owner.post("/firm/inventory/systems/new", data=SYSTEM).status_code for _ in range(3)]
    assert answers == [303, 303, 409]


def test_a_viewer_founds_nothing_in_a_firm_without_profile(
    app: object, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    from app.tenants.models import Role
    from tests.factories.people import add_member, make_firm

    viewer = make_person(database)
    add_member(database, make_firm(database, make_person(database)), viewer, Role.VIEWER)
    assert sign_in(viewer).post("/firm/new", data=PROFILE).status_code == 403


def test_a_firm_chooses_among_the_trades_content_has_and_then_among_their_sorts(
    owner: FlaskClient, sign_in: Callable[..., FlaskClient], app: object, database: Database
) -> None:
    from flask import Flask

    assert isinstance(app, Flask)
    content = served_catalogue()
    with app.app_context():
        page = sign_in(make_person(database)).get("/firm/new").text
    offered = re.findall(r'<option value="([^"]+)"', page[page.index('name="industry"') : page.index('name="city"')])
    assert offered == list(content.trades)
    machines = owner.get("/firm/inventory/machines/new").text
    for id, sort in content.equipment.items():
        assert (f'value="{id}"' in machines) == sort.suits("furniture")
    sites = owner.get("/firm/sites/new").text
    for kind in ("plant", "store", "campus"):
        assert (f'value="{kind}"' in sites) == (kind in content.industries["furniture"].sites)
    assert owner.post("/firm/sites/new", data={"name": "N", "kind": "campus"}).status_code == 422


def test_a_sort_kept_before_the_trade_changed_stays_on_offer(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        row = get_company_row(session, started.tenant_id)
        keep_equipment(session, row, EquipmentGroup(id="m", name="Tablets", kind="tablet", total=3))
    (option,) = re.findall(r'<option [^>]*value="tablet"[^>]*>', owner.get("/firm/inventory/machines/m").text)
    assert "selected" in option
    assert "Tablets" in owner.get("/firm/inventory").text
