"""Reading a report file back: what is inside a PDF or a JSON file, checked before anybody relies on it.

The seal shows that a file says what was sealed; whether it was issued here, only the register knows.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.kit.errors import Invalid
from app.kit.intake.values import Unfit, Why
from app.kit.text import Text
from app.kit.words import shown
from app.reports.data import ReportData
from app.reports.document import code_of, content_hash
from app.reports.outcome import Pins
from app.reports.renderers.json import DATA_NAME, FORMAT

MOST_BYTES = 20 * 1024 * 1024
"""Of a file as it is handed in."""
MOST_DATA = 8 * 1024 * 1024
"""Of the data, unpacked; a large firm's report has half a megabyte."""
FAMILY = "readiness-report-"

NOT_A_REPORT = Text(
    zh="这不是渐云报告：请上传报告的 PDF，或“数据（JSON）”文件。什么都没有导入。",
    en="This is no report of Jianyun: choose the report's PDF or its data file (JSON). Nothing was imported.",
)
TOO_LARGE = Text(
    zh="文件太大（最多 {most} MB），什么都没有导入。",
    en="The file is too large (at most {most} MB). Nothing was imported.",
)
LOCKED = Text(
    zh="这个 PDF 加了密码，读不了里面的数据，什么都没有导入。请去掉密码，或上传报告的“数据（JSON）”文件。",
    en="This PDF has a password, so its data cannot be read. Nothing was imported. Take the password off, or choose the"
    " report's data file (JSON).",
)
BROKEN = Text(
    zh="文件不完整或已损坏，什么都没有导入。请从报告页面重新下载，再试一次。",
    en="The file is incomplete or damaged, and nothing was imported. Download it once more from the report's page.",
)
BOMB = Text(
    zh="文件里的内容展开后大得不合常理，没有继续读，什么都没有导入。",
    en="What is packed into this file is far larger than any report, so it was not read on. Nothing was imported.",
)
NO_DATA = Text(
    zh="这个 PDF 里没有报告数据，什么都没有导入。分享版和较早的报告不带数据；用别的软件另存或“打印成 PDF”也会丢掉数据。"
    "请用下载下来的完整版原文件。",
    en="This PDF holds no report data, and nothing was imported. Editions to share and older reports carry none, and"
    " saving or printing it from another program loses it. Use the full edition as it was downloaded.",
)
SHARED = Text(
    zh="这是分享版，里面没有答案，无法导入。请用完整版的 PDF 或数据文件。",
    en="This is the edition to share: it holds no answers, so there is nothing to import. Use the full edition.",
)
WITHOUT = Text(
    zh="这份报告里没有答案数据（五分钟快评或较早的报告），无法导入。",
    en="This report carries no answers (a five-minute scan or an older one), so there is nothing to import.",
)
CHANGED = Text(
    zh="这份文件被改过：内容与它自带的摘要或核验码对不上，什么都没有导入。请向提供者要原文件。",
    en="This file was changed: what it says does not fit its own hash or code, and nothing was imported. Ask whoever"
    " gave it to you for the original.",
)
NEWER = Text(
    zh="这份报告由渐云 {version} 制作，本系统（{ours}）读不懂它的数据，什么都没有导入。请更新本系统后再试。",
    en="This report was made by Jianyun {version}, whose data this release ({ours}) does not understand. Nothing was"
    " imported. Update this installation and try again.",
)
_WHY = {Why.LOCKED: LOCKED, Why.BOMB: BOMB, Why.SLOW: BOMB}
Attached = Callable[[bytes, str, int], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A report file whose seal is whole."""

    code: str
    content_hash: str
    pins: Pins
    data: ReportData


def open_report(content: bytes, attached: Attached) -> Opened:
    """The data of a report's PDF or JSON file; Invalid says why it cannot be used.

    attached: finds a file of that name inside a PDF, unpacked to at most so many bytes (`kit.intake`).
    """
    if len(content) > MOST_BYTES:
        raise Invalid(TOO_LARGE.format(most=MOST_BYTES // 1024**2))
    file = _parsed(_inside(content, attached) if b"%PDF-" in content[:1024] else content)
    document = file["document"]
    body = {name: value for name, value in document.items() if name != "code"}
    code = document.get("code")
    if file.get("content_hash") != _hash(body) or not isinstance(code, str):
        raise Invalid(CHANGED)
    if document.get("edition") == "share":
        raise Invalid(SHARED)
    if document.get("data") is None:
        raise Invalid(WITHOUT)
    if code != code_of(file["content_hash"]):
        raise Invalid(CHANGED)
    pins, data = _understood(document)
    return Opened(code=code, content_hash=file["content_hash"], pins=pins, data=data)


def _inside(content: bytes, attached: Attached) -> bytes:
    try:
        found = attached(content, DATA_NAME, MOST_DATA)
    except Unfit as unfit:
        raise Invalid(_WHY.get(unfit.why, BROKEN)) from unfit
    if found is None:
        raise Invalid(NO_DATA)
    return found


def _parsed(content: bytes) -> Mapping[str, Any]:
    """The file's JSON as far as its kind can be told."""
    if not content.lstrip()[:1] == b"{":
        raise Invalid(NOT_A_REPORT)
    if len(content) > MOST_DATA:
        raise Invalid(TOO_LARGE.format(most=MOST_DATA // 1024**2))
    try:
        file = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid(BROKEN) from error
    kind = file.get("format")
    if not isinstance(kind, str) or not kind.startswith(FAMILY) or not isinstance(file.get("document"), dict):
        raise Invalid(NOT_A_REPORT)
    if kind != FORMAT:
        raise Invalid(_newer(file["document"]))
    found: Mapping[str, Any] = file
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one name could be read one way here and another elsewhere."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice")
    return made


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _hash(body: Mapping[str, Any]) -> str | None:
    try:
        return content_hash(body)
    except (ValueError, RecursionError):  # lone surrogates, numbers beyond all numbers
        return None


def _understood(document: Mapping[str, Any]) -> tuple[Pins, ReportData]:
    try:
        return Pins.model_validate(document["outcome"]["pins"]), ReportData.model_validate(document["data"])
    except (ValidationError, KeyError, TypeError) as error:
        raise Invalid(_newer(document)) from error


def _newer(document: Mapping[str, Any]) -> Text:
    from app.kit.release import app_version

    version: Any = document
    for name in ("outcome", "pins", "app"):
        version = version.get(name) if isinstance(version, dict) else None
    return NEWER.format(version=shown(version, 20) if isinstance(version, str) else "?", ours=app_version())
