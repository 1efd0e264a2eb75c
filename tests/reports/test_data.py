"""The report as data: complete, published, sealed, and without the firm's answers in the edition for others."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.reports.document import assemble, canonical, code_of, content_code, content_hash
from app.reports.editions import share_edition
from app.reports.renderers.json import write_json
from app.reports.values import ReportDocument
from tests.cli.schema_walk import misfits
from tests.reports.firms import FIRMS, case, document

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "report.json").read_text("utf-8"))


def opened(content: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(content)
    return body


@pytest.mark.parametrize("firm", FIRMS)
def test_the_file_fits_its_schema_and_loses_nothing(firm: str) -> None:
    whole = document(firm)
    for edition in (whole, share_edition(whole)):
        file = opened(write_json(edition))
        assert misfits(file, SCHEMA, SCHEMA) == []
        read = ReportDocument.model_validate(file["document"])
        assert write_json(read) == write_json(edition)
    assert ReportDocument.model_validate_json(whole.model_dump_json()) == whole


def test_hash_and_code_can_be_checked_by_anybody() -> None:
    file = opened(write_json(document(FIRMS[0])))
    body = {key: value for key, value in file["document"].items() if key != "code"}
    assert content_hash(body) == file["content_hash"]
    assert code_of(file["content_hash"]) == file["document"]["code"] == content_code(document(FIRMS[0]))
    body["data"]["answers"][0]["value"] = "other"
    assert content_hash(body) != file["content_hash"]


def test_answers_levels_plan_and_pins_are_those_of_the_case() -> None:
    given, whole = case(FIRMS[1]), document(FIRMS[1])
    assert whole.data and whole.outcome and given.plan
    assert [one.question for one in whole.data.answers if one.asked] == list(given.asked)
    main = whole.outcome.lenses[0]
    assert main.level == whole.cover.level and main.lens == given.readiness.lens.id
    (miit,) = [one for one in whole.outcome.lenses if one.official]
    assert len(miit.gates) == 2
    assert whole.outcome.roadmap
    assert {one.id for one in whole.outcome.roadmap.items} == {one.initiative for one in given.plan.items}
    assert sum(one.cash.typical for one in whole.outcome.roadmap.quarters) == whole.outcome.roadmap.cost.typical
    pins = whole.outcome.pins
    assert pins.catalogue == given.library.edition and pins.app
    assert {one.benchmark for one in whole.outcome.standing.levels} <= {one.id for one in pins.benchmarks}  # type: ignore[union-attr]


@pytest.mark.parametrize("firm", FIRMS)
def test_the_edition_for_others_holds_no_answer_and_no_own_figure(firm: str) -> None:
    whole, text = document(firm), write_json(share_edition(document(firm))).decode()
    assert whole.data and whole.outcome and whole.outcome.standing
    assert '"data":' not in text and whole.code in text
    for answer in whole.data.answers:
        assert f'"{answer.question}"' not in text and canonical({"": answer.text.zh}).decode()[4:-1] not in text
    shared = opened(text.encode())["document"]["outcome"]
    assert shared["standing"]["figures"] == shared["gaps"] == []
    assert not any(one["gains"] or one["payoffs"] for one in shared["roadmap"]["items"])


def test_a_document_issued_before_there_was_data_is_still_read_and_keeps_its_code() -> None:
    old = document(FIRMS[0]).model_copy(update={"outcome": None, "data": None, "version": "1"})
    dumped = old.model_dump(mode="json", exclude={"outcome", "data", "kind", "edition"})
    read = ReportDocument.model_validate(dumped)
    assert read == old and content_code(read) == content_code(old)
    assert opened(write_json(read))["document"]["version"] == "1"


def test_every_word_and_number_of_the_data_is_under_the_code() -> None:
    whole = assemble(case(FIRMS[0]))
    assert whole.data and whole.data.means and whole.outcome
    firm = whole.data.firm.model_copy(update={"headcount": whole.data.firm.headcount + 1})
    changed = whole.model_copy(update={"data": whole.data.model_copy(update={"firm": firm})})
    pins = whole.outcome.pins.model_copy(update={"app": "99"})
    pinned = whole.model_copy(update={"outcome": whole.outcome.model_copy(update={"pins": pins})})
    assert len({content_code(one) for one in (whole, changed, pinned)}) == 3
