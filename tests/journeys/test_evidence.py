"""Evidence in a real browser: a photo from the workshop, and a school that blurs a face before anything is sent."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import expect

from app.config import Settings
from app.evidence.models import Evidence
from app.kit.db import Database, Scope
from app.kit.storage import LocalStorage
from tests.evidence.test_schools import start_school
from tests.factories.files import photo
from tests.factories.fillings import Started, start_filling
from tests.factories.people import PASSWORD
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]


class Place:
    """A running server, its database and the files it keeps."""

    def __init__(self, server: OurServer, folder: Path, database: Database) -> None:
        self.server, self.folder, self.database = server, folder, database

    def kept(self, started: Started) -> list[tuple[Evidence, bytes]]:
        """Rows of a firm with their content."""
        storage = LocalStorage(self.folder / "storage")
        with self.database.reading(Scope.tenant(started.tenant_id)) as session:
            return [(row, storage.open(row.key).read()) for row in session.query(Evidence)]


@pytest.fixture
def place(serve: Callable[..., OurServer], tmp_path: Path) -> Iterator[Place]:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    with app.app_context():
        yield Place(server, tmp_path, db)
    db.dispose()


def enter(page: "Page", started: Started) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", started.owner.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")


def choose(page: "Page", content: bytes, name: str, mime: str = "image/jpeg") -> None:
    if not page.locator("[data-shelf-form][open]").count():
        page.click("[data-shelf-form] > summary")
    page.set_input_files("#evidence-file", {"name": name, "mimeType": mime, "buffer": content})
    page.click("form[data-evidence] button")


def noisy(size: tuple[int, int]) -> bytes:
    """A picture without two alike places, so that every blurred cell can be told."""
    target = BytesIO()
    Image.effect_noise(size, 120).convert("RGB").save(target, "JPEG", quality=95)
    return target.getvalue()


def count_files(page: "Page", count: int) -> None:
    expect(page.locator(".shelf__files li")).to_have_count(count)


def test_owner_proves_an_answer_with_a_photo_and_takes_it_back(place: Place, page_factory: Open) -> None:
    started = start_filling(place.database, lang="zh")
    page = page_factory(375, "zh", place.server.url)
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length", 0))))
    enter(page, started)
    weights.clear()
    page.goto(started.url("base-capture"))
    page.wait_for_load_state("networkidle")
    assert sum(weights) <= 150_000 and page.evaluate("document.documentElement.scrollWidth") <= 375
    choose(page, photo((3000, 2250), gps=True), "车间报工本.jpg")
    assert page.locator(".shelf__files img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 320
    assert "已保存：车间报工本.jpg" in page.inner_text("#evidence-sending")
    ((row, content),) = place.kept(started)
    assert Image.open(BytesIO(content)).size == (2400, 1800) and b"Exif" not in content and row.size == len(content)
    page.click(".thumbs [data-next]")  # to another question and back, without loading a page
    count_files(page, 0)
    page.go_back()
    page.click(".shelf__files .button--danger")
    assert "会被永久删除，不能恢复" in page.inner_text("dialog[open]")
    page.click("dialog[open] .button--danger")
    count_files(page, 0)
    assert place.kept(started) == []
    refuse_and_try_again(page)
    assert [one.name for one, _content in place.kept(started)] == ["断网.jpg"]


def refuse_and_try_again(page: "Page") -> None:
    """What cannot be sent is said; what only the network refused may be sent again."""
    choose(page, photo(), "合同.pdf", "application/pdf")
    page.wait_for_selector("[data-evidence-fault]:not([hidden])")
    assert "文件名说它是一种文件，内容却是另一种，没有保存" in page.inner_text("[data-evidence-fault]")
    choose(page, b"\0" * (11 * 1024 * 1024), "大.jpg")
    assert "超过 10 MB，没有发送" in page.inner_text("[data-evidence-fault]")
    page.evaluate(
        "() => { window.Real = XMLHttpRequest; XMLHttpRequest = class extends Real { send() { this.onerror() } } }"
    )
    choose(page, photo((90, 90)), "断网.jpg")
    page.wait_for_selector("#evidence-sending [data-again]:not([hidden])")
    assert "没有网络：断网.jpg 没有发出去" in page.inner_text("#evidence-sending")
    page.evaluate("() => { XMLHttpRequest = window.Real }")
    page.click("#evidence-sending [data-again]")
    count_files(page, 1)


def paint_a_face(page: "Page") -> None:
    """With the mouse; and one dab too many, taken back."""
    box = page.locator("dialog.blur canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.35, steps=4)
    page.mouse.up()
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.1)
    page.click("[data-blur-undo]")


def blur_by_keyboard(page: "Page") -> None:
    """The lower right quarter, by numbers."""
    page.press("dialog.blur summary", "Enter")
    for name in ("left", "top", "width", "height"):
        page.fill(f"#blur-{name}", "50")
    page.press("[data-blur-area]", "Enter")


def unrest(picture: Image.Image, column: int, row: int) -> float:
    """How much one cell (a 36th of the long side) varies inside, away from its edges."""
    cell = max(picture.size) // 36
    left, top = column * cell, row * cell
    return ImageStat.Stat(picture.crop((left + 4, top + 4, left + cell - 4, top + cell - 4))).stddev[0]


def test_school_blurs_a_face_before_the_photo_leaves_the_device(
    place: Place, page_factory: Open, browser: "Browser"
) -> None:
    school, question = start_school(place.database)
    page = page_factory(1280, "en", place.server.url)
    sent: list[bytes] = []
    page.on("request", lambda one: sent.append(one.post_data_buffer or b"") if one.method == "POST" else None)
    enter(page, school)
    page.goto(school.url(question))
    page.wait_for_load_state("networkidle")
    original = noisy((1440, 1080))
    choose(page, original, "class 3.jpg")
    page.wait_for_selector("dialog.blur[open]")
    page.click("[data-blur-cancel]")
    assert "Photos may show children" in page.inner_text(".shelf") and place.kept(school) == []
    page.click("form[data-evidence] button")
    page.wait_for_selector("dialog.blur[open]")
    paint_a_face(page)
    blur_by_keyboard(page)
    page.press("[data-blur-send]", "Enter")
    page.wait_for_selector(".shelf__files img")
    ((row, content),) = place.kept(school)
    assert row.declared_clear and row.name == "class 3.jpg"
    assert not any(original[2000:2400] in body for body in sent), "the original never left the device"
    kept = Image.open(BytesIO(content)).convert("L")
    assert kept.size == (1440, 1080)
    painted = [unrest(kept, *one) for one in ((9, 7), (10, 8), (12, 9), (18, 14), (35, 26), (25, 20))]
    untouched = [unrest(kept, *one) for one in ((2, 2), (32, 2), (2, 24), (17, 12))]
    assert max(painted) < 4 and min(untouched) > 25, (painted, untouched)
    declare_without_scripts(place, browser)


def declare_without_scripts(place: Place, browser: "Browser") -> None:
    """Another school, no scripts: the warning, a box to tick, and a page that asks before a file is removed."""
    school, question = start_school(place.database, lang="zh")
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, base_url=place.server.url)
    page = context.new_page()
    enter(page, school)
    page.goto(school.url(question))
    page.click("[data-shelf-form] > summary")
    page.set_input_files("#evidence-file", {"name": "教室.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    assert "照片里可能有孩子" in page.inner_text(".shelf")
    page.check("[name=no_children]")
    page.click("form[data-evidence] button")
    page.wait_for_selector(".toast")
    assert "已保存：教室.jpg" in page.inner_text(".toast") and len(place.kept(school)) == 1
    page.click(".shelf__files .button--danger")
    assert "不能恢复" in page.inner_text("main")
    page.click("main .button--danger")
    assert place.kept(school) == []
    context.close()
