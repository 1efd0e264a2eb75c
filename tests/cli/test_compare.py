"""A firm a year on, from the command line: what moved in its readings and in its business figures."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from app.cli import main
from app.content.firm import BaselineValue
from app.content.loader import load_catalogue
from app.scoring.figures import figures_moved

SAMPLES = Path(__file__).parents[2] / "samples"
SCHOOL = SAMPLES / "guangzhou-art-school-36.json"
FURNITURE = load_catalogue().instrument("furniture")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def a_year_on(folder: Path, change: Any) -> str:
    raw = json.loads(SCHOOL.read_text(encoding="utf-8"))
    change(raw)
    file = folder / "later.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    return str(file)


def test_score_and_figures_of_a_school_a_year_on(tmp_path: Path) -> None:
    was = json.loads(SCHOOL.read_text(encoding="utf-8"))["company"]["baseline"]
    figure, other, *_ = was

    def change(raw: dict[str, Any]) -> None:
        raw["as_of"] = "2027-11-23"
        raw.pop("means")  # a plan is no part of what is compared
        raw["answers"] |= {"sv-timetable": "l2", "edu-consent": "l2"}
        raw["company"]["baseline"][figure] |= {"value": was[figure]["value"] * 2, "measured": True}
        del raw["company"]["baseline"][other]

    later = a_year_on(tmp_path, change)
    found = json.loads(run("compare", str(SCHOOL), later, "--json").output)
    assert (found["before"], found["after"]) == (json.loads(SCHOOL.read_text("utf-8"))["as_of"], "2027-11-23")
    for path, at in ((str(SCHOOL), "before"), (later, "after")):
        cards = json.loads(run("score", path, "--json", "-").output)
        for id, moved in found["movements"].items():
            assert moved["overall"][at] == cards[id]["overall"]["score"], id
    assert found["movements"]["compliance"]["overall"]["after"] > found["movements"]["compliance"]["overall"]["before"]
    told = {one["figure"]["id"]: one for one in found["figures"]}
    assert set(told) == set(was) and told[other]["after"] is None
    assert told[figure]["after"]["value"] == 2 * told[figure]["before"]["value"]
    english, chinese = (run("compare", str(SCHOOL), later, "--lang", lang).output for lang in ("en", "zh"))
    assert "+100%" in english and "not given" in english and "Business figures" in english
    assert "+100%" in chinese and "未填" in chinese and "经营数字" in chinese


def test_nothing_moved_says_nothing_moved() -> None:
    found = json.loads(run("compare", str(SCHOOL), str(SCHOOL), "--json").output)
    for moved in found["movements"].values():
        assert moved["overall"]["before"] == moved["overall"]["after"]


@pytest.mark.parametrize(
    ("other", "words", "said"),
    [
        ("foshan-upholstery-12", [], "different questionnaires"),
        ("shenzhen-languages-95", ["--lens", "miit-2024"], "miit-2024"),
        ("shenzhen-languages-95", ["--lens", "no-such"], "no-such"),
    ],
)
def test_what_cannot_be_compared_is_named(other: str, words: list[str], said: str) -> None:
    told = run("compare", str(SCHOOL), str(SAMPLES / f"{other}.json"), "--lang", "en", *words)
    assert told.exit_code == 2 and said in told.output


VALUES = st.builds(
    BaselineValue,
    value=st.fractions(0, 1000),
    month=st.sampled_from(["2026-03", "2026-09", "2027-03"]),
    measured=st.booleans(),
)
GIVEN = st.dictionaries(st.sampled_from([one.id for one in FURNITURE.baseline]), VALUES)


@given(GIVEN, GIVEN)
def test_a_figure_moves_by_what_lies_between(before: dict[str, BaselineValue], after: dict[str, BaselineValue]) -> None:
    found = figures_moved(FURNITURE, before, after)
    assert {one.figure.id for one in found} == set(before) | set(after)
    for one in found:
        old, new = before.get(one.figure.id), after.get(one.figure.id)
        if one.change is not None:
            assert old and new and old.value * (1 + one.change) == new.value
        else:
            assert old is None or new is None or old.value == Fraction(0)
        if one.is_like_for_like:
            assert old and new and old.measured and new.measured and old.month[5:] == new.month[5:]
