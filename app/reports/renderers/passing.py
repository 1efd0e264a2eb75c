"""Print a document nobody keeps, for somebody who waits: few at a time, each once, the newest remembered in memory."""

import hashlib
import threading
from collections import OrderedDict

from app.kit import log
from app.kit.errors import Unavailable
from app.kit.paper import PdfResult, PressFailed
from app.kit.text import Lang, Text
from app.reports.renderers.pdf import print_apart
from app.reports.values import ReportDocument

INSIDE = 3
"""Requests that may print or wait to print; the server's other threads stay free for everybody else."""
SECONDS = 8
KEPT = 32
BUSY = Text(
    zh="现在要 PDF 的人多，请过一分钟再试。结果还在原来的页面上，一点没丢。",
    en="Many are asking for a PDF right now; please try again in a minute. The result is safe on its page.",
)

NOT_PRINTED = Text(
    zh="现在生成不了 PDF，已记录下来。结果还在原来的页面上，一点没丢；请过一会儿再试。",
    en="The PDF cannot be made right now; this was noted. The result is safe on its page; please try again later.",
)
_log = log.get(__name__)


class Counter:
    """Prints by content, at most one at a time."""

    def __init__(self) -> None:
        self._door, self._turn = threading.BoundedSemaphore(INSIDE), threading.Lock()
        self._kept: OrderedDict[str, PdfResult] = OrderedDict()

    def print(self, document: ReportDocument, lang: Lang) -> PdfResult:
        """The PDF, from memory where it was printed before. Unavailable when too many wait, or it cannot be printed."""
        name = hashlib.sha256(f"{lang}{document.model_dump_json()}".encode()).hexdigest()
        found = self._kept.get(name)
        if found is not None:
            return found
        if not self._door.acquire(blocking=False):
            raise Unavailable(BUSY)
        try:
            return self._print(name, document, lang)
        finally:
            self._door.release()

    def _print(self, name: str, document: ReportDocument, lang: Lang) -> PdfResult:
        if not self._turn.acquire(timeout=SECONDS):
            raise Unavailable(BUSY)
        try:
            found = self._kept.get(name)
            if found is None:  # nobody printed it while we waited
                found = self._kept[name] = print_apart(document, lang)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return found
        except PressFailed as failed:
            _log.error("two pages cannot be printed", why=str(failed.why), detail=str(failed))
            raise Unavailable(NOT_PRINTED) from failed
        finally:
            self._turn.release()
