"""Where a firm stands: the narrowest set that fits, with its pins, never a silent guess."""

from datetime import date
from fractions import Fraction as F

from app.benchmarking import compare
from app.content.answers import parse_answers
from app.content.library import BenchmarkSet
from app.scoring import score
from tests.samples import firm, tiny

CATALOGUE = tiny()
INSTRUMENT = CATALOGUE.instrument("tiny")


def text(words):
    return {"zh": words, "en": words}


def reference(id, kind="reference", lens=None, cut=None, figures=(), shares=()):
    return BenchmarkSet.model_validate(
        {
            "id": id,
            "kind": kind,
            "title": text(id),
            "year": 2024,
            "population": text("firms"),
            "definition": text("as published"),
            "cut": cut or {},
            "lens": lens,
            "figures": list(figures),
            "distribution": [{"label": text(f"L{level}"), "level": level, "share": share} for level, share in shares],
            "source": {"title": text("page"), "confidence": "B"},
            "verified_on": date(2026, 11, 1),
        }
    )


def standing(*sets, pains=(), **raw):
    sheet, faults = parse_answers(INSTRUMENT, raw, firm())
    assert not faults
    card = score(CATALOGUE.lens("ready"), INSTRUMENT, sheet, firm(), pains)
    return compare(card, sheet, firm(), sets, INSTRUMENT)


SPREAD = ((0, 0.2), (1, 0.45), (2, 0.27), (3, 0.08))
DOING = {"id": "doing", "label": text("doing"), "value": 40, "unit": "points", "lens": "ready", "dimension": "doing"}


def test_the_narrowest_set_is_chosen_and_says_what_was_looked_for():
    everyone = reference("all", "estimate", "ready", figures=[DOING | {"value": 30}])
    trade = reference("trade", "estimate", "ready", {"industries": ["furniture"]}, [DOING])
    cell = reference(
        "cell",
        "estimate",
        "ready",
        {"industries": ["furniture"], "min_headcount": 20, "max_headcount": 299},
        [DOING | {"value": 50}],
    )
    other = reference("other", "estimate", "ready", {"industries": ["education"]}, [DOING | {"value": 99}])
    assert standing(everyone, other, trade, cell).profile == {"doing": F(50)}
    assert standing(cell).profile_pins.fallback is None
    assert "every size" in standing(everyone, trade).profile_pins.fallback.en
    assert "全体企业" in standing(everyone, other).profile_pins.fallback.zh
    assert standing(other).profile_pins is None


def test_levels_below_same_and_above_add_up():
    (place,) = standing(
        reference("spread", lens="ready", shares=SPREAD), ladder="l4", list=["a", "b"], count=100
    ).levels
    assert place.level == 0 and (place.below, place.same, place.above) == (F(0), F(1, 5), F(4, 5))
    assert place.below + place.same + place.above == 1 and place.pins.year == 2024


def test_published_and_estimate_are_shown_side_by_side():
    found = standing(
        reference("a", lens="ready", shares=SPREAD), reference("b", "estimate", "ready", shares=SPREAD)
    ).levels
    assert {place.pins.kind for place in found} == {"reference", "estimate"}


def test_own_figures_stand_beside_published_ones():
    digital = {"id": "digital", "label": text("digital"), "value": 50, "question": "digital"}
    listed = {"id": "listed", "label": text("listed"), "value": 4, "unit": "count", "question": "list"}
    target = {"id": "target", "label": text("target"), "value": 40}
    made = reference("figures", figures=[digital, listed, target])
    places = standing(made, digital={"part": 3, "total": 20}, list=["none"]).figures
    assert [(place.id, place.own, place.other) for place in places] == [
        ("digital", F(15), F(50)),
        ("listed", F(0), F(4)),
        ("target", None, F(40)),
    ]
    assert standing(made).figures[0].own is None


def test_a_foreign_distribution_is_context_only():
    made = standing(reference("foreign", shares=SPREAD))
    assert made.levels == () and len(made.context[0].classes) == 4


def test_pains_do_not_move_the_standing():
    raw = {"ladder": "l3", "list": ["a", "b"], "count": 90}
    spread = reference("spread", lens="ready", shares=SPREAD)
    assert standing(spread, pains=("rework",), **raw).levels == standing(spread, **raw).levels
