"""A person's account in a real browser: profile, second factor, export, leaving and staying; and a visit before."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from passlib.totp import TOTP

from app.config import Settings
from app.kit import clock
from tests.factories.people import PASSWORD, make_person
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WORDS = {
    "zh": {
        "start": "开始", "on": "开启", "make": "生成备用码", "in": "登录", "export": "开始导出",
        "close": "七天后注销账号", "keep": "保留账号", "stays": "账号保留", "save": "保存",
    },
    "en": {
        "start": "Start", "on": "Turn it on", "make": "Make recovery codes", "in": "Sign in",
        "export": "Make the export", "close": "Close the account in seven days", "keep": "Keep the account",
        "stays": "Your account stays", "save": "Save",
    },
}  # fmt: skip
SIZES = ((375, "zh"), (1280, "en"))


def press(page: "Page", name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def set_up_factor(page: "Page", say: dict[str, str]) -> TOTP:
    page.goto("/profile/two-factor")
    press(page, say["start"])
    assert fits(page)
    assert page.locator(".qr-code svg").is_visible()
    phone = TOTP(key=page.inner_text("code.key").replace("-", "").replace(" ", ""))
    page.fill("#code", phone.generate(time=clock.now()).token)
    press(page, say["on"])
    page.goto("/profile/recovery-codes")
    press(page, say["make"])
    assert page.locator(".codes li").count() == 8
    assert fits(page)
    return phone


def sign_in(page: "Page", email: str, target: str) -> None:
    page.goto(f"/sign-in?next={target}")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def take_along(page: "Page", say: dict[str, str]) -> None:
    page.goto("/profile/data/export?about=me")
    press(page, say["export"])
    file = page.locator('a[href*="/profile/data/file"]')
    for _ in range(60):
        if file.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    assert fits(page)
    with page.expect_download() as waiting:
        file.click()
    parcel = ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert {"tables/users.json", "tables/users.csv", "manifest.json"} <= set(parcel.namelist())


def leave_and_stay(page: "Page", say: dict[str, str]) -> None:
    page.goto("/profile/close")
    press(page, say["close"])
    assert fits(page)
    press(page, say["keep"])
    assert say["stays"] in page.inner_text("main")


@pytest.mark.slow
def test_an_account_is_looked_after(
    serve: Callable[..., OurServer], page_factory: "Callable[..., Page]", tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        people = {lang: str(make_person(db, lang=lang).email) for lang in WORDS}
    for width, lang in SIZES:
        say, page = WORDS[lang], page_factory(width=width, lang=lang, base_url=server.url)
        sign_in(page, people[lang], "/profile")
        page.select_option("[name=zone]", "Europe/Berlin")
        press(page, say["save"])
        assert page.input_value("[name=zone]") == "Europe/Berlin"
        assert fits(page)
        set_up_factor(page, say)
        code = page.inner_text(".codes li >> nth=0")
        take_along(page, say)
        leave_and_stay(page, say)
        again = page_factory(width=width, lang=lang, base_url=server.url)
        sign_in(again, people[lang], "/profile/security")
        again.locator('a[href*="/sign-in/recovery"]').click()
        again.fill("#code", code)
        press(again, say["in"])
        assert again.url.endswith("/profile/security")
        assert fits(again)
    db.dispose()


def test_a_stranger_looks_around(
    serve: Callable[..., OurServer], page_factory: "Callable[..., Page]", tmp_path: Path
) -> None:
    from app.cli.demo import settle_sample
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).test_request_context():
        settle_sample(db)
    for width, lang in SIZES:
        page = page_factory(width=width, lang=lang, base_url=server.url)
        page.goto("/")
        page.click('a[href="/sample"]')
        page.wait_for_url("**/sample/result")
        assert fits(page)
        assert page.context.cookies() == []
        page.goto("/help")
        page.locator("main ul a").first.click()
        assert fits(page)
    db.dispose()
