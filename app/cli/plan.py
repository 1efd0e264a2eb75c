"""jianyun plan: the bare selection problem."""

from pathlib import Path
from typing import Any

import click

from app.cli.files import fail, fail_faults, read_json, write_all
from app.cli.options import dump, lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

NOT_OBJECT = Text(zh="问题应是一个 JSON 对象。", en="A problem must be a JSON object.")


@click.command()
@click.argument("path", metavar="PROBLEM")
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write here, not to the screen."
)
@lang_option
def plan(path: str, target: Path | None, lang: Lang) -> None:
    """Solve PROBLEM (a file, or - for standard input) to proven optimality and print the answer as JSON.

    \b
    {"budget": 100,
     "items": [{"id": "a", "cost": 10, "requires": ["b"]}, {"id": "b", "cost": 5}],
     "goals": [{"id": "g", "value": 50, "needs": ["a"]}]}

    A goal's value is earned only if all its items are chosen; an item needs everything it requires.
    """
    from app.planning.selection import SelectionFaults, select

    raw: Any = read_json(path, lang)
    if not isinstance(raw, dict):
        fail(lang, NOT_OBJECT)
    try:
        answer = dump(select(raw))
        if target is None:
            click.echo(answer, nl=False)
        else:
            write_all({target: answer.encode()})
    except SelectionFaults as error:
        fail_faults(lang, error.faults)
    except PersonError as error:
        fail(lang, error.message)
