"""A provider's administrator sets its brand; nobody else sees or changes it, and bad input loses nothing."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.brands.models import Brand, Logo
from app.brands.queries import find_brand, may_hide_us
from app.brands.values import is_readable, palette, proposal, screen_css
from app.config import Settings
from app.events.models import Event
from app.kit.db import Database, Scope, ScopeBreach
from app.kit.shades import contrast, read_colour
from app.tenants.models import Organisation, Role
from tests.factories.logos import logo, look
from tests.factories.people import add_member, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
HOSTILE = '"><script>alert(1)</script>{{7*7}}'


class Desk:
    """A provider, its administrator and consultant, and the administrator's browser."""

    def __init__(self, database: Database, sign_in: Enter, name: str = "Lingnan Advisers") -> None:
        self.database = database
        self.admin: User = make_person(database)
        self.provider: Organisation = make_provider(database, self.admin, name)
        self.browser = sign_in(self.admin)

    def kept(self) -> Brand | None:
        """What is set now."""
        with self.database.reading(Scope.tenant(self.provider.id)) as session:
            return find_brand(session, self.provider.id)

    def upload(self, content: bytes, name: str = "logo.png") -> tuple[int, str]:
        """Send a logo; the status and the page."""
        answer = self.browser.post("/provider/brand/logo", data={"logo": (BytesIO(content), name)})
        return answer.status_code, answer.text

    def logos(self) -> list[str]:
        """Hashes of the logos kept for the provider."""
        with self.database.reading(Scope.tenant(self.provider.id)) as session:
            return list(session.scalars(select(Logo.sha256)))


@pytest.fixture
def desk(app: Flask, database: Database, sign_in: Enter) -> Desk:
    with app.app_context():
        return Desk(database, sign_in)


def test_an_administrator_sets_the_brand_and_takes_it_back(desk: Desk, database: Database) -> None:
    assert "/provider/brand" in desk.browser.get("/home").text
    assert "#0b5c63" in desk.browser.get("/provider/brand").text, "the house's own colours to begin with"
    assert desk.browser.post("/provider/brand", data=look(footer_en="  Two\nlines ")).status_code == 303
    brand = desk.kept()
    assert brand is not None and (brand.accent, brand.dark, brand.footer_en) == ("#8a3b12", "#3b1f14", "Two lines")
    page = desk.browser.get("/provider/brand").text
    assert "岭南顾问有限公司" in page and "/brands/colours/8a3b12-3b1f14.css" in page
    assert desk.upload(logo())[0] == desk.upload(logo(shade="#224466"))[0] == 303
    assert len(desk.logos()) == 1, "the logo before is gone"
    picture = desk.browser.get("/provider/brand/logo")
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert desk.browser.post("/provider/brand/logo/remove").status_code == 303
    assert desk.logos() == [] and desk.browser.get("/provider/brand/logo").status_code == 404
    assert "Delete the brand" in desk.browser.get("/provider/brand/reset").text
    assert desk.browser.post("/provider/brand/reset").status_code == 303 and desk.kept() is None
    assert desk.browser.post("/provider/brand/reset").status_code == 303, "twice changes nothing"
    with database.reading(Scope.tenant(desk.provider.id)) as session:
        put = (Event.tenant_id == desk.provider.id, Event.tag.startswith("brand."))
        tags = list(session.scalars(select(Event.tag).where(*put).order_by(Event.id)))
    assert tags == ["brand.changed", "brand.logo_set", "brand.logo_set", "brand.logo_dropped", "brand.dropped"]


def test_a_colour_nobody_can_read_is_refused_with_one_that_works(desk: Desk) -> None:
    answer = desk.browser.post("/provider/brand", data=look(accent="f0a000", dark="#ddd"))
    assert answer.status_code == 422 and desk.kept() is None
    assert "stand out by 2.1 : 1" in " ".join(answer.text.replace("stands", "stand").split())
    offered = re.findall(r'name="instead" value="(\w+):(#[0-9a-f]{6})"', answer.text)
    assert [name for name, _ in offered] == ["accent", "dark"] and all(is_readable(shade) for _, shade in offered)
    assert "岭南顾问有限公司" in answer.text, "what was typed is still there"
    sent = look(accent="f0a000", dark=offered[1][1], instead=f"accent:{offered[0][1]}")
    assert desk.browser.post("/provider/brand", data=sent).status_code == 303
    kept = desk.kept()
    assert kept is not None and kept.accent == offered[0][1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red"),
        ("accent", ""),
        ("accent", "#8a3b12;}body{background:url(//x)"),
        ("dark", "#12345"),
        ("footer_zh", "长" * 200),
        ("contact", "x" * 121),
        ("sender", "bank@evil.example"),
        ("sender", "Lingnan <x>"),
        ("sender", "渐云 客服"),
        ("sender", "JianYun security"),
        ("sender", "Ｊｉａｎｙｕｎ"),
        ("sender", "渐 云 security"),
        ("sender", "Jian\u200byun"),
        ("sender", "bank＠evil.example"),
    ],
)
def test_what_cannot_be_a_brand_is_refused(desk: Desk, field: str, value: str) -> None:
    answer = desk.browser.post("/provider/brand", data=look(**{field: value}))
    assert answer.status_code == 422 and desk.kept() is None
    assert f'id="{field}-fault"' in answer.text


def test_hostile_words_are_shown_as_words_and_headers_cannot_be_broken(desk: Desk) -> None:
    sent = look(footer_en=HOSTILE, contact=HOSTILE, sender="Lingnan\r\nBcc: all of them\u202e")
    assert desk.browser.post("/provider/brand", data=sent).status_code == 303
    kept = desk.kept()
    assert kept is not None and kept.sender == "Lingnan Bcc: all of them"
    page = desk.browser.get("/provider/brand").text
    assert "<script>alert" not in page and "{{7*7}}" in page


def test_a_bad_logo_leaves_the_old_one(desk: Desk) -> None:
    assert desk.upload(logo())[0] == 303
    before = desk.logos()
    for content, words in (
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Export the logo as PNG"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "damaged"),
        (b"x" * (4 * 1024 * 1024 + 1), "too large"),
    ):
        status, page = desk.upload(content)
        assert status == 422 and words in page, words
    assert desk.browser.post("/provider/brand/logo").status_code == 422
    assert desk.logos() == before


def test_leaving_our_name_out_is_granted_by_the_operator_alone(
    desk: Desk, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cli.providers import providers

    assert 'name="hides_us"' not in desk.browser.get("/provider/brand").text
    assert desk.browser.post("/provider/brand", data=look(hides_us="y")).status_code == 303
    kept = desk.kept()
    assert kept is not None and not kept.hides_us
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)
    code = str(desk.provider.code)
    assert CliRunner().invoke(providers, ["grant-white-label", "NOSUCH", "--lang", "en"]).exit_code == 2
    said = CliRunner().invoke(providers, ["grant-white-label", code.lower(), "--lang", "en"])
    assert said.exit_code == 0 and "need not name Jianyun" in said.output
    with database.reading() as session:
        assert may_hide_us(session, desk.provider.id)
    with database.reading(Scope.platform("a test reads the audit")) as session:
        assert session.scalars(select(Event.tag).where(Event.tag == "provider.hiding_granted")).all()
    assert 'name="hides_us"' in desk.browser.get("/provider/brand").text
    desk.browser.post("/provider/brand", data=look(hides_us="y"))
    kept = desk.kept()
    assert kept is not None and kept.hides_us
    assert CliRunner().invoke(providers, ["end-white-label", code, "--lang", "zh"]).exit_code == 0
    with database.reading() as session:
        assert not may_hide_us(session, desk.provider.id)


def test_nobody_else_opens_the_desk(
    app: Flask, desk: Desk, database: Database, sign_in: Enter, client: FlaskClient
) -> None:
    desk.browser.post("/provider/brand", data=look())
    consultant, owner = make_person(database), make_person(database)
    add_member(database, desk.provider, consultant, Role.CONSULTANT)
    make_firm(database, owner)
    table = app.extensions["access_table"]
    doors = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if table[rule.endpoint, method].permission == "brand"
    ]
    assert len(doors) == 7
    for who, status in ((sign_in(consultant), 403), (sign_in(owner), 404), (client, 303)):
        for path, method in doors:
            answer = who.open(path, method=method, data=look(accent="#000000"))
            assert answer.status_code == status, (path, method)
            assert "Lingnan" not in answer.text
    kept = desk.kept()
    assert kept is not None and kept.accent == "#8a3b12"


def test_a_neighbour_provider_sees_and_touches_its_own_alone(
    app: Flask, desk: Desk, database: Database, sign_in: Enter
) -> None:
    desk.browser.post("/provider/brand", data=look())
    desk.upload(logo())
    with app.app_context():
        other = Desk(database, sign_in, "Theirwren")
    page = other.browser.get("/provider/brand").text
    assert (
        "Lingnan" not in page and "8a3b12" not in page and other.browser.get("/provider/brand/logo").status_code == 404
    )
    other.browser.post("/provider/brand", data=look(accent="#123456"))
    other.browser.post("/provider/brand/reset")
    kept = desk.kept()
    assert kept is not None and kept.accent == "#8a3b12" and len(desk.logos()) == 1
    with database.reading(Scope.tenant(other.provider.id)) as session:
        assert session.scalars(select(Brand)).all() == session.scalars(select(Logo)).all() == []
    with database.new_session(Scope.tenant(other.provider.id)) as session, pytest.raises(ScopeBreach):
        session.add(Logo(tenant_id=desk.provider.id, sha256="0", width=1, height=1, content=b"", small=b""))
        session.flush()


def test_colours_as_a_style_sheet_hold_nothing_but_colours(client: FlaskClient) -> None:
    answer = client.get("/brands/colours/8a3b12-3b1f14.css")
    assert answer.mimetype == "text/css" and "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "--colour-accent:#8a3b12;" in answer.text and "url(" not in answer.text
    for wrong in ("zzzzzz-000000", "8a3b1-3b1f14", "8a3b12", "8a3b12-3b1f14x"):
        assert client.get(f"/brands/colours/{wrong}.css").status_code == 404, wrong


@pytest.mark.parametrize("accent", ["#000000", "#8a3b12", "#0b5c63", "#c00000", "#1a1aff", "#767676"])
def test_every_shade_that_follows_can_be_read(accent: str) -> None:
    day, night = palette(accent, "#111111"), palette(accent, "#111111", "dark")
    assert contrast(day["accent"], day["on-accent"]) >= 4.5 and contrast(day["accent"], "#ffffff") >= 4.5
    assert contrast(day["accent"], day["accent-soft"]) >= 3
    for ground in ("#151e22", night["accent-soft"]):
        assert contrast(night["accent"], ground) >= 4.5, ground
    assert contrast(night["accent"], night["on-accent"]) >= 4.5
    assert screen_css(accent, "#111111").count("{") == screen_css(accent, "#111111").count("}")
    assert read_colour(proposal("#ffee00")) == proposal("#ffee00") and is_readable(proposal("#ffee00"))
