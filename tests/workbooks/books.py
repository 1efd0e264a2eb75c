"""A questionnaire taken out as a workbook, filled in cell by cell, and handed back, as a person with Excel would."""

import io
import re
from html import unescape
from typing import TYPE_CHECKING, Any

from app.kit.tables import read_tables
from tests.attack.files import faults_of
from tests.factories.fillings import Started
from tests.imports.books import book

if TYPE_CHECKING:
    from flask.testing import FlaskClient


class Workbook:
    """The sheets of a downloaded questionnaire: rows by name of the sheet."""

    def __init__(self, content: bytes) -> None:
        self.sheets = {one.name: [list(row) for row in one.rows] for one in read_tables(content)}

    @property
    def main(self) -> list[list[Any]]:
        """The questionnaire of the trade."""
        return next(iter(self.sheets.values()))

    def row(self, key: str) -> list[Any]:
        """The row of a question or one of its lines."""
        return next(row for rows in self.sheets.values() for row in rows if row[0] == key)

    def say(self, key: str, answer: Any, note: Any = None) -> None:
        """Fill in a row."""
        head = self.main[0]
        self.row(key)[head.index("Answer")] = answer
        if note is not None:
            self.row(key)[head.index("Note")] = note

    def told(self, key: str) -> Any:
        """The answer that stands in a row."""
        return self.row(key)[self.main[0].index("Answer")]

    def saved(self) -> bytes:
        """As an .xlsx of plain cells."""
        return book(**self.sheets)


def address(started: Started, rest: str = "") -> str:
    """Of the workbook's pages."""
    return f"/assessments/{started.assessment_id}/workbook{rest}"


def take(browser: "FlaskClient", started: Started) -> Workbook:
    """Download it."""
    answer = browser.get(address(started, "/questionnaire.xlsx"))
    assert answer.status_code == 200 and faults_of(answer) == []
    return Workbook(answer.data)


def send(browser: "FlaskClient", started: Started, content: bytes) -> tuple[int, str]:
    """Upload it; the status and the page."""
    data = {"file": (io.BytesIO(content), "问卷.xlsx")}
    answer = browser.post(address(started), data=data, content_type="multipart/form-data")
    return answer.status_code, answer.text


def parcel(page: str) -> str:
    """What the page would send on."""
    found = re.search(r'name="parcel" value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def ticked(page: str) -> list[str]:
    """The answers that would be replaced as the page stands."""
    return re.findall(r'name="take" value="([^"]+)" checked', page)
