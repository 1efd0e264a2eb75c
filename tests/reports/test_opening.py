"""A report read back from its files: the same report comes of it, and whatever is wrong with a file is said."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from app.cli import main
from app.kit.errors import Invalid
from app.kit.intake.apart import find_attachment_apart
from app.kit.intake.attached import find_attachment
from app.kit.text import Text
from app.reports import opening
from app.reports.document import code_of, content_hash
from app.reports.editions import share_edition
from app.reports.opening import Opened, open_report
from app.reports.renderers.json import DATA_NAME, write_json
from app.reports.sheets import sheet_of
from tests.factories.files import paper
from tests.reports.firms import FIRMS, document, issued, report, sheet

WHOLE = json.loads(write_json(document(FIRMS[0])))


def read(content: bytes) -> Opened:
    return open_report(content, find_attachment)


def fault(content: bytes) -> Text:
    with pytest.raises(Invalid) as caught:
        read(content)
    return caught.value.message


def changed(change: Callable[[dict[str, Any]], None], *, sealed: bool = False) -> bytes:
    """The file with one change; `sealed`: by somebody who knows how seals are made."""
    file = json.loads(json.dumps(WHOLE))
    change(file)
    if sealed:
        body = {name: value for name, value in file["document"].items() if name != "code"}
        file["content_hash"] = content_hash(body)
        file["document"]["code"] = code_of(file["content_hash"])
    return json.dumps(file).encode()


def pdf_with(*files: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for one in files:
        writer.add_attachment(DATA_NAME, one)
    for held in writer._objects:
        if getattr(held, "_data", b"") in files:
            writer._objects[writer._objects.index(held)] = held.flate_encode()
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_the_answers_inside_a_pdf_give_the_same_report_again() -> None:
    opened = open_report(issued(FIRMS[0], "zh").content, find_attachment_apart)
    assert opened.code == document(FIRMS[0]).code and opened.pins.instrument.id == "furniture"
    again = sheet_of(opened.data, opened.pins)
    assert report(again).code == opened.code
    given = sheet(FIRMS[0])
    assert again["answers"].keys() <= given["answers"].keys() and again["company"]["name"] == given["company"]["name"]


def test_answers_by_site_come_back_as_they_were() -> None:
    school = read(write_json(document("shenzhen-languages-95")))
    assert report(sheet_of(school.data, school.pins)).code == school.code


def test_the_command_says_what_it_read_and_writes_a_sheet(tmp_path: Any) -> None:
    file, target = tmp_path / "report.json", tmp_path / "sheet.json"
    file.write_bytes(write_json(document(FIRMS[0])))
    done = CliRunner().invoke(main, ["import", str(file), "--sheet", str(target), "--lang", "en"])
    assert done.exit_code == 0 and document(FIRMS[0]).code in done.output and "furniture 1.0" in done.output
    assert CliRunner().invoke(main, ["score", str(target)]).exit_code == 0
    file.write_bytes(changed(lambda file: file["document"]["data"]["firm"].update(headcount=1)))
    target.unlink()
    refused = CliRunner().invoke(main, ["import", str(file), "--sheet", str(target), "--lang", "zh"])
    assert refused.exit_code == 2 and "被改过" in refused.output and not target.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", opening.NOT_A_REPORT),
        (b"\x89PNG\r\n\x1a\n", opening.NOT_A_REPORT),
        (b'{"instrument": "furniture"}', opening.NOT_A_REPORT),
        (b'{"format": "jianyun-result-1", "document": {}}', opening.NOT_A_REPORT),
        (b'{"format": "readiness-report-1", "format": "x", "document": {}}', opening.BROKEN),
        (b'{"format": "readiness-report-1", "document": {"a": NaN}}', opening.BROKEN),
        (b'{"format": "readiness-report-1", "document": ' + b"[" * 100_000, opening.BROKEN),
        (b'{"format": "readiness-report-1", "document": {"a": "\\ud800"}}', opening.CHANGED),
        (b'{"format": "readiness-report-1", "document": {"a": 1e999}}', opening.CHANGED),
        (write_json(document(FIRMS[0]))[:-200], opening.BROKEN),
        (paper(), opening.NO_DATA),
        (paper(armed=True), opening.NO_DATA),
        (paper(secret="x"), opening.LOCKED),
        (b"%PDF-1.7\n" + b"\x00" * 500, opening.BROKEN),
        (write_json(share_edition(document(FIRMS[0]))), opening.SHARED),
        (write_json(document(FIRMS[0]).model_copy(update={"data": None})), opening.WITHOUT),
        (pdf_with(b" " * (opening.MOST_DATA + 1)), opening.BOMB),
        (pdf_with(b"{}", b"{}"), opening.BROKEN),
        (pdf_with(b"not JSON"), opening.NOT_A_REPORT),
    ],
)
def test_every_wrong_file_is_told_apart(content: bytes, said: Text) -> None:
    assert fault(content) == said


def test_a_changed_answer_breaks_the_seal_and_so_does_a_changed_code() -> None:
    def answer(file: dict[str, Any]) -> None:
        file["document"]["data"]["answers"][3]["value"] = "l4"

    def code(file: dict[str, Any]) -> None:
        file["document"]["code"] = "0" * 19

    assert fault(changed(answer)) == fault(changed(code)) == opening.CHANGED
    forged = read(changed(answer, sealed=True))
    assert forged.code != document(FIRMS[0]).code, "who seals anew gets another code, which nobody has issued"


def test_a_newer_release_is_named() -> None:
    def newer(file: dict[str, Any]) -> None:
        file["document"]["outcome"]["pins"]["app"] = "9.9"
        file["document"]["data"]["unheard"] = 1

    assert "9.9" in fault(changed(newer, sealed=True)).en
    assert "0.1.0" in fault(changed(lambda file: file.update(format="readiness-report-2"))).zh


def test_a_file_laid_out_by_another_program_is_the_same_file() -> None:
    def respelt(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: respelt(value) for key, value in reversed(node.items())}
        if isinstance(node, list):
            return [respelt(one) for one in node]
        return float(node) if type(node) is int else node

    assert read(json.dumps(respelt(WHOLE), indent=3).encode()).content_hash == WHOLE["content_hash"]


def test_a_large_file_is_not_even_read() -> None:
    assert "20 MB" in fault(b"{" * (opening.MOST_BYTES + 1)).en
