"""Writing the ZIP of a pack: on disk, file by file, with a manifest of checksums at the end."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.kit.filenames import safe_name
from app.kit.storage import Storage
from app.kit.text import LANGS, Lang, Text
from app.packs.application import write_application
from app.packs.papers import fit_of, write_checklist, write_index
from app.packs.values import PackCase, check_papers
from app.packs.wording import HOUSE, NAMES, READ_ME
from app.reports import wording
from app.reports.models import Format

CHUNK = 256 * 1024
PACKED = (".docx", ".xlsx", ".pdf", ".jpg", ".png", ".pptx")
"""Kinds of file that are packed already."""
ENGLISH = "English"
Tell = Callable[[int, str], None]
Draw = Callable[[Format, Lang], bytes]
"""Draws the report in the edition of the pack."""


class Parcel:
    """A ZIP being packed; the library flags names that are not ASCII as UTF-8."""

    def __init__(self, path: Path, *, at: datetime) -> None:
        self._zip, self._at = ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True), at
        self._listed: list[dict[str, str | int]] = []

    def add(self, name: str, content: bytes) -> None:
        """A file made here."""
        with self._zip.open(self._entry(name), "w", force_zip64=True) as target:
            target.write(content)
        self._list(name, len(content), hashlib.sha256(content).hexdigest())

    def add_stored(self, name: str, source: IO[bytes]) -> str:
        """A file from storage, piece by piece; its hash."""
        digest, size = hashlib.sha256(), 0
        with source, self._zip.open(self._entry(name), "w", force_zip64=True) as target:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        self._list(name, size, digest.hexdigest())
        return digest.hexdigest()

    def close(self, about: dict[str, str]) -> None:
        """Add the manifest and finish."""
        told = {"format": 1, "made_at": self._at.isoformat(), "about": about, "files": self._listed}
        with self._zip.open(self._entry("manifest.json"), "w") as target:
            target.write(json.dumps(told, ensure_ascii=False, indent=1).encode())
        self._zip.close()

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._at.timetuple()[:6])
        entry.compress_type = ZIP_STORED if name.lower().endswith(PACKED) else ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry

    def _list(self, name: str, size: int, sha256: str) -> None:
        self._listed.append({"name": name, "bytes": size, "sha256": sha256})


def pack_papers(case: PackCase, parcel: Parcel, draw: Draw, *, tell: Tell) -> None:
    """Everything but the evidence itself: Chinese papers first, English reading copies in a folder of their own."""
    parcel.add(_named("read_me", "zh", "txt"), _read_me(case).encode("utf-8-sig"))
    for step, lang in enumerate(LANGS):
        tell(20 + 35 * step, "papers")
        parcel.add(_named("checklist", lang, "docx"), write_checklist(case, lang))
        parcel.add(_named("application", lang, "docx"), write_application(case, lang))
        parcel.add(_named("index", lang, "docx"), write_index(case, lang))
        tell(30 + 35 * step, "report")
        parcel.add(_named("report", lang, "pdf"), draw(Format.PDF, lang))
        parcel.add(_named("roadmap", lang, "xlsx"), draw(Format.XLSX, lang))


def pack_exhibits(case: PackCase, parcel: Parcel, storage: Storage) -> None:
    """The files behind the answers, under the numbers of the index."""
    folder = NAMES["proofs"].zh
    for one in case.exhibits or ():
        name = f"{folder}/{one.code} {safe_name(one.name, in_zip=True)}"
        if not storage.has(one.storage_key):  # the list says which file it was; the manifest that it is not here
            continue
        found = parcel.add_stored(name, storage.open(one.storage_key))
        if found != one.sha256:
            raise ValueError(f"evidence {one.storage_key} is not what was kept")


def about(case: PackCase) -> dict[str, str]:
    """What the manifest says of the pack."""
    policy, document = case.offered.policy, case.document
    return {
        "recipe": case.offered.recipe.id,
        "policy": policy.id if policy else "",
        "fit": case.offered.fit,
        "as_of": case.today.isoformat(),
        "report_code": document.code,
        "edition": case.edition,
        "missing": ", ".join(
            one.paper.id for one in check_papers(case.offered, case.exhibits) if one.found == "missing"
        ),
    }


def _named(name: str, lang: Lang, suffix: str) -> str:
    title = NAMES[name].get(lang)
    return f"{title}.{suffix}" if lang == "zh" else f"{ENGLISH}/{title}.{suffix}"


def _read_me(case: PackCase) -> str:
    brand = case.document.brand
    told = READ_ME.format(
        by=Text(zh=brand.name, en=brand.name) if brand else HOUSE,
        title=case.offered.title,
        firm=case.document.cover.firm,
        day=wording.day(case.today),
        fit=fit_of(case),
    )
    return f"{told.zh}\n\n{told.en}".replace("\n", "\r\n")
