"""Both languages are whole: every text of the interface has a translation, and no other."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message

from tests.house import source

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """The script that reads and writes them."""
    spec = importlib.util.spec_from_file_location("catalogues", source.ROOT / "scripts" / "catalogues.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def files() -> list[Path]:
    """Every catalogue; the interface's own must be among them."""
    return sorted((source.APP / "translations").rglob("*.po"))


def key(message: Message) -> tuple[object, object]:
    """What identifies a text."""
    return message.context, message.id


def forms(message: Message) -> tuple[str, ...]:
    """All translations of a text."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def test_interface_catalogue_exists() -> None:
    assert "zh_Hans/LC_MESSAGES/messages.po" in [p.relative_to(source.APP / "translations").as_posix() for p in files()]


def test_catalogue_holds_exactly_the_texts_in_use(catalogues: ModuleType) -> None:
    wanted = {key(m) for m in catalogues.extract() if m.id}
    assert len(wanted) > 50, "the extraction found next to nothing"
    for path in (p for p in files() if p.name == "messages.po"):
        catalogue = catalogues.read(path)
        held = {key(m) for m in catalogue if m.id}
        assert not wanted - held, "run `make catalogues` and translate"
        assert not held - wanted, "run `make catalogues`"
        assert not catalogue.obsolete


def test_every_text_is_translated(catalogues: ModuleType) -> None:
    for path in files():
        for message in catalogues.read(path):
            if message.id:
                assert all(forms(message)), f"{path.name}: {message.id!r} has no translation"
                assert not message.fuzzy, f"{path.name}: {message.id!r} is uncertain"


def test_placeholders_agree(catalogues: ModuleType) -> None:
    for path in files():
        for message in (m for m in catalogues.read(path) if m.id):
            ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            wanted = set(PLACEHOLDER.findall(ids[-1]))
            for form in forms(message):
                assert set(PLACEHOLDER.findall(form)) == wanted, f"{path.name}: {message.id!r}"


def test_chinese_is_chinese(catalogues: ModuleType) -> None:
    for path in (p for p in files() if "zh_Hans" in p.parts):
        for message in (m for m in catalogues.read(path) if m.id):
            spoken = re.sub(r"%\(\w+\)[sd]|<[^>]+>|\W|\d", "", forms(message)[0])
            same = not HAN.search(spoken) and len(spoken) > 6
            assert not same, f"{message.id!r} reads {forms(message)[0]!r}"
