"""Parsed content kept on disk, keyed by what was parsed and by the code that parsed it. Only ever a speed-up."""

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path
from typing import Any

import pydantic

CODE = Path(__file__).parent
ROOT = CODE.parent.parent
KEPT = 6
"""Newest cache files that stay."""


def content_hash(folder: Path) -> str:
    """sha256 over names and bytes of every YAML file, and over the code that reads them."""
    digest = hashlib.sha256(f"{sys.version}{pydantic.VERSION}".encode())
    code = (*sorted(CODE.glob("*.py")), CODE.parent / "kit" / "text.py")
    data = sorted(folder.rglob("*.yaml"))
    for path in (*code, *data):
        content = path.read_bytes()
        digest.update(f"\0{path.name if path in code else path.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def folder() -> Path | None:
    """Where cache files go: var/cache of a checkout, else the user's own cache folder. None if neither is ours."""
    try:
        place = ROOT / "var" / "cache" if (ROOT / "pyproject.toml").exists() else Path.home() / ".cache" / "jianyun"
        place.mkdir(parents=True, exist_ok=True)
        status = place.stat()
    except (OSError, RuntimeError):
        return None
    # A pickle is code: never read one from a folder somebody else could have written to.
    return place if status.st_uid == os.getuid() and not status.st_mode & 0o022 else None


def fetch(edition: str) -> Any:
    """What was stored for this hash, or None."""
    place = folder()
    if place is None:
        return None
    collecting = gc.isenabled()
    gc.disable()  # thousands of young objects, none of them garbage: collecting doubles the time
    try:
        return pickle.loads((place / f"content-{edition}.pickle").read_bytes())  # noqa: S301
    except Exception:  # a missing, cut or foreign file is only a miss
        return None
    finally:
        if collecting:
            gc.enable()


def store(edition: str, value: Any) -> None:
    """Keep a value for this hash; silently not, where the disk is full or not ours."""
    place = folder()
    if place is None:
        return
    temporary: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix="content-", suffix=".part", delete=False) as file:
            temporary = file.name
            file.write(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
        Path(temporary).replace(place / f"content-{edition}.pickle")
        for old in sorted(place.glob("content-*.pickle"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
