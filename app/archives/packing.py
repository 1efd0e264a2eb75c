"""Writing an export: a ZIP on disk, table by table and file by file, with a manifest of checksums at the end."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from app.kit.storage import Storage
from app.kit.xlsx import shielded

CHUNK = 256 * 1024
README = """渐云数据导出

tables/ 里每张表有两份：JSON（完整）和 CSV（可用表格软件打开，编码 UTF-8）。files/ 是您上传或我们生成的文件。
manifest.json 列出每个文件的字节数、行数和 SHA-256 校验值。写着 (withheld) 的是密码一类的值，出于安全不导出。

Jianyun export

tables/ holds every table twice: as JSON (complete) and as CSV (for spreadsheets, UTF-8). files/ holds what you uploaded
and what we made for you. manifest.json lists bytes, rows and SHA-256 of every file. (withheld) stands for values such
as passwords, which are not exported for safety.
"""
Rows = Callable[[], Iterator[dict[str, Any]]]


class _Counted:
    """A stream that counts and hashes what goes through."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.size, self.digest = target, 0, hashlib.sha256()

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self.digest.update(content)
        self.target.write(content)


class Parcel:
    """A ZIP being packed. Nothing is held in memory but the manifest."""

    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._listed: list[dict[str, Any]] = []

    def close(self, about: dict[str, str], *, at: datetime) -> None:
        """Add the read-me and the manifest, and finish."""
        with self._entry("README.txt") as stream:
            stream.write(README.encode())
        manifest = {"format": 1, "made_at": at.isoformat(), "about": about, "files": self._listed}
        self._zip.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        self._zip.close()

    @contextmanager
    def _entry(self, name: str, **more: Any) -> Iterator[_Counted]:
        with self._zip.open(name, "w", force_zip64=True) as target:
            stream = _Counted(target)
            yield stream
        self._listed.append({"name": name, "bytes": stream.size, "sha256": stream.digest.hexdigest(), **more})

    def add_table(self, name: str, columns: list[str], rows: Rows) -> int:
        """One table as JSON and as CSV; returns the number of rows."""
        count = 0
        with self._entry(f"tables/{name}.json") as stream:
            for count, row in enumerate(rows(), start=1):
                stream.write(b"[\n" if count == 1 else b",\n")
                stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace"))
            stream.write(b"\n]\n" if count else b"[]\n")
        self._listed[-1]["rows"] = count
        with self._entry(f"tables/{name}.csv") as stream:
            stream.write(b"\xef\xbb\xbf" + _csv_line(columns))
            for row in rows():
                stream.write(_csv_line([row[column] for column in columns]))
        return count

    def add_file(self, storage: Storage, key: str, name: str) -> None:
        """One stored file under another name."""
        with storage.open(key) as source, self._entry(f"files/{name}") as stream:
            while piece := source.read(CHUNK):
                stream.write(piece)


def _csv_line(values: list[Any]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(value) for value in values])
    return line.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return shielded(value) if isinstance(value, str) else value
