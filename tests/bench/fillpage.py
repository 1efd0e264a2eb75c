"""Targets 13 and 14: what the filling page costs a slow phone, in the real browser against the served demo world."""

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.accounts.demo import PASSWORD
from tests.bench import world
from tests.bench.measure import Row, ms, s
from tests.services import CHROMIUM_FLAGS, OurServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page

RUNS = 5
SLOWER = 4
# Chromium's "Slow 4G": 1.6 Mbit/s down and 750 kbit/s up less a tenth, 150 ms each way as its tools count requests.
SLOW_4G = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1_600_000 / 8 * 0.9,
    "uploadThroughput": 750_000 / 8 * 0.9,
}
PHONE: dict[str, Any] = {
    "viewport": {"width": 375, "height": 812},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}


@dataclass
class Wire:
    """Compressed bytes that came over the wire, fonts apart."""

    session: "CDPSession"
    sizes: dict[str, float] = field(default_factory=dict)
    fonts: set[str] = field(default_factory=set)

    def listen(self) -> None:
        """From now on."""
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._seen)
        self.session.on("Network.loadingFinished", self._done)

    def _seen(self, event: dict[str, Any]) -> None:
        if event["type"] == "Font":
            self.fonts.add(event["requestId"])

    def _done(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def take(self) -> float:
        """Bytes since the last time."""
        total = sum(size for id, size in self.sizes.items() if id not in self.fonts)
        self.sizes.clear()
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One visit to a question nothing of which was known before, and the step to the next one."""

    first: float
    following: float
    script: float
    paint: float


@contextmanager
def phone(server: OurServer) -> Iterator[tuple["BrowserContext", str]]:
    """A phone whose owner is signed in, and the address of an open question."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS))
        context = browser.new_context(**PHONE)
        page = context.new_page()
        page.goto(f"{server.url}/sign-in")
        page.fill("[name=email]", world.OWNER)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/home")
        page.click("form[action$='/assessments/'] button >> nth=-1")  # a new draft, from blank
        page.wait_for_url("**/questions/*")
        address = page.url
        page.close()
        yield context, address
        browser.close()


def visit(context: "BrowserContext", address: str, network: dict[str, Any] | None) -> Seen:
    """Open the question as if for the first time, answer it, and go on to the next one."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    wire = Wire(session)
    wire.listen()
    session.send("Network.clearBrowserCache")
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if network:
        session.send("Network.emulateNetworkConditions", network)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    first, script, paint = wire.take(), _script_time(session), _first_paint(page)
    following = 0.0 if network else _step(page, wire)
    page.close()
    return Seen(first=first, following=following, script=script, paint=paint)


def _script_time(session: "CDPSession") -> float:
    measured = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(measured["ScriptDuration"])


def _first_paint(page: "Page") -> float:
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")) / 1000


def _step(page: "Page", wire: Wire) -> float:
    """Bytes of saving an answer and showing the next question; what is fetched ahead comes later and is not in it."""
    page.wait_for_timeout(3000)  # what is fetched ahead of this question is in
    wire.take()
    before = page.url
    page.check("form[data-answer] .choice input >> nth=1")
    page.click("[data-next]")
    page.wait_for_url(lambda url: url != before)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        page.wait_for_timeout(100)
    return wire.take()


def run() -> list[Row]:
    """Medians of five visits each: on a line that costs nothing, and on a slow one."""
    with world.demo_world() as (server, _folder), phone(server) as (context, address):
        visit(context, address, None)
        plain = [visit(context, address, None) for _ in range(RUNS)]
        slow = [visit(context, address, SLOW_4G) for _ in range(RUNS)]
    first, following, script = (
        statistics.median(getattr(one, name) for one in plain) for name in ("first", "following", "script")
    )
    paint = statistics.median(one.paint for one in slow)
    return [
        Row(
            number=13,
            what="filling page: compressed transfer first load, fonts apart / next question with its save; "
            "script main-thread time, 4x throttled CPU",
            target="<= 150 kB / <= 15 kB; <= 300 ms",
            figure=f"{first / 1000:.1f} kB / {following / 1000:.1f} kB; {ms(script)}",
            met=first <= 150_000 and following <= 15_000 and script <= 0.3,
        ),
        Row(
            number=14,
            what="filling page: first contentful paint, Chromium “Slow 4G” + 4x CPU, phone, nothing cached",
            target="<= 2.0 s",
            figure=s(paint),
            met=paint <= 2,
        ),
    ]
