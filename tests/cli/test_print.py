"""jianyun print: many reports at once, whatever they are read from; what fails is told, the rest is written."""

import json
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from app.cli import main
from app.kit.paper import Failure, PressFailed
from app.kit.press import PrintPool
from app.reports.editions import share_edition
from app.reports.renderers.json import write_json
from tests.reports.firms import FIRMS, SAMPLES, document


def run(*words: str) -> tuple[int, str]:
    """Exit code, and all that was said."""
    result = CliRunner().invoke(main, ["print", *words])
    return result.exit_code, result.output


def firm_in(path: Path) -> str:
    """The first page of a PDF as text."""
    with pypdfium2.PdfDocument(path) as file:
        return str(file[0].get_textpage().get_text_range())


def test_a_folder_and_a_sheet_in_both_languages(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "frozen.json").write_bytes(write_json(share_edition(document(FIRMS[0]))))
    code, said = run(str(folder), "--lang", "zh", "--lang", "en", "--out", str(out), "--lanes", "1")
    assert code == 0, said
    code, said = run(str(SAMPLES / f"{FIRMS[0]}.json"), "--out", str(out), "--lanes", "1")
    assert code == 0, said
    assert not PdfReader(out / f"{FIRMS[0]}.zh.pdf").attachments, "many at once are to hand on, unless said otherwise"
    code, said = run(str(SAMPLES / f"{FIRMS[0]}.json"), "--out", str(out / "own"), "--lanes", "1", "--edition", "full")
    assert code == 0 and list(PdfReader(out / "own" / f"{FIRMS[0]}.zh.pdf").attachments) == ["report-data.json"]
    assert sorted(path.name for path in out.glob("*.pdf")) == [f"{FIRMS[0]}.zh.pdf", "frozen.en.pdf", "frozen.zh.pdf"]
    assert "[1/1]" in said
    assert document(FIRMS[0]).cover.firm in firm_in(out / "frozen.zh.pdf")
    assert document(FIRMS[0]).title.en.split()[0] in firm_in(out / "frozen.en.pdf")


def test_one_that_cannot_be_printed_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = PrintPool.print
    seen: list[str] = []

    def flaky(pool: PrintPool, html: str, *given: object, **more: object) -> object:
        seen.append(html)
        if len(seen) == 1:
            raise PressFailed("more than 200 pages", Failure.PAGES)
        return printed(pool, html, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(PrintPool, "print", flaky)
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_bytes(write_json(share_edition(document(FIRMS[0]))))
    code, said = run(str(tmp_path), "--out", str(tmp_path / "out"), "--lanes", "1")
    assert code == 1
    assert "more than 200 pages" in said
    assert "1 份没有印出来" in said
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 1


def test_nothing_to_print_and_two_of_one_name_are_refused(tmp_path: Path) -> None:
    assert run(str(tmp_path), "--lang", "en") == (2, f"There is no .json file in {tmp_path}.\n")
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "firm.json").write_text("{}", encoding="utf-8")
    code, said = run(str(tmp_path / "a"), str(tmp_path / "b"), "--lang", "en")
    assert (code, "would be written under one name" in said) == (2, True)


def test_what_is_no_report_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(json.dumps({"document": {"chapters": 3}}), encoding="utf-8")
    code, said = run(str(tmp_path), "--lang", "en", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "odd.json" in said
