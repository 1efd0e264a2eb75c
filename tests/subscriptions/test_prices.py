"""The price list: from the plan file, in the currency of the language, and honest about what each opens."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.subscriptions.plans import shop

ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"}


@pytest.mark.usefixtures("billed")
def test_prices_speak_the_currency_of_the_page_and_follow_the_plan_file(client: FlaskClient, tmp_path: Path) -> None:
    english, chinese = client.get("/plans", headers=ENGLISH), client.get("/plans", headers=CHINESE)
    assert "US$29 a month" in english.text and "US$290 a year" in english.text and "¥" not in english.text
    assert "¥199／月" in chinese.text and "¥1,980／年" in chinese.text and "US$" not in chinese.text
    assert "Paying online is not set up here" in english.text and "支付宝" not in chinese.text.split("<main")[1]
    assert "Set-Cookie" not in english.headers and "What it costs" in client.get("/", headers=ENGLISH).text
    ours = (Path(shop.__module__.replace(".", "/")).parent / "plans.yaml").read_text(encoding="utf-8")
    (tmp_path / "plans.yaml").write_text(ours.replace("198000", "188800"), encoding="utf-8")
    shop.set_up(is_open=True, path=tmp_path / "plans.yaml")
    assert "¥1,888／年" in client.get("/plans", headers=CHINESE).text


def test_a_house_that_charges_nobody_says_so(client: FlaskClient) -> None:
    page = client.get("/plans", headers=ENGLISH)
    assert "charges nobody" in page.text and "US$" not in page.text
    assert "What it costs" not in client.get("/", headers=ENGLISH).text
