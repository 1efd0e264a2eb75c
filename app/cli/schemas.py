"""jianyun schema: the JSON Schemas of sheet, result, report and plan problem, made from the types themselves."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.cli.files import BAD_INPUT, fail, write_all
from app.cli.options import lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path("docs/schemas")
STALE = Text(zh="{path} 已过期，请运行 jianyun schema。", en="{path} is out of date; run jianyun schema.")
WROTE = Text(zh="已写出 {path}", en="Wrote {path}")

ID = {"type": "string", "pattern": "^[a-z0-9]+([._-][a-z0-9]+)*$", "maxLength": 80}
COUNT = {"type": "integer", "minimum": 0}
ANSWER: dict[str, Any] = {
    "description": "single: option id. multiple: list of ids. number, scale: number. share: part and total. "
    "table: row id to whole number. text: string. Per site: an answer by site id. null or absent: unanswered.",
    "anyOf": [
        {"type": ["null", "string", "number"]},
        {"type": "array", "items": ID, "minItems": 1, "uniqueItems": True},
        {
            "type": "object",
            "properties": {"part": COUNT, "total": COUNT},
            "required": ["part", "total"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                "state": {"enum": ["answered", "unanswered", "dont_know", "not_applicable"]},
                "value": {"$ref": "#/$defs/Answer"},
                "evidence": COUNT,
                "prefilled": {"type": "boolean", "description": "Carried over from a quick scan, not yet confirmed."},
            },
            "anyOf": [{"required": ["state"]}, {"required": ["value"]}],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"sites": {"additionalProperties": {"$ref": "#/$defs/Answer"}}, "evidence": COUNT},
            "required": ["sites"],
            "additionalProperties": False,
        },
        {"type": "object", "additionalProperties": {"type": "integer"}},
    ],
}

MODULES: dict[str, Any] = {
    "type": ["object", "null"],
    "description": "Optional modules by id, such as eu-dma.",
    "propertyNames": ID,
    "additionalProperties": {
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "version": {"type": ["string", "null"], "description": "The latest edition when absent."},
                    "answers": {
                        "type": ["object", "null"],
                        "additionalProperties": {"$ref": "#/$defs/Answer"},
                    },
                },
                "additionalProperties": False,
            },
            {"type": "null"},
        ]
    },
}


def _numbers(node: Any) -> Any:
    """Exact fractions are written as plain numbers in our JSON."""
    if isinstance(node, list):
        return [_numbers(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "fraction":
        rest = {key: value for key, value in node.items() if key not in ("format", "type")}
        return {"type": "number"} | rest
    return {key: _numbers(value) for key, value in node.items()}


def _head(name: str, title: str, about: str) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:jianyun:{name}:1", "title": title, "description": about}


def sheet_schema() -> dict[str, Any]:
    """An answer sheet."""
    from pydantic.json_schema import models_json_schema

    from app.cli.means import StatedMeans
    from app.content.firm import Company, Inventory

    names, shapes = models_json_schema(
        [(one, "validation") for one in (Company, Inventory, StatedMeans)], by_alias=True
    )
    company, inventory, means = (names[one, "validation"] for one in (Company, Inventory, StatedMeans))
    properties = {
        "$schema": {"type": "string"},
        "instrument": ID,
        "version": {"type": ["string", "null"], "description": "The latest edition when absent."},
        "as_of": {"type": "string", "format": "date", "description": "Everything dated is judged by this day."},
        "company": company,
        "answers": {"type": ["object", "null"], "additionalProperties": {"$ref": "#/$defs/Answer"}},
        "modules": MODULES,
        "inventory": {"anyOf": [inventory, {"type": "null"}]},
        "means": {"anyOf": [means, {"type": "null"}]},
    }
    return _head("sheet", "Answer sheet", "Input of `jianyun assess` and `jianyun score`.") | {
        "type": "object",
        "properties": properties,
        "required": ["instrument", "as_of", "company"],
        "additionalProperties": False,
        "$defs": _numbers(shapes["$defs"]) | {"Answer": ANSWER},
    }


def result_schema() -> dict[str, Any]:
    """The result document."""
    from pydantic import TypeAdapter

    from app.cli.judging import Result

    shape = TypeAdapter(Result).json_schema(mode="serialization")
    head = _head("result", "Result document", "Output of `jianyun assess --json`.")
    about = shape.pop("description", "")
    numbers: dict[str, Any] = _numbers(shape)
    return head | numbers | {"title": head["title"], "description": f"{head['description']} {about}"}


def problem_schema() -> dict[str, Any]:
    """The bare selection problem of `jianyun plan`."""
    name = {"type": "string", "minLength": 1}
    names = {"type": "array", "items": name}

    def rows(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
        shape = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
        return {"type": "array", "items": shape}

    return _head("problem", "Selection problem", "Input of `jianyun plan`: the best items a budget buys.") | {
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "budget": COUNT,
            "items": rows({"id": name, "cost": COUNT, "requires": names}, ["id", "cost"]),
            "goals": rows({"id": name, "value": COUNT, "needs": names}, ["id", "value", "needs"]),
        },
        "required": ["budget", "items", "goals"],
        "additionalProperties": False,
    }


def report_schema() -> dict[str, Any]:
    """A report as data, the file as well as what is attached to a PDF."""
    from app.reports.renderers.json import FORMAT
    from app.reports.values import ReportDocument

    shape = ReportDocument.model_json_schema()
    shapes = shape.pop("$defs")
    about = (
        "A report as data. `content_hash`: SHA-256 of `document` without `code`, keys sorted, no spaces, UTF-8, whole"
        " numbers without a point. `data` is absent in the edition for others; `outcome` and `data` in reports issued"
        " before there were any."
    )
    return _head("report", "Report", about) | {
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "content_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "document": {"$ref": "#/$defs/ReportDocument"},
        },
        "required": ["format", "content_hash", "document"],
        "additionalProperties": False,
        "$defs": _numbers(shapes) | {"ReportDocument": shape},
    }


def schema_texts() -> dict[str, str]:
    """File name -> content."""
    made = {
        "sheet.json": sheet_schema(),
        "result.json": result_schema(),
        "problem.json": problem_schema(),
        "report.json": report_schema(),
    }
    return {name: json.dumps(shape, ensure_ascii=False, indent=2) + "\n" for name, shape in made.items()}


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER, show_default=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 2 when a file is out of date.")
@lang_option
def schema(folder: Path, only_check: bool, lang: Lang) -> None:
    """Write the JSON Schemas of sheet, result and plan problem."""
    stale = {}
    for name, text in schema_texts().items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale[path] = text.encode()
    if only_check:
        for path in stale:
            click.echo(STALE.format(path=str(path)).get(lang), err=True)
        sys.exit(BAD_INPUT if stale else 0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_all(stale)
    except PersonError as error:
        fail(lang, error.message)
    for path in stale:
        click.echo(WROTE.format(path=str(path)).get(lang))
