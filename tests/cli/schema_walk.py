"""Just enough of JSON Schema to hold our own documents against our own schemas."""

import re

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def misfits(value, schema, root, path="$"):
    """Where a value does not fit; empty when it does."""
    if "$ref" in schema:
        node = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        return misfits(value, node, root, path)
    if "anyOf" in schema and all(misfits(value, one, root, path) for one in schema["anyOf"]):
        return [f"{path}: fits none of anyOf"]
    if value not in schema.get("enum", [schema.get("const", value)]):
        return [f"{path}: {value!r} is not allowed"]
    names = schema.get("type", [])
    kinds = [names] if isinstance(names, str) else names
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{path}: {value!r} is no {kinds}"]
    if isinstance(value, dict):
        return _object(value, schema, root, path)
    if isinstance(value, list):
        items = schema.get("items", {})
        return [one for index, item in enumerate(value) for one in misfits(item, items, root, f"{path}[{index}]")]
    return _scalar(value, schema, path)


def _is(value, kind):
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _object(value, schema, root, path):
    known, extra = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{path}: lacks {name}" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in known:
            found += misfits(item, known[name], root, f"{path}.{name}")
        elif extra is False:
            found.append(f"{path}: {name} is not known")
        elif isinstance(extra, dict):
            found += misfits(item, extra, root, f"{path}.{name}")
    return found


def _scalar(value, schema, path):
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{path}: {value!r} does not match {schema['pattern']}"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return [f"{path}: {value} is out of range"]
    return []
