"""Handing out what the desk draws."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from app.kit.xlsx import WORKBOOK

KINDS = {"xlsx": WORKBOOK, "csv": "text/csv; charset=utf-8"}


def hand_out(content: bytes, name: str, kind: str) -> ResponseReturnValue:
    """A file to be saved, never kept on the way."""
    answer = send_file(BytesIO(content), mimetype=KINDS[kind], as_attachment=True, download_name=f"{name}.{kind}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
