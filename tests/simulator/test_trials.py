"""Trying answers: the same code as the real thing, and nothing is kept."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessments.models import AnswerRow
from app.benchmarking.comparing import compare
from app.cli.sheets import read_sheet
from app.content.loader import load_catalogue
from app.kit.db import Database, Scope
from app.scoring import score
from app.simulator.trials import flips, levers, list_trials, tried_sheet
from tests.factories.fillings import Started

CATALOGUE = load_catalogue()
SETS = tuple(CATALOGUE.benchmarks.values())
SAMPLES = Path(__file__).parents[2] / "samples"
ENGLISH = {"Accept-Language": "en"}


def filing(name: str):
    found, faults = read_sheet(json.loads((SAMPLES / f"{name}.json").read_text("utf-8")), CATALOGUE)
    assert found, faults
    return found


FIRMS = {name: filing(name) for name in ("guangzhou-panels-85", "shunde-massagers-420", "guangzhou-art-school-36")}


@pytest.mark.parametrize("name", FIRMS)
def test_a_lever_brings_what_it_says(name: str) -> None:
    one = FIRMS[name]
    lens = CATALOGUE.lens_for(one.instrument)
    before = score(lens, one.instrument, one.sheet, one.company)
    best = levers(lens, one.instrument, one.sheet, one.company, before)
    assert best and [lever.points for lever in best] == sorted((lever.points for lever in best), reverse=True)
    for lever in best:
        tried = tried_sheet(one.instrument, one.sheet, one.company, {lever.question.id: [lever.option.id]})
        after = score(lens, one.instrument, tried, one.company)
        assert after.overall.at_least - before.overall.at_least == lever.points > 0


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(FIRMS)), st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=9), max_size=3)))
def test_fields_people_make_up_change_nothing(name: str, fields: dict[str, list[str]]) -> None:
    one = FIRMS[name]
    ids = {question.id: fields.get("x", ["?"]) for question in one.instrument.questions[:5]}
    assert tried_sheet(one.instrument, one.sheet, one.company, fields | ids) == one.sheet


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_the_form_sent_as_it_is_shown_changes_nothing(name: str) -> None:
    one = filing(name)
    shown: dict[str, list[str]] = {}
    for _section, trials in list_trials(one.instrument, one.sheet, one.sheet, one.company):
        for trial in trials:
            chosen = [choice.id for choice in trial.choices if choice.chosen]
            shown[trial.question.id] = ["", *chosen] if trial.part is None else [str(trial.part)]
    assert tried_sheet(one.instrument, one.sheet, one.company, shown) == one.sheet
    assert not flips(one.instrument, one.sheet, tried_sheet(one.instrument, one.sheet, one.company, shown))


@pytest.mark.parametrize("name", FIRMS)
def test_several_flips_together_are_scored_together_and_named(name: str) -> None:
    one = FIRMS[name]
    lens = CATALOGUE.lens_for(one.instrument)
    best = levers(lens, one.instrument, one.sheet, one.company, score(lens, one.instrument, one.sheet, one.company))
    fields = {lever.question.id: [lever.option.id] for lever in best[:3]}
    tried = tried_sheet(one.instrument, one.sheet, one.company, fields)
    assert {flip.question.id for flip in flips(one.instrument, one.sheet, tried)} == set(fields)
    places = [
        compare(score(reading, one.instrument, sheet, one.company), sheet, one.company, SETS, one.instrument).levels
        for reading in CATALOGUE.lenses_for(one.instrument)
        for sheet in (one.sheet, tried)
    ]
    assert any(places), "some reading of every trade has a benchmark that gives a rank"


def test_what_is_tried_is_what_filling_it_in_would_give() -> None:
    one = FIRMS["guangzhou-panels-85"]
    fields = {"op-finance": ["l4"], "base-netsec": ["", "policy", "products"], "base-connected-share": ["15"]}
    tried = tried_sheet(one.instrument, one.sheet, one.company, fields)
    assert tried.answer("op-finance").value == "l4" and tried.answer("base-netsec").value == ("policy", "products")
    share = tried.answer("base-connected-share").value
    assert share.fraction == Fraction(15, one.inventory.machines)
    assert {id for id in tried.answers if tried.answer(id) != one.sheet.answer(id)} == set(fields)


def test_an_answer_by_site_stays_until_another_is_tried() -> None:
    one = FIRMS["guangzhou-art-school-36"]
    assert tried_sheet(one.instrument, one.sheet, one.company, {"sv-safety": ["l1"]}) == one.sheet
    tried = tried_sheet(one.instrument, one.sheet, one.company, {"sv-delivery": ["l3"]})
    assert tried.answer("sv-delivery").value == "l3" and not tried.answer("sv-delivery").sites


def test_the_page_shows_what_moves_and_keeps_nothing(
    started: Started, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    owner = sign_in(started.owner)
    for question, value in {"op-office": "l1", "mgmt-planning": "learning"}.items():
        owner.post(started.url(question), data={"value": value, "version": "0"}, headers={"Accept": "application/json"})
    address = started.url("x").rsplit("/questions/", 1)[0] + "/simulator"
    plain = owner.get(address, headers=ENGLISH)
    assert plain.status_code == 200 and "As you answered" in plain.text and "Single steps that bring most" in plain.text
    moved = owner.get(f"{address}?op-office=l4", headers=ENGLISH).text
    assert "With 1 answer changed" in moved and "→" in moved
    both = owner.get(f"{address}?op-office=l4&mgmt-planning=started", headers=ENGLISH).text
    undo = re.findall(r'href="([^"]+)"><span>[^<]+<br><span class="small soft">[^<]+→', both)
    assert "With 2 answers changed" in both and len(undo) == 2
    assert "With 1 answer changed" in owner.get(undo[0].replace("&amp;", "&"), headers=ENGLISH).text
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert {row.question_key: row.value for row in session.query(AnswerRow)}["op-office"] == '"l1"'
