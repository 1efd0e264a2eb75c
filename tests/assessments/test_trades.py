"""A baker with two shops, in a trade that came as files: from the form to the result."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content import loader
from app.kit.db import Database
from tests.factories.people import make_person
from tests.factories.trades import with_bakery

FIRM = {"name": "Crust & Crumb", "industry": "bakery", "city": "foshan", "headcount": "30", "revenue_band": "under-5m"}


@pytest.fixture
def baker(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
    database: Database,
    sign_in: Callable[..., FlaskClient],
) -> Iterator[FlaskClient]:
    monkeypatch.setattr(loader, "DATA", with_bakery(tmp_path / "data"))
    loader.served_catalogue.cache_clear()
    with app.app_context():
        person = make_person(database)
    yield sign_in(person)
    loader.served_catalogue.cache_clear()


def save(baker: FlaskClient, draft: str, question: str, **fields: object) -> None:
    answer = baker.post(f"{draft}/questions/{question}", data={"version": "0", **fields})
    assert answer.status_code == 303, answer.text


def test_a_baker_fills_in_each_shop_and_reads_which_is_weakest(baker: FlaskClient) -> None:
    assert "Bakery" in baker.get("/firm/new").text
    assert baker.post("/firm/new", data=FIRM).status_code == 303
    assert "Store" in baker.get("/firm/").text
    assert baker.post("/firm/sites/new", data={"name": "Mill Lane", "kind": "store"}).status_code == 303
    resume = baker.post("/assessments/").headers["Location"]
    (draft,) = re.findall(r"/assessments/[0-9a-f-]{36}", resume)
    page = baker.get(f"{draft}/questions/ovens").text
    blocks = re.findall(r'name="site" value="([^"]+)"><h2>([^<]+)</h2>', page)
    assert [name for _, name in blocks] == ["Crust &amp; Crumb", "Mill Lane"]
    save(baker, draft, "rules", value="a")
    save(baker, draft, "backup", value="4")
    for (site, _), part in zip(blocks, ("3", "1"), strict=True):
        save(baker, draft, "ovens", site=site, part=part, total="4")
    assert baker.post(f"{draft}/submit", data={"declared": "yes"}).status_code == 303
    result = baker.get(f"{draft}/result").text
    assert "The weakest site: Mill Lane at “Bakers”." in result
    assert "Level" in result and "MIIT level" not in result.split("<footer")[0]
