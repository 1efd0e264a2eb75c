"""The quick scan of somebody without an account: screen by screen, a result, and what becomes of it."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessments.models import AnswerRow
from app.content.answers import parse_answers
from app.content.firm import Inventory
from app.content.library import Initiative
from app.content.loader import load_catalogue
from app.content.scans import fit_scan
from app.content.schema import Kind
from app.kit.db import Database, Scope
from app.planning.firsts import first_steps
from app.planning.prices import price
from app.planning.values import MoneyRange
from app.scans.answers import read_answers, stand_in, write_answers
from tests.factories.people import make_person

CATALOGUE = load_catalogue()
SHARED = CATALOGUE.instrument("quick-scan")
ENGLISH = {"Accept-Language": "en"}
TRADES = ["furniture", "appliances", "education"]


def fields(question, place=1):
    if question.kind is Kind.SHARE:
        return {"part": "3", "total": "12"}
    return {"value": question.options[min(place, len(question.options) - 1)].id}


def walk(client: FlaskClient, trade: str, place: int = 1) -> str:
    """Answer every question; the address of the result."""
    said = ""
    for number, question in enumerate(fit_scan(SHARED, trade).questions, start=1):
        asked = client.get(f"/scan/{trade}/{number}", query_string={"s": said}, headers=ENGLISH)
        assert asked.status_code == 200 and question.text.en in asked.text.replace("&#39;", "’")
        answer = client.get(f"/scan/{trade}/{number}/answer", query_string={"s": said, **fields(question, place)})
        assert answer.status_code == 303
        place_after = answer.headers["Location"]
        said = parse_qs(urlsplit(place_after).query)["s"][0]
    return place_after


@pytest.mark.parametrize("trade", TRADES)
def test_fourteen_screens_and_a_result_without_account_or_storage(client: FlaskClient, trade: str) -> None:
    assert trade in client.get("/scan/").text
    address = walk(client, trade)
    page = client.get(address, headers=ENGLISH)
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert "A rough reading" in page.text and page.text.count('class="gapbar"') == 6
    assert page.text.count("<svg") >= 7 and "Three things to begin with" in page.text
    chinese = client.get(address, headers={"Accept-Language": "zh-CN"})
    assert "先做这三件事" in chinese.text and "粗略" in chinese.text


def test_a_half_number_is_refused_where_it_was_typed(client: FlaskClient) -> None:
    number = next(n for n, one in enumerate(SHARED.questions, 1) if one.kind is Kind.SHARE)
    typed = {"s": "l1~l2", "part": "3", "total": ""}
    answer = client.get(f"/scan/furniture/{number}/answer", query_string=typed, headers=ENGLISH)
    assert answer.status_code == 422 and "Fill in both numbers" in answer.text and 'value="l1~l2~' in answer.text


def test_addresses_people_make_up_are_harmless(client: FlaskClient) -> None:
    for said in (
        "~" * 5000,
        "l9~<script>",
        "9of2",
        "policy,none,policy",
        "\u202e",
        "l1~l1~l1~l1~l1~l1~l1~l1~l1~l1~l1~999999of1",
    ):
        page = client.get("/scan/furniture/result", query_string={"s": said}, follow_redirects=True)
        assert page.status_code == 200 and "<script>" not in page.text
    for wrong in ("/scan/bakery/1", "/scan/furniture/0", "/scan/furniture/15", "/scan/eu-dma/1"):
        assert client.get(wrong).status_code == 404


def test_too_many_screens_a_minute_are_slowed(client: FlaskClient) -> None:
    codes = {client.get("/scan/").status_code for _ in range(260)}
    assert codes == {200, 429}


def test_kept_answers_wait_for_the_firm_and_fill_its_assessment(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        person = make_person(database)
    owner = sign_in(person)
    said = parse_qs(urlsplit(walk(owner, "education", 2)).query)["s"][0]
    kept = owner.post("/scan/keep", data={"trade": "education", "s": said})
    assert kept.headers["Location"].endswith("/home") and "HttpOnly" in kept.headers["Set-Cookie"]
    home = owner.get("/home").text
    assert "kept on this device" in home and "/firm/new?trade=education" in home
    assert re.search(r'<option selected value="education"', owner.get("/firm/new?trade=education").text)
    profile = {"name": "Reading Room", "industry": "education", "city": "foshan", "headcount": "30",
               "revenue_band": "5m-20m"}  # fmt: skip
    assert owner.post("/firm/new", data=profile).status_code == 303
    assert "Take the answers over" in owner.get("/home").text
    carried = owner.post("/scan/carry")
    assert "/assessments/" in carried.headers["Location"] and "scan=;" in carried.headers["Set-Cookie"]
    assert owner.get(carried.headers["Location"], follow_redirects=True).status_code == 200
    with database.reading(Scope.platform("test")) as session:
        rows = {row.question_key: row for row in session.query(AnswerRow)}
    assert rows["op-marketing"].value == '"l2"' and rows["mgmt-planning"].value == '"planned"'
    assert len(rows) == 10 and all(row.prefilled for row in rows.values())
    assert "Take the answers over" not in owner.get("/home").text


def test_a_scan_of_another_trade_is_not_taken_over(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        person = make_person(database)
    owner = sign_in(person)
    owner.post("/firm/new", data={"name": "Sofa", "industry": "furniture", "city": "foshan", "headcount": "30",
                                  "revenue_band": "5m-20m"})  # fmt: skip
    owner.post("/scan/keep", data={"trade": "education", "s": "l1"})
    assert "Take the answers over" not in owner.get("/home").text
    assert owner.post("/scan/carry").headers["Location"].endswith("/home")


def test_another_site_cannot_plant_a_scan(client: FlaskClient) -> None:
    answer = client.post("/scan/keep", data={"trade": "furniture", "s": "l1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def first_year(one: Initiative) -> MoneyRange:
    """By the planner's own price for the firm the figures are quoted for."""
    found = price(one, stand_in("furniture"), Inventory())
    low, typical, high = (getattr(found.once, at) + getattr(found.yearly, at) for at in ("low", "typical", "high"))
    return MoneyRange(low=low, typical=typical, high=high)


def values(question):
    states = (
        st.sampled_from(["dont_know"]).map(lambda state: {"state": state}) if question.allow.dont_know else st.nothing()
    )
    if question.kind is Kind.SHARE:
        return states | st.integers(0, 9).map(lambda part: {"part": part, "total": 9})
    if question.kind is Kind.MULTIPLE:
        plain = [option.id for option in question.options if not option.exclusive]
        return states | st.sets(st.sampled_from(plain), min_size=1).map(sorted)
    return states | st.sampled_from([option.id for option in question.options])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    raw=st.fixed_dictionaries({}, optional={one.id: values(one) for one in SHARED.questions}),
    trade=st.sampled_from(TRADES),
)
def test_an_address_gives_back_what_was_answered_and_steps_follow_what_they_stand_on(raw, trade) -> None:
    scan = fit_scan(SHARED, trade)
    sheet, faults = parse_answers(scan, raw, stand_in(trade))
    assert faults == []
    again = read_answers(scan, trade, write_answers(scan, sheet))
    assert again.answers == sheet.answers
    steps = first_steps(CATALOGUE, scan, sheet, stand_in(trade))
    assert len(steps) <= 3 and all(trade in one.initiative.industries for one in steps)
    known = [one.initiative.id for one in steps]
    for place, one in enumerate(steps):
        assert one.first_year == first_year(one.initiative)
        for need in one.initiative.requires:
            assert need.initiative not in known[place:]
