"""What an application file holds: the papers an office asks for, per policy, each with how sure we are of it."""

from datetime import date
from typing import Literal

from app.content.library import Confidence, Source
from app.content.schema import Key, Record
from app.kit.text import Text

Origin = Literal["form", "report", "roadmap", "evidence", "firm", "office"]
"""Who can provide a paper: we fill a form, our report, our roadmap, files behind answers, the firm, an office."""


class AskedPaper(Record):
    """One paper asked for. questions: answers whose files back it; signed: it needs signature and stamp.

    confidence: how sure it is that this paper is asked (A official text .. E our estimate).
    """

    id: Key
    title: Text
    hint: Text
    origin: Origin
    questions: tuple[Key, ...] = ()
    signed: bool = False
    confidence: Confidence


class PackRecipe(Record):
    """The file for one or several policies; without any, a diagnosis that every firm can hand in."""

    id: Key
    title: Text
    about: Text
    policies: tuple[Key, ...] = ()
    project: bool = True
    """Whether money and dates of planned work belong in it."""
    spend: Text | None = None
    """Which spending counts, where that is known."""
    pledge: Text
    """What is declared above signature and stamp."""
    papers: tuple[AskedPaper, ...]
    source: Source
    verified_on: date
