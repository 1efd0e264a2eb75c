"""Several people at once: limits hold, nothing in use is swept away, and the share of backed answers is scored."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.assessments.queries import catalogue, get_assessment, get_draft
from app.content.catalogue import MAIN
from app.evidence.counting import back_sheet
from app.evidence.models import Evidence
from app.evidence.operations import Offer, keep_evidence, sweep_content
from app.evidence.receiving import Limits, Received
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.kit.intake.values import Clean, Kind
from app.reports.operations import publish_result
from app.results.queries import list_scorecards
from app.tenants.queries import list_seats
from tests.factories.evidence import attach
from tests.factories.filings import make_filled
from tests.factories.fillings import Started
from tests.factories.people import make_person

pytestmark = pytest.mark.database


def together(act: Callable[[int], object], times: int) -> list[object]:
    """Results of acts run at once; an error is its own result."""

    def one(number: int) -> object:
        try:
            return act(number)
        except Conflict as error:
            return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_parallel_uploads_do_not_pass_the_limit(app: Flask, database: Database, started: Started) -> None:
    storage, limits = app.extensions["storage"], Limits(file=10**6, per_answer=3, total=10**6)

    def add(number: int) -> UUID:
        received = Received("a.jpg", Clean(Kind.JPEG, bytes([number]) * 50, b"small"))
        offer = Offer(question_key="base-capture", received=received, by=started.owner.id, at=clock.now())
        with database.begin(Scope.tenant(started.tenant_id)) as session:
            draft = get_draft(session, started.assessment_id)[0]
            return keep_evidence(session, storage, draft, offer, limits=limits).id

    done = together(add, 6)
    assert sum(isinstance(one, UUID) for one in done) == 3
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert session.query(Evidence).count() == 3


def test_sweeping_while_the_same_content_comes_in_loses_nothing(
    app: Flask, database: Database, started: Started
) -> None:
    storage = app.extensions["storage"]
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        row = attach(session, storage, started.assessment_id, b"same content")
        session.delete(row)

    def act(number: int) -> object:
        with database.begin(Scope.tenant(started.tenant_id)) as session:
            if number % 2:
                return attach(session, storage, started.assessment_id, b"same content").id
            return sweep_content(session, storage, started.tenant_id, row.sha256, row.kind)

    together(act, 6)
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        kept = session.scalars(select(Evidence)).one()
        assert storage.open(kept.key).read() == b"same content"


def test_files_raise_the_share_of_backed_answers_and_no_score(app: Flask, database: Database) -> None:
    person = make_person(database)
    filled = make_filled(database, person)
    with database.begin() as session:
        (seat,) = list_seats(session, person.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        attach(session, app.extensions["storage"], filled, b"proof")
        assessment = get_assessment(session, filled)
        publish_result(session, assessment, catalogue=catalogue(), by=person.id, at=clock.now())
        card = list_scorecards(session, seat.organisation_id, filled)[MAIN].card
    assert 0 < card.overall.evidenced < 1
    bare = _score_without(database, filled, seat.organisation_id)
    assert bare.overall.evidenced == 0 and bare.overall.score == card.overall.score


def _score_without(database: Database, filled: UUID, tenant_id: UUID):
    from app.assessments.queries import get_filling
    from app.scoring import score

    with database.reading(Scope.tenant(tenant_id)) as session:
        filling = get_filling(session, get_assessment(session, filled))
    lens = next(one for one in catalogue().lenses_for(filling.instrument) if one.id == MAIN)
    return score(lens, filling.instrument, filling.sheet, filling.company)


def test_files_of_one_site_back_the_answer_of_that_site() -> None:
    from app.content.answers import Answer, AnswerSheet, AnswerState

    told = Answer(state=AnswerState.ANSWERED, value=1)
    whole = Answer(state=AnswerState.ANSWERED, sites={"north": told, "south": told})
    sheet = AnswerSheet(instrument="x", version="1", answers={"q": whole, "p": told})
    backed = back_sheet(sheet, {("q", "north"): 2, ("p", ""): 1}).answers
    assert (backed["q"].sites["north"].evidence, backed["q"].sites["south"].evidence) == (2, 0)
    assert backed["q"].evidence == 0 and backed["p"].evidence == 1
