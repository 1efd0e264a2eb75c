"""The blank questionnaire on paper: every question of every trade, in both languages, with its conditions."""

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.assessments.queries import catalogue
from app.cli import main
from app.content.conditions import Condition
from app.content.firm import Site
from app.kit.text import Lang
from app.reports.conditions import say_condition
from app.reports.renderers.blank import Blank, render_blank
from tests.factories.fillings import Started

TRADES = ("furniture", "appliances", "education")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("id", [*TRADES, "eu-dma", "quick-scan"])
def test_every_question_and_option_is_on_paper(id: str, lang: Lang) -> None:
    instrument = catalogue().instrument(id)
    page = render_blank(Blank(instrument=instrument), lang).replace("&#39;", "'").replace("&amp;", "&")
    page = page.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace(" ", "")
    for question in instrument.questions:
        for text in (question.text, question.help, question.example, *(one.text for one in question.options)):
            assert text.get(lang).replace(" ", "") in page, question.id


def test_conditions_name_the_question_and_the_answer() -> None:
    page = render_blank(Blank(instrument=catalogue().instrument("appliances")), "en")
    numbers = {one.id: at for at, one in enumerate(catalogue().instrument("appliances").questions, 1)}
    assert f"Only if the answer to question {numbers['product-features']} includes “" in page
    assert "只在以下情况回答：企业有出口业务。" in render_blank(
        Blank(instrument=catalogue().instrument("furniture")), "zh"
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"company": "headcount", "at_least": 50}, "the number of people employed is at least 50"),
        ({"not": {"company": "exports", "is": True}}, "it is not so that the firm exports"),
        (
            {"any": [{"company": "sites", "at_least": 2, "at_most": 9}, {"company": "city", "one_of": ["a", "b"]}]},
            "the number of sites is at least 2 and is at most 9 or the city is “a” or “b”",
        ),
        ({"answer": "x", "answered": False}, "the answer to question 1 is not given"),
        ({"answer": "x", "states": ["dont_know"]}, "the answer to question 1 is “don't know”"),
        ({"answer": "x", "excludes": "o"}, "the answer to question 1 does not include “o”"),
        ({"answer": "x", "exceeds": "y"}, "the answer to question 1 is above that of question 2"),
    ],
)
def test_every_kind_of_condition_can_be_said(raw: dict[str, object], said: str) -> None:
    first, second = catalogue().instrument("furniture").questions[:2]
    condition = say_condition(Condition.model_validate(raw), {"x": (1, first), "y": (2, second)})
    assert condition.en == said and condition.zh


def test_questions_of_sites_have_a_column_for_each_site_of_their_kind() -> None:
    sites = (Site(id="a", name="天河校区", kind="campus"), Site(id="o", name="财务办公室", kind="office"))
    page = render_blank(Blank(instrument=catalogue().instrument("education"), firm="启明", sites=sites), "zh")
    assert page.count(">天河校区<") == 8 and page.count(">财务办公室<") == 1


def test_the_guide_speaks_only_of_what_occurs() -> None:
    ids = ("quick-scan", "education", "furniture")
    scan, full, asked = (render_blank(Blank(instrument=catalogue().instrument(id)), "zh") for id in ids)
    assert "每一列对应一个场所" in full and "每一列对应一个场所" not in scan
    assert "只在以下情况回答”" in asked and "只在以下情况回答”" not in scan


def test_owner_downloads_the_questionnaire_of_the_own_firm(owner: FlaskClient, started: Started) -> None:
    review = owner.get(f"/assessments/{started.assessment_id}/review").text
    assert f"/assessments/{started.assessment_id}/blank/en" in review
    answer = owner.get(f"/assessments/{started.assessment_id}/blank/zh")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    pages = PdfReader(BytesIO(answer.data)).pages
    assert 15 <= len(pages) <= 26
    assert "佛山暖居家具厂" in pages[0].extract_text()


def test_command_prints_a_blank_questionnaire(tmp_path: Path) -> None:
    target = tmp_path / "blank.pdf"
    done = CliRunner().invoke(main, ["sheet", "eu-dma", "--lang", "en", "--pdf", str(target)])
    assert done.exit_code == 2  # a module stands beside the questionnaire of a trade
    done = CliRunner().invoke(main, ["sheet", "quick-scan", "--industry", "furniture", "--pdf", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"%PDF-") and not done.output
