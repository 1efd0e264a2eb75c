"""Content files: faults carry file and line, and say how to mend them."""

import shutil

import pytest

from app.content import cache
from app.content.loader import ContentFaults, load_catalogue, read_content
from app.kit.errors import NotFound
from tests.samples import TINY, tiny


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TINY, tmp_path / "data")


def edit(folder, old, new, name="instruments/tiny/1.0.yaml"):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    line = text[: text.index(old)].count("\n") + 1
    return f"{name}:{line}"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: single", "kind: singel", "singel"),
        ("kind: single", "kind: single\n        knd: 1", "knd"),
        ("points: 0.7", "points: true", "number"),
        ("id: ladder", "id: Ladder!", "form"),
        ("{zh: 到哪一级, en: Which level}", "{zh: 到哪一级}", '"en" is missing'),
        ("{zh: 甲, en: A}", '{zh: "", en: A}', "empty"),
        ("excludes: none}", "excludes: none, is: 1, nope: 2}", "nope"),
        ("kind: multiple", "kind: multiple\n        kind: single", "twice"),
    ],
)
def test_a_fault_names_file_line_and_cure(folder, old, new, says):
    place = edit(folder, old, new)
    found = read_content(folder).faults
    assert found and any(says in fault.message.en for fault in found)
    file, line = place.split(":")
    assert any(fault.path.startswith(file) and abs(int(fault.path.split(":")[1]) - int(line)) <= 1 for fault in found)


def test_aliases_and_broken_yaml_are_refused(folder):
    edit(folder, "min: 1\n        max: 5", "min: &x 1\n        max: *x")
    assert "alias" in read_content(folder).faults[0].message.en
    (folder / "instruments/tiny/1.0.yaml").write_text("a: [1", "utf-8")
    assert "YAML" in read_content(folder).faults[0].message.en
    (folder / "instruments/tiny/1.0.yaml").write_bytes(b"a: \xff")
    assert "UTF-8" in read_content(folder).faults[0].message.en


def test_a_file_in_the_wrong_place_is_refused(folder):
    (folder / "instruments/tiny/1.0.yaml").rename(folder / "instruments/tiny/2.0.yaml")
    assert "instruments/tiny/1.0.yaml" in read_content(folder).faults[0].message.en


def test_the_cache_gives_the_same_catalogue(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    first = load_catalogue(folder)
    assert cache.fetch(first.edition) == first
    edit(folder, "en: Which level", "en: What level")
    assert load_catalogue(folder).edition != first.edition


def test_an_unwritable_cache_is_only_slower(folder, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: None)
    assert load_catalogue(folder).instrument("tiny").id == "tiny"


def test_faults_are_raised_together(folder):
    edit(folder, "kind: single", "kind: singel")
    edit(folder, "kind: text", "kind: txt")
    with pytest.raises(ContentFaults) as caught:
        load_catalogue(folder)
    assert len(caught.value.faults) == 2


def test_an_unknown_edition_is_not_found():
    with pytest.raises(NotFound) as caught:
        tiny().instrument("tiny", "9.9")
    assert "9.9" in caught.value.message.zh and "tiny 1.0" in caught.value.message.en
