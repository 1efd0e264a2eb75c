"""A report document as JSON for other programs: docs/schemas/report.json says what is in it.

`content_hash` is taken of `document` without its `code`; in the whole report the code is the hash's first 80 bits. The
edition for others keeps the code of the report it was made of, and has a hash of its own.
"""

from typing import Any

from app.reports.document import canonical, content_hash, said
from app.reports.values import ReportDocument

FORMAT = "readiness-report-1"
DATA_NAME = "report-data.json"
"""What the file is called inside a PDF."""


def report_body(document: ReportDocument) -> dict[str, Any]:
    """What the file holds, as JSON values."""
    body = said(document)
    return {"format": FORMAT, "content_hash": content_hash(body), "document": body | {"code": document.code}}


def write_json(document: ReportDocument) -> bytes:
    """The file, in one spelling: the same document gives the same bytes."""
    return canonical(report_body(document)) + b"\n"
