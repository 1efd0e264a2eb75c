"""Translation files: `compile` .po to .mo where newer, `update` them with the texts found in code and templates."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "app" / "translations"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "_l": None,
    "N_": None,
}
SOURCES = (
    (ROOT / "app", [("**.py", "python")]),
    (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
)
OPTIONS = {"jinja2": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}}


def extract() -> Catalog:
    """Every text marked for translation in app/ and templates/."""
    found = Catalog(project="Jianyun", charset="utf-8", fuzzy=False)
    for folder, methods in SOURCES:
        options = {pattern: OPTIONS.get(method, {}) for pattern, method in methods}
        texts = extract_from_dir(folder, methods, options, KEYWORDS, comment_tags=("L10N:",), strip_comment_tags=True)
        for _, _, message, comments, context in texts:
            found.add(message, auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """One .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def compile_catalogues() -> None:
    """Write the .mo file of every .po that is newer."""
    for path in sorted(FOLDER.rglob("*.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= path.stat().st_mtime:
            catalog = read(path)
            with target.open("wb") as file:
                write_mo(file, catalog)


def update_catalogues() -> None:
    """Add new texts to every messages.po and drop those no longer used; says how many wait for a translation."""
    for path in sorted(FOLDER.rglob("messages.po")):
        catalog = read(path)
        catalog.update(extract(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, sort_output=True, no_location=True, width=110, ignore_obsolete=True)
        waiting = [m.id for m in catalog if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
        print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {len(waiting)} without a translation")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["compile"]:
            compile_catalogues()
        case ["update"]:
            update_catalogues()
        case _:
            sys.exit("usage: catalogues.py compile | update")
