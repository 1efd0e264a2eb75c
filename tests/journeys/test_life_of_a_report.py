"""A report as its owner lives with it: a sentence worded otherwise, a new issue, a retraction, and whoever checks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.config import Settings
from tests.factories.people import PASSWORD
from tests.factories.plans import Planned, make_planned
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WORDS = {
    "zh": {"edited": "〔改〕", "issue": "第 2 版", "valid": "目前有效", "retracted": "撤回", "no code": "不是核验码"},
    "en": {
        "edited": "[edited]",
        "issue": "Issue 2",
        "valid": "stands",
        "retracted": "was retracted",
        "no code": "is no verification code",
    },
}


def open_the_report(page: "Page", planned: Planned) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", str(planned.owner.email))
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.goto(planned.page("roadmap"))
    page.click(".page__head .row a[href^='/reports/']")
    page.wait_for_selector("#issues")
    assert fits(page)


def word_a_sentence(page: "Page") -> None:
    page.click("#issues a[href$='/wordings']")
    page.locator("details.card summary").nth(1).click()
    assert fits(page)
    page.click("details[open] a[href*='/wordings/summary']")
    page.fill("[name=zh]", "先把账管好，再上系统。")
    page.fill("[name=en]", "Books first, then systems.")
    assert fits(page)
    page.click("main form button")
    page.wait_for_selector(".toast")
    assert page.locator("details[open] .badge--accent").count() >= 1


def issue_anew(page: "Page", words: dict[str, str]) -> str:
    page.click(".page__head a[href$='/issue']")
    assert fits(page)
    page.check("[value=confidential]")
    page.click("main form button")
    page.wait_for_selector("#issues")
    assert fits(page)
    assert words["issue"] in page.inner_text(".page__head")
    assert words["edited"] in page.inner_text(".report")
    assert page.locator("#issues li").count() == 2
    return page.locator("#issues li").first.locator("a[href^='/verify/']").inner_text()


def check(page: "Page", typed: str, words: dict[str, str], expected: str) -> None:
    """As somebody who has only the paper."""
    page.goto("/verify")
    page.fill("#code", typed)
    page.click("main form button")
    page.wait_for_selector("#verdict")
    assert words[expected] in page.inner_text("#verdict")
    assert fits(page)


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), pytest.param(1280, "en", marks=pytest.mark.slow)])
def test_an_owner_words_issues_and_retracts(
    width: int, lang: str, serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    with app.test_request_context():
        planned = make_planned(db, lang=lang)
    page, stranger, words = page_factory(width, lang, server.url), page_factory(width, lang, server.url), WORDS[lang]
    open_the_report(page, planned)
    word_a_sentence(page)
    code = issue_anew(page, words)
    check(stranger, code.lower().replace("-", " "), words, "valid")
    page.click("#issues a[href$='/retract']")
    page.fill("[name=reason]", "营收填错了")
    assert fits(page)
    page.click("main form button")
    page.wait_for_selector(".notice--bad")
    assert fits(page)
    check(stranger, code, words, "retracted")
    stranger.goto("/verify?code=7Q2K")
    assert words["no code"] in stranger.inner_text("#fault")
    db.dispose()
