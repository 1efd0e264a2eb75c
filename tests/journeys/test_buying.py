"""From the limit to a plan and out of it again: paid at the stand-in, opened by its news, cancelled in its portal."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.config import Settings
from tests.factories.plans import Planned, make_planned
from tests.journeys.steps import enter, fits
from tests.services import OurServer
from tests.standins.stripe.handle import StandIn

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SECRET = "whsec_of_this_journey"
WORDS = {
    "zh": ("选择这个套餐", "¥199", "下单并去付款", "试用已开始", "银行卡与账单", "已取消", "免费版"),
    "en": (
        "Choose this plan",
        "US$29",
        "Order, and go on",
        "The trial has begun",
        "Card and invoices",
        "cancelled",
        "Free",
    ),
}


@pytest.fixture
def shop(
    serve: Callable[..., OurServer], page_factory: "Callable[..., Page]", tmp_path: Path, stripe_standin: StandIn
) -> "Iterator[Callable[[int, str], tuple[Page, Planned]]]":
    """Call with width and language for an owner whose assessment is finished and whose firm has paid nothing."""
    from app.factory import create_app
    from app.kit.db import db
    from app.payments.catalogue import compare_catalogue
    from app.subscriptions.plans import shop as plans

    account = {"STRIPE_KEY": stripe_standin.key, "STRIPE_API_BASE": stripe_standin.base, "STRIPE_HOOK_SECRET": SECRET}
    known = {name.lower(): value for name, value in account.items()}

    def open_shop(width: int, lang: str) -> "tuple[Page, Planned]":
        server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0", "BILLING": "on", **account})
        settings = Settings(environment="test", data_dir=tmp_path, log_level="WARNING", **known)
        with create_app(settings).app_context():
            firm = make_planned(db, lang=lang, issued=False)
            for step in compare_catalogue(plans.plans):
                step.act()
        stripe_standin.listen(f"{server.url}/webhooks/stripe", secret=SECRET)
        stripe_standin.misbehave(retries=3)
        page = page_factory(width=width, lang=lang, base_url=server.url)
        enter(page, firm.owner)
        return page, firm

    yield open_shop
    db.dispose()


def until(page: "Page", words: str) -> None:
    """The page about the plan, once it says so."""
    for _ in range(40):
        page.goto("/firm/plan")
        if words in page.inner_text("main"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{words} is not said: {page.inner_text('main')}")


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), pytest.param(1280, "en", marks=pytest.mark.slow)])
def test_a_firm_buys_at_the_limit_and_leaves_with_what_it_opened(
    width: int, lang: str, shop: "Callable[[int, str], tuple[Page, Planned]]", stripe_standin: StandIn
) -> None:
    choose, price, go, begun, portal, cancelled, free = WORDS[lang]
    page, firm = shop(width, lang)
    page.goto(firm.page("roadmap"))
    assert page.locator("a[href^='/reports/']").count() == 0, "the report is beyond the free plan"
    page.get_by_role("link", name=choose).click()
    page.locator("input[name=interval][value=month]").check()
    page.wait_for_url("**interval=month**")
    assert price in page.inner_text(".total") and fits(page)
    page.get_by_role("button", name=go).click()
    page.wait_for_url(f"{stripe_standin.base}/**")
    page.locator("button[name=act][value=card]").click()
    page.wait_for_url(lambda url: "/firm/orders/" in url and "returned" not in url)
    assert begun in page.inner_text("main") and fits(page)
    page.goto(firm.page("roadmap"))
    page.locator("a[href^='/reports/']").first.click()
    report = page.url
    until(page, "PDF")
    assert page.get_by_role("link", name="PDF").count() == 1 and fits(page), "the invoice is listed"
    page.get_by_role("button", name=portal).click()
    page.wait_for_url(f"{stripe_standin.base}/**")
    page.locator("button[name=act][value=cancel]").click()
    until(page, cancelled)
    assert page.request.get(firm.page("tryouts")).status == 200, "open until the time that is paid ends"
    stripe_standin.advance(days=15)
    until(page, free)
    assert page.request.get(report).status == 200, "what was opened stays readable"
    assert page.request.get(firm.page("tryouts")).status == 402, "nothing new can be made"
