"""What we stand on: versions without known holes, pins without hosts, fonts unchanged."""

import hashlib
import re
import subprocess
from importlib.metadata import version

import pytest

from tests.house import source

# The first versions without the advisories that would concern us.
SAFE_FROM = {
    "weasyprint": "70.0",  # attachments and stylesheets fetched past the fetcher; redirects; hints as CSS
    "flask": "3.1.3",  # missing Vary: Cookie
    "werkzeug": "3.1.6",  # multipart denial of service, debugger, device names
    "flask-security": "5.9.2",  # open redirects, re-authentication, type confusion
    "sqlalchemy": "2.1.9",
    "jinja2": "3.1.6",  # sandbox escapes
    "wtforms": "3.3.2",
}
HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmmirror|tuna\.tsinghua|mirrors\.aliyun|--(?:extra-)?index-url",
    re.I,
)


def numbers(text: str) -> tuple[int, ...]:
    """A version as numbers."""
    return tuple(int(n) for n in re.findall(r"\d+", text)[:3])


@pytest.mark.parametrize(("package", "least"), SAFE_FROM.items())
def test_versions_are_past_known_advisories(package: str, least: str) -> None:
    assert numbers(version(package)) >= numbers(least)


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = [e for e in re.split(r"\n(?=\S)", (source.ROOT / name).read_text(encoding="utf-8")) if e.strip()]
        assert len(entries) > 30
        assert not [e.splitlines()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e]


def test_both_pin_files_agree() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (source.ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([A-Za-z0-9_.\[\]-]+)==(\S+)", text, re.M))

    dev = pins("requirements-dev.txt")
    assert {name: pin for name, pin in pins("requirements.txt").items() if dev.get(name) != pin} == {}


def test_no_committed_file_names_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=source.ROOT, capture_output=True, check=True).stdout
    names = [n for n in listed.decode().split("\0") if n and not n.endswith((".ttf", ".png", ".pdf", ".woff2"))]
    assert names
    files = [source.ROOT / n for n in names if n != source.name_of(source.ROOT / "tests/house/test_supplies.py")]
    assert not [source.name_of(p) for p in files if p.is_file() and HOST.search(p.read_text("utf-8", "ignore"))]


def test_fonts_are_the_ones_we_built() -> None:
    folder = source.APP / "static" / "fonts"
    sums = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert set(sums) == {p.name for p in folder.glob("*.ttf")} and len(sums) == 2
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
