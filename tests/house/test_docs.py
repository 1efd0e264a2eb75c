"""What the documents promise is there: the map, the settings, the decisions, the links, the commands."""

import re
import subprocess

import pytest

from tests.house import source

README = (source.ROOT / "README.md").read_text(encoding="utf-8")


def test_map_names_every_package() -> None:
    there = {f"`{source.name_of(p)}`" for p in source.packages() if p.parent == source.APP}
    assert there
    named = set(re.findall(r"^\| (`app/[^`]+`) \|", README, re.M))
    assert there | {"`app/factory.py`", "`app/config.py`"} == named


def test_every_setting_is_documented() -> None:
    from app.config import Settings

    page = (source.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    named = {name for line in re.findall(r"^\| ([^|]+) \|", page, re.M) for name in re.findall(r"`([A-Z_]+)`", line)}
    assert named == {str(field.alias) for field in Settings.model_fields.values()}


def test_every_decision_is_listed_and_fits_a_screen() -> None:
    folder = source.ROOT / "docs" / "decisions"
    pages = {p.name for p in folder.glob("0*.md")}
    listed = re.findall(r"\]\((0\d{3}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert pages and sorted(pages) == listed
    assert len({name[:4] for name in listed}) == len(listed)
    assert not [name for name in pages if source.lines(folder / name) > 60]


@pytest.mark.parametrize(
    "path", sorted(source.ROOT.glob("*.md")) + sorted((source.ROOT / "docs").rglob("*.md")), ids=str
)
def test_links_lead_somewhere(path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not link.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / link).exists(), link
            assert (path.parent / link).resolve().is_relative_to(source.ROOT), "it leaves the repository"


def test_every_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (source.ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= targets
    for words in re.findall(r"^\.venv/bin/jianyun (\w+)", README, re.M):
        program = source.ROOT / ".venv" / "bin" / "jianyun"
        assert subprocess.run([program, words, "--help"], capture_output=True, check=False).returncode == 0, words


def test_samples_of_the_readme_exist() -> None:
    named = re.findall(r"samples/[\w-]+\.json", README)
    assert named and all((source.ROOT / name).is_file() for name in named)


def test_every_proof_that_is_named_exists() -> None:
    text = (source.ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/.]+)`", text)
    assert len(named) > 20
    assert not [name for name in named if not (source.ROOT / name).exists()]


def test_each_of_the_fifteen_rules_of_billing_has_its_tests() -> None:
    page = (source.ROOT / "docs" / "billing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", page, re.M)
    assert [int(number) for number, _tests in rows] == list(range(1, 16))
    there = {
        f"{source.name_of(path)}::{name}"
        for path in source.python_files("tests")
        for name in re.findall(r"^def (test_rule_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    named = {f"tests/{where}" for _number, tests in rows for where in re.findall(r"`([\w/.:]+)`", tests)}
    assert named == there, "a rule's test that is not in the table, or a name in it that is no test"
    for number, tests in rows:
        assert re.search(rf"::test_rule_{int(number):02}_", tests), number
