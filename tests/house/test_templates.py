"""Templates parse, use what they import, and leave every word to the translators."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes

from tests.house import source

ENVIRONMENT = Environment(
    loader=FileSystemLoader(source.TEMPLATES),
    extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    undefined=StrictUndefined,
    autoescape=True,
)
HAN = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
WORD = re.compile(r"[A-Za-z]{2,}")
# The same in every language: our name, the names of languages in themselves, and what has no translation.
NAMES = {
    "Jianyun",
    "渐云",
    "中文",
    "简体中文",
    "English",
    "PDF",
    "HTML",
    "XLSX",
    "JSON",
    "MIIT",
    "EN",
    "CNY",
    "IoT",
    "www",
}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "content", "label", "data-confirm"}
MEANT_FOR_MACHINES = {"viewport", "theme-color", "color-scheme", "htmx-config", "referrer", "robots"}
HOLE = "\x1a"


def templates() -> list[Path]:
    """All of them; at least one, or the walk is empty."""
    return [p for p in source.TEMPLATES.rglob("*") if p.suffix in {".html", ".txt", ".svg"}] or [source.TEMPLATES]


each_template = pytest.mark.parametrize("path", templates(), ids=lambda p: p.relative_to(source.TEMPLATES).as_posix())


def written_text(text: str) -> str:
    """The literal part of a template, expressions as holes, translated blocks and comments left out."""
    parts, in_trans, tag = [], False, ""
    for _, kind, value in ENVIRONMENT.lex(text):
        if kind == "name" and tag == "opening":
            tag = value
            in_trans = in_trans or value == "trans"
            if value == "endtrans":
                in_trans = False
        elif kind == "block_begin":
            tag = "opening"
        elif kind in {"block_end", "variable_end"}:
            tag = ""
            parts.append(HOLE if kind == "variable_end" else "")
        elif kind in {"data", "raw_begin"} and not in_trans:
            parts.append(value if kind == "data" else "")
    return "".join(parts)


class Words(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are spoken or shown."""
        self.silent += tag in {"script", "style", "code"}
        given = dict(attrs)
        for name, value in attrs:
            if name == "content" and (tag != "meta" or given.get("name") in MEANT_FOR_MACHINES):
                continue
            if name in SPOKEN and value:
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        """Leave a silent element."""
        self.silent -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self.silent:
            self.found.append(data)


def bare_words(path: Path) -> Iterator[str]:
    """Words of a template that no translator will see."""
    literal = written_text(path.read_text(encoding="utf-8"))
    if path.suffix == ".txt":
        pieces = [literal]
    else:
        reader = Words()
        reader.feed(literal)
        pieces = reader.found
    for piece in pieces:
        rest = piece
        for name in NAMES:
            rest = rest.replace(name, "")
        for word in (*WORD.findall(re.sub(r"&\w+;", "", rest)), *HAN.findall(rest)):
            yield f"{word!r} in {' '.join(piece.replace(HOLE, '…').split())[:80]!r}"


@each_template
def test_template_parses_and_its_words_are_translated(path: Path) -> None:
    ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    assert not list(bare_words(path))


@each_template
def test_template_uses_what_it_imports(path: Path) -> None:
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    taken = [name for node in tree.find_all(nodes.FromImport) for name in node.names]
    names = {name[1] if isinstance(name, tuple) else name for name in taken}
    names |= {node.target for node in tree.find_all(nodes.Import)}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert not names - used


@each_template
def test_template_writes_no_style_and_no_script_of_its_own(path: Path) -> None:
    literal = written_text(path.read_text(encoding="utf-8"))
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", literal), "behaviour lives in static/js"
    if "reports" not in path.parts:
        assert not re.search(r"""\sstyle\s*=\s*["']""", literal), "looks live in static/css"


def test_the_rule_sees_bare_words(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "{% from 'x' import y %}<p title='Hello'>{{ _('kept') }} 你好</p>"
        "{% trans %}kept{% endtrans %}<b>Bare &nbsp; {{ x }}</b>",
        encoding="utf-8",
    )
    assert [line.split("'")[1] for line in bare_words(path)] == ["Hello", "你", "好", "Bare"]
