"""Drawing pictures in the background."""

from uuid import UUID

from app.kit import clock
from app.kit.errors import NotFound
from app.kit.jobs import Job
from app.kit.scope import Scope
from app.kit.storage import Storage, new_key
from app.kit.text import Lang
from app.reports.queries import get_report
from app.reports.values import ReportDocument
from app.shares.models import PictureState
from app.shares.operations import keep_picture
from app.shares.queries import get_picture


def draw_share_picture(job: Job, storage: Storage) -> None:
    """Draw one picture and keep it; running again after a kill draws it again but keeps one file."""
    from app.shares.pictures import draw_picture

    scope, picture_id = Scope.tenant(job.tenant), UUID(job.payload["picture_id"])
    with job.database.reading(scope) as session:
        try:
            picture = get_picture(session, job.tenant, picture_id)
        except NotFound:  # its link was withdrawn meanwhile
            return
        report = get_report(session, job.tenant, picture.report_id)
    if picture.state == PictureState.READY:
        return
    document = ReportDocument.model_validate_json(report.document)
    lang: Lang = "zh" if picture.lang == "zh" else "en"
    drawn = draw_picture(document, lang, address=job.payload["address"], is_link=picture.link_id is not None)
    key = new_key(job.tenant, "png")
    storage.put(key, drawn)
    with job.database.begin(scope) as session:
        try:
            picture = get_picture(session, job.tenant, picture_id)
        except NotFound:
            storage.delete(key)
            return
        keep_picture(session, picture, storage_key=key, size=len(drawn), at=clock.now())
