"""Every trade there is, whichever they are: asked, scored and planned from files alone."""

import json
import re

import pytest
from click.testing import CliRunner

from app.cli import main
from app.cli.blank import random_sheet
from app.cli.sheets import read_sheet
from app.content import loader
from app.content.catalogue import MAIN
from app.content.check import check_content
from app.content.checks.inspection import texts_in
from app.content.loader import load_catalogue
from app.content.trades import fit_lens, word_initiative
from app.kit.text import Text
from app.scoring import score
from tests.factories.trades import with_bakery
from tests.samples import DAY

CATALOGUE = load_catalogue()
TRADES_THERE_ARE = sorted(CATALOGUE.trades)
FOREIGN = {
    "furniture": r"校区|学员|教务|家长|注塑|campus|pupil|teacher|injection",
    "appliances": r"板材|拆单|封边|开料|排钻|揉单|衣柜|橱柜|沙发|家具|门店|导购|户型|量尺|校区|学员|家长"
    r"|cut[- ]list|edge[- ]band|wardrobe|upholst|sofa|furniture|showroom|campus|pupil|teacher",
    "education": r"车间|板材|拆单|封边|开料|注塑|厂(?!家|商)|工单|班组|机台|产线|图纸|家具|门店|仓库"
    r"|workshop|shop[- ]floor|factory|\bplants?\b|furniture|showroom|cut[- ]list|moulding|warehouse",
}
"""Words that give away a text written for another trade."""
WORDS = Text(zh="面包师的话", en="a baker's words")


@pytest.mark.parametrize("trade", TRADES_THERE_ARE)
@pytest.mark.parametrize("seed", range(4))
def test_random_firms_of_every_trade_are_scored_by_every_lens_that_reads_it(trade, seed):
    instrument = CATALOGUE.instrument(trade)
    filing, faults = read_sheet(random_sheet(instrument, CATALOGUE, DAY, seed), CATALOGUE)
    assert filing is not None, faults
    lenses = CATALOGUE.lenses_for(instrument)
    assert lenses[0].id == MAIN
    for lens in lenses:
        card = score(lens, instrument, filing.sheet, filing.company)
        assert card.overall.at_least <= card.overall.at_most <= lens.total


@pytest.mark.parametrize("trade", TRADES_THERE_ARE)
def test_weights_of_a_trade_add_up_to_a_hundred(trade):
    lens = CATALOGUE.lens_for(CATALOGUE.instrument(trade))
    own = CATALOGUE.lens(MAIN).industry_weights.get(trade, {})
    weights = [own.get(one.id, one.weight) for one in lens.dimensions if one.scored]
    assert sum(weights) == 100


@pytest.mark.parametrize("trade", sorted(set(FOREIGN) & set(TRADES_THERE_ARE)))
def test_no_sentence_of_a_trade_speaks_of_another(trade):
    """What is asked, scored, advised and told names no machine, room or person only another trade has."""
    instrument = CATALOGUE.instrument(trade)
    shown = [
        instrument,
        *CATALOGUE.lenses_for(instrument),
        *CATALOGUE.initiatives_for(trade),
        *(case for case in CATALOGUE.cases.values() if trade in case.industries),
    ]
    for thing in shown:
        for place, text in texts_in(thing):
            if {"industry_texts", "source", "sources"} & set(place):
                continue
            found = re.findall(FOREIGN[trade], f"{text.zh} {text.en}", re.IGNORECASE)
            assert not found, (thing.id, place, found)


def test_an_initiative_speaks_the_words_of_the_trade_it_is_offered_to():
    one = next(one for one in CATALOGUE.initiatives.values() if one.pilot and one.risks)
    own = {"why": WORDS, "pilot.scope": WORDS, "risks.0": WORDS}
    shared = one.model_copy(update={"industry_texts": {"bakery": own}})
    bakery, other = word_initiative(shared, "bakery"), word_initiative(shared, "furniture")
    assert (bakery.why, bakery.pilot.scope, bakery.risks[0]) == (WORDS, WORDS, WORDS)
    assert (bakery.title, bakery.risks[1:], bakery.lifts) == (one.title, one.risks[1:], one.lifts)
    assert other is shared


@pytest.fixture
def four(tmp_path, monkeypatch):
    """Our content and a bakery."""
    folder = with_bakery(tmp_path / "data")
    monkeypatch.setattr(loader, "DATA", folder)
    return folder


def run(*arguments):
    made = CliRunner().invoke(main, [str(one) for one in arguments])
    assert made.exit_code == 0, made.output
    return made.stdout


def test_a_fourth_trade_needs_files_and_no_python(four, tmp_path):
    assert check_content(four).faults == ()
    sheet = tmp_path / "sheet.json"
    sheet.write_text(run("sheet", "bakery", "--random", "--as-of", "2026-11-23"), "utf-8")
    run("assess", sheet, "--lang", "en", "--json", tmp_path / "r.json", "--html", tmp_path / "r.html")
    result = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert [one["id"] for one in result["scorecards"][MAIN]["dimensions"]] == ["strategy", "cloud", "iot"]
    assert set(result["scorecards"]) == {MAIN}
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Bakery" in page and "MIIT" not in re.sub(r"(?s)<(style|script).*?</\1>", "", page)


def test_a_lens_fits_every_trade_it_names():
    for lens in CATALOGUE.lenses.values():
        for id in lens.instruments:
            assert fit_lens(lens, CATALOGUE.instrument(id)).dimensions
