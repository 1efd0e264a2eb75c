"""Which functions of the app a function can come to: by the names it says, through imports, classes and tables.

Methods of objects are not followed; whatever is found is really named on the way.
"""

import ast
from functools import cache

from tests.house import source

Place = tuple[str, str]
"""A module and a name at its top, or `Class.method`."""


class Map:
    """Every name at the top of every module of the app, and where it leads."""

    def __init__(self) -> None:
        self.nodes: dict[Place, ast.stmt] = {}
        self.taken: dict[str, dict[str, Place]] = {}
        self.modules = {_dotted(path): source.tree_of(path) for path in source.python_files("app")}
        self._steps: dict[Place, frozenset[Place]] = {}
        self._said: dict[Place, frozenset[str]] = {}
        for module, tree in self.modules.items():
            self.taken[module] = self._imports(tree)
            for node in tree.body:
                self._place(module, node)

    def reach(self, start: Place) -> frozenset[Place]:
        """Everything that can be come to from there, itself included."""
        seen, todo = {start}, [start]
        while todo:
            new = self._step(todo.pop()) - seen
            seen |= new
            todo += new
        return frozenset(seen)

    def says(self, place: Place, names: frozenset[str]) -> bool:
        """Whether it says one of these names, or writes one as text."""
        if place not in self._said:
            inside = list(ast.walk(self.nodes[place])) if place in self.nodes else []
            words = {one.id for one in inside if isinstance(one, ast.Name)}
            words |= {one.attr for one in inside if isinstance(one, ast.Attribute)}
            words |= {one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)}
            self._said[place] = frozenset(words)
        return not names.isdisjoint(self._said[place])

    def _imports(self, tree: ast.Module) -> dict[str, Place]:
        taken = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
                for name in node.names:
                    whole = f"{node.module}.{name.name}"
                    taken[name.asname or name.name] = (whole, "") if whole in self.modules else (node.module, name.name)
        return taken  # type: ignore[return-value]

    def _place(self, module: str, node: ast.stmt) -> None:
        targets: list[ast.expr] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.nodes[module, node.name] = node
        if isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            self.nodes |= {(module, f"{node.name}.{one.name}"): one for one in methods}
        elif isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        self.nodes |= {(module, one.id): node for one in targets if isinstance(one, ast.Name)}

    def _find(self, module: str, name: str) -> Place | None:
        for _ in range(8):
            if (module, name) in self.nodes:
                return module, name
            if name not in self.taken.get(module, {}):
                return None
            module, name = self.taken[module][name]
            if not name:
                return module, ""
        return None

    def _step(self, place: Place) -> frozenset[Place]:
        if place not in self._steps:
            node = self.nodes.get(place)
            found = {self._led(place, one) for one in ast.walk(node)} if node is not None else set()
            self._steps[place] = frozenset(one for one in found if one is not None and one[1])
        return self._steps[place]

    def _led(self, place: Place, node: ast.AST) -> Place | None:
        module, own = place[0], place[1].partition(".")[0]
        if isinstance(node, ast.Name):
            return self._find(module, node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ("self", "cls"):
                return self._find(module, f"{own}.{node.attr}")
            base = self._find(module, node.value.id)
            return self._find(base[0], node.attr) if base is not None and not base[1] else None
        return None


def _dotted(path: "source.Path") -> str:
    return path.relative_to(source.ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")


@cache
def whole_map() -> Map:
    """The map of the app, drawn once a run."""
    return Map()
