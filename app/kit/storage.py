"""Files kept by key under one root; written whole or not at all. Keys start with the tenant that owns them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from flask import current_app

from app.kit import ids


class StorageFull(RuntimeError):
    """The file could not be written; nothing half-written was left behind."""


class Storage(Protocol):
    """What every place for files can do."""

    def put(self, key: str, content: bytes) -> None:
        """Keep content under a key, replacing what was there. StorageFull when it cannot be written."""

    def open(self, key: str) -> BinaryIO:
        """Read from the start; FileNotFoundError when there is no such key."""

    def delete(self, key: str) -> None:
        """Forget a key; no error when it is not there."""

    def has(self, key: str) -> bool:
        """Whether there is something under this key."""

    def delete_folder(self, folder: str) -> None:
        """Forget every key that starts with `folder/`; no error when there is none."""

    def keys(self, folder: str) -> Iterator[str]:
        """Every key that starts with `folder/`, in order."""

    def take(self, key: str, path: Path) -> None:
        """Keep a finished file of this machine under a key without reading it into memory; `path` may be gone after."""


def folder_of(tenant_id: UUID) -> str:
    """The folder that holds everything kept for a tenant."""
    return f"t{tenant_id.hex}"


def erase_files(storage: Storage, tenant_id: UUID) -> None:
    """Delete every file of a tenant: reports, evidence, whatever else was kept. For when its rows are deleted."""
    storage.delete_folder(folder_of(tenant_id))


def new_key(tenant_id: UUID, suffix: str) -> str:
    """A fresh key in a tenant's own folder, e.g. `t0190.../0190....pdf`."""
    return f"{folder_of(tenant_id)}/{ids.new_id().hex}.{suffix}"


def content_key(tenant_id: UUID, sha256: str, suffix: str) -> str:
    """The key of content named by its own hash: the same content of one tenant is kept once."""
    return f"{folder_of(tenant_id)}/content/{sha256}.{suffix}"


def drawn_key(tenant_id: UUID, name: str, suffix: str) -> str:
    """The key of a drawing named by what it is drawn from: the same drawing of one tenant is kept once."""
    return f"{folder_of(tenant_id)}/drawn/{name}.{suffix}"


class LocalStorage:
    """Files in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root) or path == self._root:
            raise ValueError(f"not a storage key: {key[:80]!r}")
        return path

    def put(self, key: str, content: bytes) -> None:
        """Write beside the target, flush to disk, then take its place."""
        path = self._path(key)
        part: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(path)
        except OSError as error:
            if part is not None:
                Path(part).unlink(missing_ok=True)
            raise StorageFull(str(error)) from error

    def open(self, key: str) -> BinaryIO:
        """The file for reading."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Remove the file."""
        self._path(key).unlink(missing_ok=True)

    def has(self, key: str) -> bool:
        """Whether the file is there."""
        return self._path(key).is_file()

    def delete_folder(self, folder: str) -> None:
        """Remove a folder with everything in it."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._path(folder))

    def keys(self, folder: str) -> Iterator[str]:
        """Files that are whole; those just being written are none yet."""
        for path in sorted(self._path(folder).rglob("*")):
            if path.is_file() and path.suffix != ".part":
                yield path.relative_to(self._root).as_posix()

    def take(self, key: str, path: Path) -> None:
        """Copy beside the target, flush to disk, then take its place."""
        target = self._path(key)
        part = target.with_suffix(".part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as source, part.open("wb") as file:
                shutil.copyfileobj(source, file, 1024 * 1024)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StorageFull(str(error)) from error


def open_storage(url: str) -> Storage:
    """The storage at an address; `file:///path` is a folder. ValueError for kinds this release does not know."""
    kind, _, place = url.partition("://")
    if kind != "file" or not place:
        raise ValueError(f"STORAGE_URL: only file:///folder is supported, not {url[:80]!r}")
    return LocalStorage(Path(place))


def stored_files() -> Storage:
    """The storage of the running app."""
    found: Storage = current_app.extensions["storage"]
    return found
