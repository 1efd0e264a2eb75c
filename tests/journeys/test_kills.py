"""Server and browser killed at random moments of filling: every answer the page had called saved is in the database."""

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.filling import SINGLES, World, sign_in, world
from tests.services import CHROMIUM_FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["world"]
pytestmark = pytest.mark.browser
TELL = """document.addEventListener("outbox", ({detail}) => {
  if (detail.state === "saved") console.log("ACK " + JSON.stringify([detail.slot, detail.sent.fields]));
})"""

SENT = """Object.keys(localStorage).filter(key => key.startsWith("jianyun.outbox"))
  .every(key => JSON.parse(localStorage.getItem(key)).held === "clash")"""


class Person:
    """Somebody who fills in a browser of their own, whose disk survives when it is killed."""

    def __init__(self, browser: "Browser", world: World, folder: Path, seed: int) -> None:
        self.browser, self.world, self.folder = browser, world, folder
        self.chance = random.Random(seed)
        self.chosen: dict[str, list[str]] = {}
        self.acknowledged: list[tuple[str, str]] = []
        self.open()

    def open(self) -> None:
        """Start the browser and sign in."""
        self.context = self.browser.browser_type.launch_persistent_context(
            self.folder,
            executable_path="/usr/bin/chromium",
            args=list(CHROMIUM_FLAGS),
            viewport={"width": 375, "height": 812},
            locale="zh-CN",
        )
        self.page = self.context.new_page()
        self.page.add_init_script(TELL)
        self.page.on("console", lambda line: self._note(line.text))
        self.page.goto(self.world.server.url + "/home")
        if "/sign-in" in self.page.url:  # how far the disk had got decides whether the session is known
            sign_in(self.page, self.world)

    def _note(self, line: str) -> None:
        if line.startswith("ACK "):
            slot, fields = json.loads(line[4:])
            value = dict(fields).get("value", "")
            self.acknowledged.append((slot.rpartition("/")[2].rstrip("#"), value))

    def answer(self) -> None:
        """Choose something in a question; whether it is saved is up to what happens next."""
        question = self.chance.choice(SINGLES[:12])
        with suppress(Exception):  # the server may be gone: then the question on screen is answered
            self.page.goto(self.world.address(question.id), timeout=8000)
        key = self.page.url.rpartition("/")[2]
        here = next((one for one in SINGLES if one.id == key), None)
        if here is None or not self.page.query_selector("form[data-answer]"):
            return
        value = self.chance.choice(here.options).id
        self.chosen.setdefault(here.id, []).append(value)
        self.page.check(f'[name=value][value="{value}"]')
        self.page.wait_for_timeout(self.chance.randrange(0, 400))

    def kill_browser(self) -> None:
        """SIGKILL to every process of this browser, found by its folder; then a new one on the same disk."""
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if str(self.folder).encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
        with suppress(Exception):
            self.context.close()
        for lock in self.folder.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self.open()

    def kill_server(self) -> None:
        """SIGKILL to the server, another answer into the void, and the server again."""
        self.world.server.kill()
        with suppress(Exception):
            self.answer()
        self.world.restart()

    def settle(self) -> None:
        """Wait until nothing is left to send. A killed browser may have lost the news that an answer was saved: what it
        then offers again meets the newer answer, overwrites nothing, and waits for the person to choose."""
        self.page.goto(self.world.server.url + "/home")
        for _ in range(300):
            if self.page.evaluate(SENT):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"still unsent: {self.page.inner_text('#unsent')}")


@contextmanager
def filling(browser: "Browser", world: World, folder: Path, seed: int) -> Iterator[Person]:
    person = Person(browser, world, folder, seed)
    try:
        yield person
    finally:
        with suppress(Exception):
            person.context.close()


def act(person: Person) -> Callable[[], None]:
    """What happens next, by chance: mostly answers, now and then a death."""
    deaths = [person.kill_server, person.kill_browser]
    return person.chance.choices([person.answer, *deaths], weights=[6, 1, 1])[0]


def check(person: Person, world: World) -> None:
    """Every acknowledged answer stands in the history, and what stands is not older than the last of them."""
    standing = world.answers()
    for key, value in person.acknowledged:
        assert json.dumps(value) in world.history(key), f"{key}: “{value}” was called saved and is not in the history"
    for key, value in dict(person.acknowledged).items():
        later = person.chosen[key][len(person.chosen[key]) - 1 - person.chosen[key][::-1].index(value) :]
        assert json.loads(standing[key] or "null") in later, f"{key}: older than “{value}”, which was called saved"


@pytest.mark.parametrize(("seed", "steps"), [(11, 9), pytest.param(23, 90, marks=pytest.mark.slow)])
def test_no_acknowledged_answer_is_lost_when_server_and_browser_are_killed(
    world: World, browser: "Browser", tmp_path: Path, seed: int, steps: int
) -> None:
    with filling(browser, world, tmp_path / "person", seed) as person:
        for step in range(steps):
            if step == 3:
                person.kill_server()
            elif step == 6:
                person.kill_browser()
            else:
                act(person)() if steps > 20 else person.answer()
        person.settle()
        check(person, world)
        assert len(person.acknowledged) >= steps // 3
        person.acknowledged.append((SINGLES[-1].id, SINGLES[-1].options[0].id))
        with pytest.raises(AssertionError, match="not in the history"):
            check(person, world)  # so that this test is known to notice a loss
