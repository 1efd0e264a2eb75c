"""What Stripe sells is what the plans say, however often one looks; what customers do with it is theirs."""

import re
from dataclasses import replace
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from app.cli import main
from app.kit.db import Database
from app.kit.money import Money
from app.payments.catalogue import compare_catalogue
from app.payments.faults import NotConfigured
from app.payments.gateway import gateway
from app.payments.values import lookup_key
from app.subscriptions.plans import shop
from tests.factories.fillings import Started
from tests.payments.buying import MONTH, ONCE, check_out, order, session_of, subscribe
from tests.standins.stripe.handle import StandIn


def carry_out() -> list[str]:
    steps = compare_catalogue(shop.plans)
    for step in steps:
        step.act()
    return [step.said for step in steps]


def test_the_catalogue_is_made_once_and_then_agrees(billed: None, stripe_standin: StandIn) -> None:
    gateway.set_up(stripe_standin.key, stripe_standin.base)
    looked = [step.said for step in compare_catalogue(shop.plans)]
    assert not stripe_standin.requests(method="POST"), "looking changes nothing"
    assert carry_out() == looked and "create product jianyun_standard" in looked
    assert compare_catalogue(shop.plans) == []
    for item, interval in (("standard", "month"), ("provider", "year"), ("report", "once"), ("credits", "once")):
        for currency in ("CNY", "USD"):
            (price,) = gateway.list_prices([lookup_key(item, interval, currency)])
            assert price.amount == shop.plans.price(item, interval, currency)  # type: ignore[arg-type]
            assert price.interval == interval
    gateway.set_up("", "https://api.stripe.com")
    with pytest.raises(NotConfigured):
        compare_catalogue(shop.plans)


def test_another_amount_is_a_new_price_and_subscribers_keep_theirs(
    database: Database, started: Started, till: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    bought = subscribe(database, till, firm, MONTH, owner)
    plans = shop.plans.model_dump()
    plans["plans"][1]["prices"]["month"]["CNY"] = 21900
    plans["plans"][1]["title"]["zh"] = "标准版（新）"
    monkeypatch.setattr(shop, "_plans", type(shop.plans).model_validate(plans))
    said = carry_out()
    assert [re.sub(r"price_\w+", "price", one) for one in said] == [
        "update product jianyun_standard: name",
        "create price jianyun_standard_month_cny: CNY 219.00",
        "archive price price (jianyun_standard_month_cny): CNY 199.00",
    ]
    assert compare_catalogue(shop.plans) == []
    still = gateway.get_subscription(bought.id)
    assert (still.plan, still.lookup_key, still.unit_amount) == ("standard", None, bought.unit_amount)
    (price,) = gateway.list_prices(["jianyun_standard_month_cny"])
    assert price.amount.minor == 21900
    # Broken off between the two, the old one is archived by the next run.
    till.store.get("price", bought.price_id)["active"] = True
    assert len(carry_out()) == 1


def test_a_portal_changed_in_the_dashboard_is_set_right(till: StandIn) -> None:
    (config,) = till.store.table("billing_portal.configuration").values()
    config["features"]["subscription_cancel"]["mode"] = "immediately"
    assert carry_out() == [f"update the portal's configuration {config['id']}"]
    assert compare_catalogue(shop.plans) == []


def test_rule_15_coupons_tax_ids_and_invoices_are_stripes(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    once = replace(ONCE, assessment_id=started.assessment_id)
    page = check_out(database, firm, order(database, firm, once, owner), owner)
    (made,) = till.objects("checkout.session")
    assert made["allow_promotion_codes"] and made["tax_id_collection"]["enabled"]
    v1 = till.client().v1
    coupon = v1.coupons.create({"percent_off": 50, "duration": "once"})
    v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "CANTON"})
    urlopen(page, data=b"act=code&code=CANTON").close()
    till.pay(session_of(page), method="wechat_pay")
    read = gateway.get_session(session_of(page))
    # What the order says is what it costs before any coupon; the invoice says what was paid.
    assert (read.subtotal, read.total) == (Money(39900), Money(19950)) and read.is_paid
    assert gateway.get_invoice(read.invoice_id or "").amount_paid == Money(19950)
    (price,) = till.objects("price", lookup_key="jianyun_standard_month_cny")
    assert price["tax_behavior"] == "inclusive"
    (config,) = till.objects("billing_portal.configuration")
    features: dict[str, Any] = config["features"]
    assert features["invoice_history"]["enabled"] and "tax_id" in features["customer_update"]["allowed_updates"]


def test_the_command_says_what_it_would_do(till: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name, value in (
        ("STRIPE_KEY", till.key),
        ("STRIPE_HOOK_SECRET", "whsec_of_these_tests"),
        ("STRIPE_API_BASE", till.base),
        ("DATA_DIR", str(tmp_path)),
    ):
        monkeypatch.setenv(name, value)
    run = CliRunner().invoke(main, ["billing", "sync", "--dry-run", "--lang", "en"])
    assert run.exit_code == 0 and "nothing to do" in run.output
    till.store.table("price").clear()
    run = CliRunner().invoke(main, ["billing", "sync", "--dry-run", "--lang", "zh"])
    assert "create price jianyun_report_once_cny: CNY 399.00" in run.output and "尚未执行" in run.output
    assert not till.objects("price")
    run = CliRunner().invoke(main, ["billing", "sync", "--lang", "en"])
    assert run.exit_code == 0 and "12 steps done" in run.output and len(till.objects("price")) == 12
    till.fail("down", times=5)
    run = CliRunner().invoke(main, ["billing", "sync", "--lang", "en"])
    assert run.exit_code == 2 and "run this again" in run.output
    monkeypatch.delenv("STRIPE_KEY")
    monkeypatch.delenv("STRIPE_HOOK_SECRET")
    run = CliRunner().invoke(main, ["billing", "sync", "--lang", "zh"])
    assert run.exit_code == 2 and "STRIPE_KEY" in run.output
