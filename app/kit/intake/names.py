"""Names of files from outside: shown and sent back safely, whatever was in them."""

import re
import unicodedata

from app.kit.intake.values import Kind
from app.kit.words import UncleanText, canonical

LONGEST = 100
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_TYPED = re.compile(r"\.([A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*)$")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_SAME = {"jpeg": Kind.JPEG, "jpe": Kind.JPEG, "jfif": Kind.JPEG, "webp": Kind.JPEG}


def ending_of(raw: str) -> str:
    """What a name claims the file to be: its ending in small letters, empty when it has none."""
    found = _TYPED.search(raw.rstrip(". ")[-12:])
    return found[1].lower() if found and len(found[1]) <= 5 else ""


def is_honest(raw: str, kind: Kind) -> bool:
    """Whether a name claims what the file is; pictures may call themselves any kind of picture."""
    ending = ending_of(raw)
    if not ending:
        return True
    claimed = _SAME.get(ending) or (Kind(ending) if ending in set(Kind) else None)
    return claimed is not None and (claimed is kind or (claimed.is_picture and kind.is_picture))


def clean_name(raw: str, kind: Kind, *, nameless: str) -> str:
    """A name without folders, control and direction marks, at most LONGEST letters, with the ending of its kind."""
    try:
        name = canonical(raw.replace("\x00", "")[-300:])
    except UncleanText:
        name = ""
    name = re.split(r"[\\/]", name)[-1]
    name = "".join(sign for sign in name if sign.isspace() or unicodedata.category(sign)[0] != "C")
    name = " ".join(name.split())
    name = _FORBIDDEN.sub("_", name)
    ending = ending_of(name)
    stem = name.rstrip(". ")[: -len(ending) - 1] if ending else name
    stem = stem.strip(" .")[:LONGEST].strip(" .") or nameless
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}.{kind.value}"
