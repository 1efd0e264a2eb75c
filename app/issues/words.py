"""The sentences of a report as they would be issued today: composed, worded by people, or no longer fitting."""

from dataclasses import dataclass

from app.assessments.models import Assessment
from app.content.catalogue import Catalogue
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.kit.text import Text
from app.reports.document import assemble
from app.reports.gathering import gather_case
from app.reports.operations import edits_of
from app.reports.queries import NO_REPORT
from app.reports.rewording import Edit, Reworded, list_texts, reword
from app.reports.values import ReportDocument
from app.roadmaps.queries import find_roadmap


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Today's composed document, its texts by place, the edits, and what comes of both."""

    composed: ReportDocument
    texts: dict[str, Text]
    edits: dict[str, Edit]
    result: Reworded

    @property
    def stale(self) -> frozenset[str]:
        """Places of edits whose sentence is composed otherwise by now."""
        return frozenset(one.place for one in self.result.stale)

    @property
    def one_sided(self) -> int:
        """Edits made in one language only."""
        return sum(one.is_one_sided for one in self.edits.values())

    def chapters(self) -> list[tuple[Text, list[str]]]:
        """Titles of chapters with the places of their texts."""
        found = []
        for chapter in self.composed.chapters:
            places = [place for place in self.texts if place.partition(".")[0] == chapter.id]
            if places:
                found.append((chapter.title, places))
        return found


def read_script(session: HouseSession, assessment: Assessment, *, catalogue: Catalogue) -> Script:
    """The report of the plan that stands, from the answers of today; NotFound before there is one."""
    roadmap = find_roadmap(session, assessment.tenant_id, assessment.id)
    if roadmap is None:
        raise NotFound(NO_REPORT)
    case = gather_case(session, assessment, roadmap=roadmap, catalogue=catalogue, as_of=roadmap.as_of)
    composed = assemble(case)
    edits = edits_of(session, assessment)
    return Script(
        composed=composed,
        texts=list_texts(composed),
        edits={one.place: one for one in edits},
        result=reword(composed, edits),
    )
