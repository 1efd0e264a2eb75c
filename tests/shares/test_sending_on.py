"""What leaves the house: the share edition without an answer in it, the log of looks, the picture with its QR code."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.assessments.queries import catalogue, get_assessment, get_filling
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.devices import coarse_device
from app.kit.jobs import JobRow
from app.reports import wording
from app.reports.models import Report
from app.reports.operations import publish_result
from app.reports.queries import get_report
from app.reports.values import ReportDocument
from app.shares.models import SharePicture, ShareView
from app.shares.operations import Target, request_picture
from app.shares.pictures import glance
from app.tenants.queries import list_seats
from tests.factories.filings import PANELS, make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
ENGLISH = {"Accept-Language": "en", "User-Agent": DESK}


class Firm:
    """An owner with a report, and what they click."""

    def __init__(self, browser: FlaskClient, report: UUID, tenant: UUID, assessment: UUID) -> None:
        self.browser, self.report, self.tenant, self.assessment = browser, report, tenant, assessment

    def share(self) -> tuple[str, str]:
        """(path of a new link, its word)."""
        page = self.browser.post(f"/reports/{self.report}/shares", data={"label": "Bank", "days": "7", "password": ""})
        found = re.search(r'id="address" value="[^"]+(/s/([^"]+))"', page.text)
        assert found, page.text
        return found[1], found[2]

    def picture(self, word: str = "") -> str:
        """The address of a picture asked for."""
        made = self.browser.post(f"/reports/{self.report}/picture", data={"word": word})
        assert made.status_code == 303, made.text
        return made.headers["Location"]


@pytest.fixture(params=["foshan-upholstery-12", PANELS, "shenzhen-languages-95"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def firm(app: Flask, database: Database, sign_in: Enter) -> Firm:
    return open_firm(app, database, sign_in, PANELS)


def open_firm(app: Flask, database: Database, sign_in: Enter, name: str) -> Firm:
    with app.app_context():
        person = make_person(database)
        id = make_filled(database, person, name)
        with database.begin() as session:
            (seat,) = list_seats(session, person.id)
            session.open_scope(Scope.tenant(seat.organisation_id))
            assessment = get_assessment(session, id)
            publish_result(session, assessment, catalogue=catalogue(), by=person.id, at=clock.now())
            report = session.query(Report).one().id
    return Firm(sign_in(person), report, seat.organisation_id, id)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.S)))


def test_a_shared_page_quotes_no_answer(app: Flask, database: Database, sign_in: Enter, name: str) -> None:
    firm = open_firm(app, database, sign_in, name)
    path, _ = firm.share()
    with app.app_context(), database.reading(Scope.tenant(firm.tenant)) as session:
        filling = get_filling(session, get_assessment(session, firm.assessment))
    answers = [wording.answer_text(one, filling.sheet.answer(one.id)) for one in filling.asked]
    for lang, agent in (("zh-CN", WECHAT), ("en", DESK)):
        page = app.test_client().get(path, headers={"Accept-Language": lang, "User-Agent": agent})
        said = words_of(page.text)
        told = {text.zh if lang == "zh-CN" else text.en for text in answers}
        assert len(told) > 20
        assert not [text for text in told if len(text) > 9 and text in said]


def test_a_preview_has_title_words_and_a_square_picture(firm: Firm, app: Flask) -> None:
    path, _ = firm.share()
    page = app.test_client().get(path, headers=ENGLISH).text
    meta = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)"', page))
    assert "Level" in meta["description"] and "roadmap" in meta["title"]
    assert meta["image"].startswith("http") and meta["image"].endswith(".png") and f'<img src="{meta["image"]}"' in page
    image = Image.open(Path(app.static_folder or "") / "img" / "share.png")
    assert image.width == image.height >= 300
    assert (Path(app.static_folder or "") / "img" / "share.png").stat().st_size < 300_000


def test_the_log_says_when_and_with_what_and_nothing_else(firm: Firm, app: Flask) -> None:
    path, _ = firm.share()
    agents = (WECHAT, IPHONE, DESK, "facebookexternalhit/1.1 (preview)")
    for agent in agents:
        assert app.test_client().get(path, headers={"User-Agent": agent}).status_code == 200
    links = firm.browser.get(f"/reports/{firm.report}/shares").text
    assert "seen 3 times" in links
    log = re.search(r'href="(/shares/[^"]+/views)"', links)
    assert log
    page = firm.browser.get(log[1]).text
    for words in ("In WeChat", "On a phone", "On a computer", "not counted"):
        assert page.count(words) == 1, words
    assert "MicroMessenger" not in page and "127.0.0.1" not in page


@pytest.mark.parametrize(
    ("agent", "device"),
    [(WECHAT, "wechat"), (IPHONE, "phone"), (DESK, "computer"), ("", "robot"), ("curl/8", "robot"),
     ("Mozilla/5.0 (iPad; CPU OS 17_0) Safari", "tablet"), ("Mozilla/5.0 (Linux; Android 14; SM-X7) Safari", "tablet")],
)  # fmt: skip
def test_devices_are_told_apart_coarsely(agent: str, device: str) -> None:
    assert coarse_device(agent) == device


def modules(image: Image.Image, address: str) -> tuple[int, int]:
    """How many modules of the code in a picture are as they must be, and how many there are."""
    code = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    grey = image.convert("L").crop((48, 1680, 256, 1930))
    white = [y for y in range(grey.height) if grey.getpixel((10, y)) > 252]
    top, side = white[0], white[-1] - white[0] + 1
    step = side / len(code)
    seen = [[grey.getpixel((int((x + 0.5) * step), top + int((y + 0.5) * step))) < 128 for x in range(len(code))]
            for y in range(len(code))]  # fmt: skip
    right = sum(bool(a) == b for one, two in zip(code, seen, strict=True) for a, b in zip(one, two, strict=True))
    return right, len(code) ** 2


def test_the_picture_is_1080_wide_and_its_code_leads_to_the_link(
    firm: Firm, run_jobs: Callable[[], int], database: Database
) -> None:
    _, word = firm.share()
    place = firm.picture(word)
    assert "data-wait" in firm.browser.get(place).text
    run_jobs()
    page = firm.browser.get(place).text
    assert "data-wait" not in page and "Bank" in page
    file = firm.browser.get(f"{place}/file")
    image = Image.open(BytesIO(file.data))
    assert file.mimetype == "image/png" and image.width == 1080 and len(file.data) < 500_000
    right, all_of_them = modules(image, f"http://localhost/s/{word}")
    assert right == all_of_them
    with database.reading(Scope.platform("test")) as session:
        assert word not in str([row.payload for row in session.query(JobRow)])
    assert firm.picture(word) == place


def test_a_picture_leads_to_the_front_page_when_there_is_no_link(
    firm: Firm, run_jobs: Callable[[], int], settings
) -> None:
    place = firm.picture()
    run_jobs()
    image = Image.open(BytesIO(firm.browser.get(f"{place}/file").data))
    right, all_of_them = modules(image, "http://localhost/")
    assert right == all_of_them
    saved = firm.browser.get(f"{place}/file?save=1")
    for kept in (settings.data_dir / "storage").rglob("*.png"):
        kept.unlink()
    assert "make it anew" in firm.browser.get(place).text and firm.picture() == place
    run_jobs()
    assert firm.browser.get(f"{place}/file").status_code == 200
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_withdrawing_a_link_takes_its_picture_along(
    firm: Firm, run_jobs: Callable[[], int], database: Database, settings
) -> None:
    _, word = firm.share()
    place = firm.picture(word)
    run_jobs()
    with database.reading(Scope.tenant(firm.tenant)) as session:
        key = session.query(SharePicture).one().storage_key
    stored = settings.data_dir / "storage" / str(key)
    assert stored.is_file()
    action = re.search(r'action="(/shares/[^"]+/withdraw)"', firm.browser.get(f"/reports/{firm.report}/shares").text)
    assert action
    firm.browser.post(action[1])
    assert firm.browser.get(place).status_code == 404 and not stored.exists()
    assert firm.browser.post(f"/reports/{firm.report}/picture", data={"word": word}).status_code == 404


def test_a_picture_says_no_answer_and_speaks_both_languages(firm: Firm, app: Flask, database: Database) -> None:
    with database.reading(Scope.tenant(firm.tenant)) as session:
        document = ReportDocument.model_validate_json(session.query(Report).one().document)
    with app.app_context():
        for lang in ("zh", "en"):
            told = glance(document, lang, address="https://x.example", is_link=True)
            assert len(told["points"]) == 2 and told["radar"] and told["dials"]


def test_pressing_often_leaves_one_drawing(firm: Firm, database: Database) -> None:
    assert len({firm.picture() for _ in range(4)}) == 1
    with database.reading() as session:
        assert session.query(JobRow).filter(JobRow.name == "draw_picture").count() == 1


def test_presses_at_once_leave_one_drawing_too(firm: Firm, app: Flask, database: Database) -> None:
    def press(_number: int) -> UUID:
        with app.test_request_context(), database.begin(Scope.tenant(firm.tenant)) as session:
            report = get_report(session, firm.tenant, firm.report)
            return request_picture(session, report, Target(address="https://jianyun.example/"), lang="zh").id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(press, range(6)))) == 1


def test_robots_cannot_fill_the_log(firm: Firm, app: Flask, database: Database, monkeypatch) -> None:
    monkeypatch.setattr("app.shares.operations.LOGGED", 3)
    path, _ = firm.share()
    stranger = app.test_client()
    assert stranger.get(path, headers={"User-Agent": DESK}).status_code == 200
    for _ in range(9):
        stranger.get(path, headers={"User-Agent": "curl/8"})
    with database.reading(Scope.tenant(firm.tenant)) as session:
        looks = [one.device for one in session.query(ShareView)]
    assert len(looks) <= 5 and "computer" in looks


@pytest.mark.parametrize(
    "more", ["_external=1&_scheme=javascript", "endpoint=x", "_method=DELETE&_anchor=y", "a=%0d%0a&b=%22%3E"]
)
def test_the_way_out_leads_to_the_very_page(firm: Firm, run_jobs: Callable[[], int], more: str) -> None:
    firm.browser.post(f"/reports/{firm.report}/pdf")
    run_jobs()
    page = firm.browser.get(f"/reports/{firm.report}/pdf/en?{more}", headers={"User-Agent": WECHAT})
    assert page.status_code == 200 and f'href="/reports/{firm.report}/pdf/en?' in page.text


def test_downloads_inside_wechat_show_the_way_out(firm: Firm, run_jobs: Callable[[], int]) -> None:
    firm.browser.post(f"/reports/{firm.report}/pdf")
    run_jobs()
    inside = firm.browser.get(f"/reports/{firm.report}/pdf/en", headers={"User-Agent": WECHAT})
    assert inside.mimetype == "text/html" and "Open this in your browser" in inside.text
    assert f"/reports/{firm.report}/pdf/en?anyway=1" in inside.text
    anyway = firm.browser.get(f"/reports/{firm.report}/pdf/en?anyway=1", headers={"User-Agent": WECHAT})
    assert anyway.mimetype == "application/pdf"
    outside = firm.browser.get(f"/reports/{firm.report}/pdf/en", headers={"User-Agent": IPHONE})
    assert outside.mimetype == "application/pdf" and outside.data.startswith(b"%PDF")


def test_a_file_gone_from_storage_is_drawn_anew(firm: Firm, run_jobs: Callable[[], int], settings) -> None:
    firm.browser.post(f"/reports/{firm.report}/pdf")
    run_jobs()
    for kept in (settings.data_dir / "storage").rglob("*.pdf"):
        kept.unlink()
    page = firm.browser.get(f"/reports/{firm.report}/pdf/en")
    assert page.status_code == 200 and "drawn anew" in page.text and "data-wait" in page.text
    run_jobs()
    assert firm.browser.get(f"/reports/{firm.report}/pdf/en").data.startswith(b"%PDF")
