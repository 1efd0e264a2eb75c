"""Published editions never change: their hashes are pinned in editions.lock."""

import hashlib
from pathlib import Path

from app.content.answers import Fault
from app.kit.text import Text

LOCK = "editions.lock"
FOLDERS = ("instruments", "lenses")
HEAD = "# sha256 of published editions. Written by `jianyun content publish`; a published edition never changes.\n"

CHANGED = Text(
    zh="这一版已发布，内容却变了。请撤销改动，或另存为新版本。",
    en="This edition is published, yet it changed. Undo the change, or save it as a new version.",
)
GONE = Text(zh="这一版已发布，文件却不见了。", en="This edition is published, yet its file is gone.")
BAD_LINE = Text(zh="这一行应为“sha256  路径”。", en="This line must read: sha256, two spaces, path.")


def hashes(folder: Path) -> dict[str, str]:
    """Path -> sha256 of every edition present."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in FOLDERS
        for path in sorted((folder / name).rglob("*.yaml"))
    }


def published(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """Path -> pinned sha256, and malformed lines."""
    lock = folder / LOCK
    pins: dict[str, str] = {}
    faults: list[Fault] = []
    for index, line in enumerate(lock.read_text("utf-8").splitlines() if lock.exists() else (), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        digest, _, name = line.partition("  ")
        if len(digest) == 64 and name:
            pins[name] = digest
        else:
            faults.append(Fault(path=f"{LOCK}:{index}", message=BAD_LINE))
    return pins, faults


def check_editions(folder: Path) -> list[Fault]:
    """Published editions that changed or vanished."""
    pins, faults = published(folder)
    present = hashes(folder)
    for name, digest in pins.items():
        if name not in present:
            faults.append(Fault(path=f"{name}:1", message=GONE))
        elif present[name] != digest:
            faults.append(Fault(path=f"{name}:1", message=CHANGED))
    return faults


def lock_text(folder: Path) -> tuple[str, list[str]]:
    """The lock file with every present edition pinned, and which editions are newly so."""
    pins, _ = published(folder)
    present = hashes(folder)
    fresh = sorted(set(present) - set(pins))
    lines = [f"{digest}  {name}\n" for name, digest in sorted((present | pins).items())]
    return HEAD + "".join(lines), fresh
