"""What travels from the preview to the second press: signed for one firm, good for a day, and nothing kept for it."""

import json
import zlib
from typing import Any
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from app.kit.errors import Invalid
from app.kit.text import Text

STALE = Text(
    zh="预览已过期（超过一天）或不完整，什么都没有导入。请重新上传文件。",
    en="The preview is more than a day old or incomplete, and nothing was imported. Upload the file again.",
)
DAY = 24 * 60 * 60
MOST = 1_400_000
"""Letters of a parcel: it has to pass through a form."""


def pack(content: Any, *, secret: str, tenant_id: UUID, use: str) -> str:
    """Signed words for one use of one firm; empty when they would be too long for a form."""
    word = str(_signer(secret, tenant_id, use).dumps(content))
    return word if len(word) <= MOST else ""


def unpack(word: str, *, secret: str, tenant_id: UUID, use: str) -> Any:
    """What was packed; Invalid when it is not this firm's, was changed, or is more than a day old."""
    try:
        return _signer(secret, tenant_id, use).loads(word, max_age=DAY)
    except (BadData, ValueError, zlib.error, json.JSONDecodeError) as error:
        raise Invalid(STALE) from error


def _signer(secret: str, tenant_id: UUID, use: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"parcel {use} {tenant_id}")
