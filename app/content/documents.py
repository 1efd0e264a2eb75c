"""YAML files as plain data in which every value knows its line. Duplicate keys and aliases are refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.content.answers import Fault
from app.kit.text import Text
from app.kit.words import shown

Place = tuple[str | int, ...]

BAD_YAML = Text(
    zh="YAML 写法有误（{problem}），请检查缩进、冒号和引号。",
    en="This is not valid YAML ({problem}); check indents, colons and quotes.",
)
BAD_BYTES = Text(zh="文件不是 UTF-8 编码，请另存为 UTF-8。", en="The file is not UTF-8; save it as UTF-8.")
DUPLICATE = Text(zh="键“{key}”重复出现，请只保留一个。", en='The key "{key}" appears twice; keep one.')
ALIAS = Text(
    zh="不允许使用 YAML 别名（*），请把内容写全。", en="YAML aliases (*) are not allowed; write the content out."
)
BAD_KEY = Text(zh="键必须是文字。", en="A key must be text; put quotes round it.")
BAD_SCALAR = Text(
    zh="看不懂“{value}”，请加引号或改正。", en='"{value}" cannot be read; put quotes round it or mend it.'
)
NOT_MAPPING = Text(
    zh="文件最外层应为“键: 值”。", en="The outermost level of the file must be a mapping of keys to values."
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its path as shown to people, its data, and the line of every place inside."""

    name: str
    data: dict[str, Any]
    lines: dict[Place, int]

    def at(self, *place: str | int) -> str:
        """file:line of a place, or of its nearest enclosing place that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.name}:{self.lines.get(place, 1)}"


@dataclass
class _Reader:
    name: str
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def fault(self, node: Any, message: Text) -> None:
        self.faults.append(Fault(path=f"{self.name}:{node.start_mark.line + 1}", message=message))

    def value(self, node: Any, place: Place, loader: Any) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self.seen:
            self.fault(node, ALIAS)
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self.pairs(node, place, loader))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, index), loader) for index, item in enumerate(node.value)]
        try:
            return loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            self.fault(node, BAD_SCALAR.format(value=shown(node.value)))
            return None

    def pairs(self, node: Any, place: Place, loader: Any) -> Iterator[tuple[str, Any]]:
        keys: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key == "<<":
                self.fault(key_node, BAD_KEY)
                continue
            if key in keys:
                self.fault(key_node, DUPLICATE.format(key=shown(key)))
                continue
            keys.add(key)
            self.lines[(*place, key)] = key_node.start_mark.line + 1
            yield key, self.value(value_node, (*place, key), loader)


def read_document(name: str, content: bytes) -> tuple[Document | None, list[Fault]]:
    """One file's data with lines, or its faults."""
    try:
        loader = _Loader(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError):
        return None, [Fault(path=f"{name}:1", message=BAD_BYTES)]
    reader = _Reader(name)
    try:
        node = loader.get_single_node()
        data = {} if node is None else reader.value(node, (), loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [Fault(path=f"{name}:{line}", message=BAD_YAML.format(problem=shown(error.problem, 120)))]
    except RecursionError:
        return None, [Fault(path=f"{name}:1", message=BAD_YAML.format(problem="nested too deeply"))]
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        reader.faults.append(Fault(path=f"{name}:1", message=NOT_MAPPING))
    return (None if reader.faults else Document(name, data, reader.lines)), reader.faults


def read_folder(folder: Path) -> tuple[list[Document], list[Fault]]:
    """Every .yaml file below a folder, in order of path."""
    documents: list[Document] = []
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.yaml")):
        document, found = read_document(path.relative_to(folder).as_posix(), path.read_bytes())
        faults += found
        if document:
            documents.append(document)
    return documents, faults
