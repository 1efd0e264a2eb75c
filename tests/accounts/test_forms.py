"""What the account pages say, in both languages."""

import re

import pytest
from flask.testing import FlaskClient

from app.kit.db import Database
from tests.factories.people import PASSWORD, make_person

pytestmark = pytest.mark.database
PAGES = ("/sign-in", "/sign-up", "/reset-password", "/confirm", "/sign-up/sent")
HAN = re.compile(r"[\u4e00-\u9fff]")


def spoken(page: str) -> str:
    """The words between tags of the page's main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"<[^>]+>|&\w+;", " ", main)


def faults(page: str) -> list[str]:
    """What is wrong beside the fields."""
    return re.findall(r'class="field__fault"[^>]*>([^<]+)', page)


@pytest.mark.parametrize("path", PAGES)
def test_pages_speak_one_language(client: FlaskClient, path: str) -> None:
    chinese = spoken(client.get(path, headers={"Accept-Language": "zh-CN"}).text)
    assert HAN.search(chinese)
    assert not re.search(r"[A-Za-z]{3,}", chinese), chinese
    english = spoken(client.get(path, headers={"Accept-Language": "en"}).text)
    assert not HAN.search(english), english


@pytest.mark.parametrize(
    ("form", "english", "chinese"),
    [
        ({"email": "nonsense"}, "Invalid email address", "邮箱地址不正确，请检查"),
        ({"password": "short"}, "Password must be at least 10 characters", "密码至少要 10 个字符"),
        ({"name": ""}, "Tell us how to address you.", "请告诉我们怎么称呼您。"),
        ({"name": "x" * 81}, "Field cannot be longer than 80 characters.", "字段长度不能超过 80 个字符。"),
    ],
)
def test_faults_are_beside_the_field_and_typing_is_kept(
    client: FlaskClient, form: dict[str, str], english: str, chinese: str
) -> None:
    good = {"name": "Chen", "email": "chen@firm.example", "password": PASSWORD, "agree": "y"}
    for tongue, sentence in (("en", english), ("zh-CN", chinese)):
        page = client.post("/sign-up", data={**good, **form}, headers={"Accept-Language": tongue}).text
        assert faults(page) == [sentence]
        assert f'value="{({**good, **form})["email"]}"' in page


@pytest.mark.parametrize("tongue", ["en", "zh-CN"])
def test_news_speak_the_language(client: FlaskClient, database: Database, tongue: str) -> None:
    make_person(database, email="chen@firm.example")
    head = {"Accept-Language": tongue}
    for path in ("/reset-password", "/confirm"):
        page = spoken(client.post(path, data={"email": "chen@firm.example"}, headers=head).text)
        assert bool(HAN.search(page)) == (tongue == "zh-CN"), page
        assert "chen@firm.example" in page
    for path in ("/confirm/nonsense", "/reset-password/nonsense"):
        page = spoken(client.get(path, headers=head, follow_redirects=True).text)
        assert bool(HAN.search(page)) == (tongue == "zh-CN"), page
