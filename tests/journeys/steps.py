"""What every story in a browser does: a person signs in, and nothing runs off the side of the page."""

from typing import TYPE_CHECKING

from app.accounts.models import User
from tests.factories.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


def enter(page: "Page", person: User) -> None:
    """Sign in by mail address and password, and arrive at home."""
    page.goto("/sign-in")
    page.fill("[name=email]", str(person.email))
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")


def fits(page: "Page") -> bool:
    """Whether the page needs no sideways scrolling. Asked once its styles are there: before, everything is wide."""
    page.wait_for_load_state("load")
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
