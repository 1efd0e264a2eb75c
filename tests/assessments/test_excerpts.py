"""What somebody sees who was handed a part: those questions, those answers, and nothing that follows from others."""

from datetime import UTC, datetime
from uuid import UUID

from app.assessments.filling import Excerpt, Filling, Kept, read_filling
from app.assessments.queries import catalogue
from app.content.firm import Company, Site

NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
SCHOOL = Company(
    name="启明学堂",
    industry="education",
    city="guangzhou",
    headcount=60,
    revenue_band="5m-20m",
    sites=(Site(id="east", name="东校区", kind="campus"), Site(id="west", name="西校区", kind="campus")),
)


def kept(question: str, site: str = "", value: str = "", minute: int = 0) -> Kept:
    return Kept(question, site, "answered" if value else "dont_know", value or None, "", 1, NOON, UUID(int=1))


def school(*rows: Kept) -> Filling:
    return read_filling(catalogue().instrument("education"), SCHOOL, rows)


def test_a_section_is_seen_whole_and_alone() -> None:
    part = school(kept("edu-network", "east")).only(Excerpt("campus"))
    section = next(one for one in part.instrument.sections if one.id == "campus")
    assert [one.id for one in part.asked] == [one.id for one in section.questions]
    assert part.progress.answered == 0, "the west campus is missing"
    assert set(part.states) == {one.id for one in section.questions}


def test_a_principal_sees_the_questions_and_answers_of_one_campus() -> None:
    rows = [kept("edu-network", "east"), kept("edu-network", "west"), kept("cloud-connectivity", "west")]
    part = school(*rows).only(Excerpt(site="east"))
    assert {one.per for one in part.asked} == {"site"} and len(part.asked) == 8
    assert set(part.seen) == {("edu-network", "east")}
    assert part.site_names(part.asked[0]) == {"east": "东校区"}
    assert part.states["edu-network"] == "dont_know" and part.states["cloud-connectivity"] == "unanswered"
    assert part.progress.answered == 1
    assert len(school(*rows).only(Excerpt("campus", "east")).asked) == 6


def test_a_site_that_is_gone_leaves_nothing_to_ask() -> None:
    assert school().only(Excerpt(site="north")).asked == ()


def test_an_answer_keeps_the_part() -> None:
    part = school().only(Excerpt(site="east")).having(kept("edu-network", "east"))
    assert part.progress.answered == 1 and part.excerpt == Excerpt(site="east")


def test_hints_speak_only_of_what_is_seen() -> None:
    instrument = catalogue().instrument("education")
    for one in instrument.contradictions:
        for section in instrument.sections:
            inside = {question.id for question in section.questions}
            if not set(one.questions) <= inside:
                part = school(*(kept(id) for id in one.questions)).only(Excerpt(section.id))
                assert one not in part.contradictions
