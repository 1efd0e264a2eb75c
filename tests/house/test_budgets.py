"""Nothing grows past what one can read in a sitting."""

import ast

from tests.house import source


def over(found: dict[str, int], limit: int) -> dict[str, int]:
    """Those above the limit."""
    return {name: size for name, size in found.items() if size > limit}


def test_files_are_short() -> None:
    files = source.python_files("app", "migrations", "scripts")
    assert not over({source.name_of(p): source.lines(p) for p in files}, 400)


def test_nine_files_in_ten_are_shorter_still() -> None:
    sizes = sorted(source.lines(p) for p in source.python_files("app"))
    assert sizes[len(sizes) * 9 // 10 - 1] <= 250


def test_test_files_are_short() -> None:
    sizes = {source.name_of(p): source.lines(p) for p in source.python_files("tests")}
    assert not over(sizes, 500)
    assert not over({name: size for name, size in sizes.items() if name.endswith("conftest.py")}, 150)


def test_functions_are_short() -> None:
    files = [p for p in source.python_files("app", "scripts") if "versions" not in p.parts]
    assert not over({f"{source.name_of(p)}:{name}": n for p in files for name, n in source.functions(p)}, 40)


def test_nine_functions_in_ten_are_shorter_still() -> None:
    sizes = sorted(n for p in source.python_files("app") for _, n in source.functions(p))
    assert sizes[len(sizes) * 9 // 10 - 1] <= 25


def test_views_are_short() -> None:
    views = [p for p in source.python_files("app") if p.name == "views.py" or p.parent.name == "views"]
    assert views
    assert not over({f"{source.name_of(p)}:{name}": n for p in views for name, n in source.functions(p)}, 25)


def test_templates_are_short() -> None:
    assert not over({source.name_of(p): source.lines(p) for p in source.template_files()}, 120)


def test_every_file_says_what_it_is() -> None:
    files = [p for p in source.python_files("app", "scripts") if source.lines(p)]
    assert not [source.name_of(p) for p in files if not ast.get_docstring(source.tree_of(p))]


def test_every_package_has_a_door_plate_and_nothing_else() -> None:
    furnished = {}
    for package in source.packages():
        body = source.tree_of(package / "__init__.py").body
        assert body and ast.get_docstring(source.tree_of(package / "__init__.py")), package
        statements = [n for n in body[1:] if not isinstance(n, (ast.Import, ast.ImportFrom, ast.Assign))]
        if statements and package.name != "cli":  # the console command is the package itself
            furnished[source.name_of(package)] = len(statements)
    assert not furnished, "code lives in rooms, not in the doorway"


def test_names_say_what_is_inside() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "misc"}
    files = [source.name_of(p) for p in source.python_files("app")]
    assert not [name for name in files if vague & set(name.removesuffix(".py").split("/"))]
