"""Handing an issued file to whoever may have it: its buyer, and the operator's desk."""

from flask import send_file
from flask.typing import ResponseReturnValue

from app.fapiao.models import Fapiao
from app.fapiao.wording import NO_FILE_YET
from app.kit.errors import NotFound
from app.kit.intake.values import Kind
from app.kit.storage import stored_files

APART = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send_paper(row: Fapiao) -> ResponseReturnValue:
    """The file as it was issued; never kept on the way, never drawn as a page of ours."""
    if row.file_kind is None:
        raise NotFound(NO_FILE_YET)
    answer = send_file(
        stored_files().open(row.key),
        mimetype=Kind(row.file_kind).mime,
        as_attachment=True,
        download_name=row.file_name,
        etag=False,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = APART
    return answer
