"""Static files under names that carry their hash, so that browsers may keep them for ever."""

import hashlib
import re
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.[^./]+$)")


def _harden(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


class Assets(WhiteNoise):  # type: ignore[misc]
    """Serves a folder under /static/, each file by its plain and by its hashed name."""

    def __init__(self, app: Flask, folder: Path, *, watch: bool) -> None:
        lifetime = 0 if watch else 3600
        super().__init__(
            app.wsgi_app,
            autorefresh=watch,
            max_age=lifetime,
            allow_all_origins=False,
            add_headers_function=_harden,
        )
        self.folder = folder
        self.watch = watch
        self._names: dict[str, tuple[int, str]] = {}
        self.immutable_file_test = lambda _path, url: bool(HASHED.search(url))
        self.add_files(str(folder), prefix="/static/")
        if not watch:
            for path in folder.rglob("*"):
                if path.is_file():
                    name = path.relative_to(folder).as_posix()
                    self.add_file_to_dictionary("/static/" + self.hashed(name), str(path))

    def find_file(self, url: str) -> Any:
        """While developing: the file behind a hashed name."""
        return super().find_file(HASHED.sub("", url))

    def hashed(self, name: str) -> str:
        """`css/app.css` becomes `css/app.3f2a….css`; unknown names stay as they are."""
        path = self.folder / name
        try:
            stamp = path.stat().st_mtime_ns if self.watch or name not in self._names else self._names[name][0]
        except OSError:
            return name
        known = self._names.get(name)
        if known is None or known[0] != stamp:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            stem, dot, suffix = name.rpartition(".")
            known = self._names[name] = (stamp, f"{stem}.{digest}.{suffix}" if dot else name)
        return known[1]


def init_app(app: Flask, folder: Path, *, watch: bool) -> None:
    """Serve `folder`; `url_for("static", filename=…)` gives hashed names."""
    assets = Assets(app, folder, watch=watch)
    app.wsgi_app = assets  # type: ignore[method-assign]

    @app.url_defaults
    def _hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["filename"] = assets.hashed(values["filename"])
