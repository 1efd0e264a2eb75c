"""A passkey in a real browser, with a device that Chromium plays: added, signed out, in again without the password."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.factories.people import PASSWORD, make_firm, make_person
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WORDS = {
    "zh": {"with": "用通行密钥登录", "demand": "要求所有成员", "bring": "使用通行密钥", "name": "我的手机"},
    "en": {
        "with": "Sign in with a passkey",
        "demand": "Ask everybody for it",
        "bring": "Use a passkey",
        "name": "My phone",
    },
}
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


@contextmanager
def device(page: "Page") -> Iterator[None]:
    """A fingerprint reader that always says yes.

    It is taken out again: closing a window with the reader still in it once never came to an end."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {**DEVICE, "isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    line.send("WebAuthn.disable")
    line.detach()


def by_password(page: "Page", person: User, target: str) -> None:
    page.goto(f"/sign-in?next={target}")
    page.fill("[name=email]", str(person.email))
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def sign_out(page: "Page") -> None:
    page.locator("details.menu summary").click()
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/")


def use_passkey(page: "Page", person: User, say: dict[str, str]) -> None:
    """Add one, ask everybody for it, and come in by it alone and as a second factor."""
    by_password(page, person, "/profile/passkeys/new")
    page.fill("#name", say["name"])
    assert fits(page)
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/profile/security")
    expect(page.locator("main")).to_contain_text(say["name"])
    assert fits(page)
    page.goto("/firm/second-factor")
    page.get_by_role("button", name=say["demand"]).click()
    expect(page.locator("main .badge, main .notice, .toast").first).to_be_visible()
    sign_out(page)
    page.goto("/sign-in?next=/firm/members")
    page.get_by_role("button", name=say["with"]).click()
    page.wait_for_url("**/firm/members")
    sign_out(page)
    by_password(page, person, "/firm/members")
    page.wait_for_url("**/second-factor?**")
    assert fits(page)
    page.get_by_role("button", name=say["bring"]).click()
    page.wait_for_url("**/firm/members")


def test_a_passkey_takes_the_place_of_the_password(
    serve: Callable[..., OurServer], page_factory: "Callable[..., Page]", tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        people = {lang: make_person(db, lang=lang) for lang in WORDS}
        for person in people.values():
            make_firm(db, person)
    db.dispose()
    for width, lang in ((375, "zh"), (1280, "en")):
        # An address of digits is no name a passkey could belong to.
        page = page_factory(width=width, lang=lang, base_url=server.url.replace("127.0.0.1", "localhost"))
        with device(page):
            use_passkey(page, people[lang], WORDS[lang])
