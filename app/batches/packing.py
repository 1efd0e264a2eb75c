"""Writing the ZIP of a batch: drawings streamed from storage, and at the end a manifest, as CSV and as JSON."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.batches.models import BatchItem
from app.batches.wording import OUTCOMES, REASONS
from app.kit.storage import Storage
from app.kit.xlsx import Column, stream_csv

CHUNK = 256 * 1024
HEADS = ("file", "firm", "report_code", "edition", "sha256", "size", "status", "reason")


class Unreadable(Exception):
    """A drawing that is there cannot be read. What goes wrong with the ZIP itself is another matter."""

    def __init__(self, item_id: UUID) -> None:
        super().__init__(str(item_id))
        self.item_id = item_id


class BatchZip:
    """A ZIP being written; nothing is in memory but the manifest."""

    def __init__(self, path: Path, *, at: datetime) -> None:
        self._zip, self._at = ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True), at
        self._rows: list[dict[str, Any]] = []

    def add(self, item: BatchItem, storage: Storage) -> None:
        """The drawings of one firm, or why there are none."""
        reason = REASONS[item.reason].en if item.reason else ""
        told = {"firm": item.name, "report_code": item.code, "edition": item.edition}
        rest = {"status": OUTCOMES[item.outcome].en, "reason": reason}
        if not item.files:
            self._rows.append({"file": "", **told, "sha256": "", "size": 0, **rest})
        for file in item.files:
            sha256, size = self._copy(file["name"], _pieces(item.id, file["key"], storage))
            self._rows.append({"file": file["name"], **told, "sha256": sha256, "size": size, **rest})

    def _copy(self, name: str, pieces: Iterable[bytes]) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._entry(name), "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        return digest.hexdigest(), size

    def close(self) -> None:
        """Add the manifest and finish."""
        told = {"format": 1, "made_at": self._at.isoformat(), "files": self._rows}
        self._write("manifest.json", [json.dumps(told, ensure_ascii=False, indent=1).encode()])
        columns = [Column(title=name) for name in HEADS]
        self._write("manifest.csv", stream_csv(columns, ([row[name] for name in HEADS] for row in self._rows)))
        self._zip.close()

    def _write(self, name: str, pieces: Iterable[bytes]) -> None:
        with self._zip.open(self._entry(name), "w") as target:
            for piece in pieces:
                target.write(piece)

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._at.timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED if name.endswith((".json", ".csv")) else ZIP_STORED
        entry.external_attr = 0o644 << 16
        return entry


def _pieces(item_id: UUID, key: str, storage: Storage) -> Iterator[bytes]:
    try:
        with storage.open(key) as source:
            while piece := source.read(CHUNK):
                yield piece
    except Exception as error:
        raise Unreadable(item_id) from error
