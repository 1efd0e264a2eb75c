"""Every page of owner and visitor: axe (WCAG 2.2 AA, light and dark), no sideways scroll at 320 px, light to load.

The walk follows the table of routes: a page added anywhere is checked here from then on.
"""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Error
from werkzeug.serving import make_server

from app.accounts.security import SHUT
from app.kit.access import ANYONE, CLERK
from app.kit.db import Database
from app.tenants.access import ALLOWED
from app.tenants.models import Role
from tests.factories.people import PASSWORD, make_person, make_provider
from tests.house.test_neighbours import House, doors, houses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["houses"]
pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"light": {"type": "tag", "values": TAGS}, "dark": {"type": "rule", "values": ["color-contrast"]}}
RUN = """only => axe.run({runOnly: only, resultTypes: ["violations"]}).then(found => found.violations.map(one => [
  one.id, one.help, one.nodes.slice(0, 3).map(node => node.target.join(" ") + ": " + node.html.slice(0, 120))]))"""
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))"
LIMIT = 150_000
VISITOR = {"trade": "furniture", "number": "1"}
"""What addresses of the public pages are made of, where they need anything."""
UNKNOWN = {"/sign-in/organisation/back": 400, "/join/none/agree": 404, "/firm/programmes/join": 404}
"""What is said to whoever comes without the link or the code such a page is for."""
ABSENT = SHUT | {"static", "pages.styleguide", "pages.begin_visit"}
"""Doors the library brings and we keep shut, and the way into a sample firm, which an empty house has not."""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application, served from this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


NOT_MADE = ("pdf", "<uuid:fapiao_id>/file")
"""In the addresses of files that nobody has made in this house."""


def owners_pages(app: Flask, house: House) -> list[str]:
    """Every address a signed-in owner can open."""
    return [
        door.address(house)
        for door in doors(app)
        if door.method == "GET"
        and not any(one in door.path for one in NOT_MADE)
        and door.permission != CLERK
        and Role.OWNER in ALLOWED.get(door.permission, {Role.OWNER})
    ]


def public_pages(app: Flask) -> list[str]:
    """Every address open to anybody, as far as it can be told without a secret."""
    table, found = app.extensions["access_table"], []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ABSENT:
            continue
        if table[rule.endpoint, "GET"].permission == ANYONE and set(rule.arguments) <= set(VISITOR):
            found.append(re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda one: VISITOR[one[1]], rule.rule))
    return found


class Inspector:
    """Opens pages one after the other and writes down what is wrong with each."""

    def __init__(self, page: "Page", base: str, dark_every: int) -> None:
        self.page, self.base, self.dark_every = page, base, dark_every
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.sizes: dict[str, int] = {}
        self.strangers: list[str] = []
        page.on("response", self._weigh)
        page.on("request", lambda request: self._host(request.url))
        page.on("console", lambda line: self.faults.append(f"console: {line.text}") if "Refused" in line.text else None)

    def _host(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.strangers.append(url)

    def _weigh(self, answer: Any) -> None:
        if answer.ok and "/fonts/" not in answer.url:
            self.sizes[answer.url] = int(answer.headers.get("content-length", 0))

    def _weight(self) -> dict[str, int]:
        """Compressed bytes a browser that knows nothing yet loads for this page, by address."""
        names = self.page.evaluate("[location.href, ...performance.getEntriesByType('resource').map(one => one.name)]")
        return {name: self.sizes.get(name, 0) for name in names}

    def look(self, path: str) -> None:
        """One page in every way; addresses that lead to a page already seen are passed over."""
        try:
            answer = self.page.goto(self.base + path)
        except Error as gone:
            if "Download is starting" in gone.message:
                return
            raise
        if answer is None or "html" not in answer.headers.get("content-type", "") or self.page.url in self.seen:
            return
        self.seen.add(self.page.url)
        if answer.status >= 400 and answer.status != UNKNOWN.get(path):
            self.faults.append(f"{path}: answers {answer.status}")
        loaded = self._weight()
        if (weight := sum(loaded.values())) > LIMIT or not weight:
            heavy = sorted(loaded.items(), key=lambda one: -one[1])[:4]
            self.faults.append(f"{path}: {weight:,} bytes compressed, most of them {heavy}")
        self._axe(path)
        self.page.set_viewport_size({"width": 320, "height": 640})
        if (wide := self.page.evaluate("document.documentElement.scrollWidth")) > 320:
            self.faults.append(f"{path}: scrolls sideways at 320 px ({wide} px wide)")
        self.page.set_viewport_size({"width": 375, "height": 812})

    def _axe(self, path: str) -> None:
        self.page.evaluate(AXE)
        for scheme, only in RULES.items():
            if scheme == "dark" and len(self.seen) % self.dark_every:
                continue
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            self.page.evaluate(SETTLED)
            found = self.page.evaluate(RUN, only)
            if found:  # colours may still be on their way to the other scheme; what is wrong stays wrong
                self.page.wait_for_timeout(300)
                found = self.page.evaluate(RUN, only)
            for rule, help, nodes in found:
                self.faults.append(f"{path} ({scheme}): {rule}: {help}\n    " + "\n    ".join(nodes))


def open_inspector(browser: "Browser", base: str, lang: str, dark_every: int) -> Inspector:
    context = browser.new_context(
        viewport={"width": 375, "height": 812}, locale="zh-CN" if lang == "zh" else "en-GB", base_url=base
    )
    return Inspector(context.new_page(), base, dark_every)


# Contrast in the dark is the slowest question: asked of every fourth page each time, of all of them in the long run.
@pytest.mark.parametrize(("lang", "dark_every"), [("zh", 4), pytest.param("en", 1, marks=pytest.mark.slow)])
def test_every_page_of_the_owner(
    app: Flask, houses: tuple[House, House], address: str, browser: "Browser", lang: str, dark_every: int
) -> None:
    house = houses[0]
    inspector = open_inspector(browser, address, lang, dark_every)
    page = inspector.page
    page.goto(address + "/sign-in")
    page.fill("[name=email]", house.owner.email or "")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")
    for path in owners_pages(app, house):
        inspector.look(path)
    page.goto(address + "/home")
    page.click("button[name=reuse]")  # a draft, so that the pages of filling are walked as well
    page.wait_for_url("**/questions/*")
    draft = page.url.split("/")[4]
    for path in owners_pages(app, house):
        if str(house.assessment_id) in path and ("/questions/" in path or path.endswith("/review")):
            inspector.look(path.replace(str(house.assessment_id), draft))
    finish(inspector, least=25)


def test_every_page_of_a_visitor(app: Flask, address: str, browser: "Browser", database: Database) -> None:
    inspector = open_inspector(browser, address, "en", 2)
    for path in public_pages(app):
        inspector.look(path)
    finish(inspector, least=6)


def finish(inspector: Inspector, *, least: int) -> None:
    inspector.page.context.close()
    assert len(inspector.seen) >= least, sorted(inspector.seen)
    assert not inspector.strangers, "pages load from elsewhere:\n" + "\n".join(inspector.strangers)
    assert not inspector.faults, f"{len(inspector.faults)} faults:\n" + "\n".join(inspector.faults)


def test_the_desk_of_a_provider(app: Flask, database: Database, address: str, browser: "Browser") -> None:
    with app.app_context():
        admin = make_person(database)
        make_provider(database, admin)
    inspector = open_inspector(browser, address, "en", 1)
    page = inspector.page
    page.goto(address + "/sign-in")
    page.fill("[name=email]", admin.email or "")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")
    for path in ("/home", "/provider/brand", "/provider/brand/reset"):
        inspector.look(path)
    assert not inspector.strangers and not inspector.faults, "\n".join(inspector.faults)
