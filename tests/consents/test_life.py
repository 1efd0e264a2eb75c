"""The life of a consent as both sides see it: told, asked to widen, answered, near its end, over, and on record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from time_machine import travel

from app.accounts.models import Purpose, User
from app.accounts.operations import give_consent
from app.consents.models import ConsentAsk, Outcome
from app.consents.operations import Wanted, accept_ask, ask_firm, decline_ask, withdraw_ask
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.jobs import enqueue
from app.notices.models import Notice
from app.tenants.changes import Terms, agree_to_provider, end_agreement
from app.tenants.models import Engagement, Organisation, Role
from tests.factories.people import add_member, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


@dataclass
class Pair:
    """A firm that agreed to a provider for three months, results only, and a neighbour of each."""

    database: Database
    owner: User
    admin: User
    manager: User
    firm: Organisation
    provider: Organisation

    def agree(self, days: int | None = 90) -> UUID:
        with self.database.begin(Scope.tenant(self.firm.id)) as session:
            terms = Terms(purpose="advice", shares=["results"], days=days)
            return agree_to_provider(session, self.firm.id, self.provider.id, terms, by=self.owner.id).id

    def standing(self) -> Engagement:
        with self.database.reading(Scope.tenant(self.firm.id)) as session:
            return session.scalars(select(Engagement).where(Engagement.ended_at.is_(None))).one()

    def ask(self, shares: tuple[str, ...] = ("answers",), days: int = 365) -> ConsentAsk:
        with self.database.begin(Scope.tenant(self.provider.id)) as session:
            until = clock.now() + timedelta(days=days)
            wanted = Wanted(purpose="review of the answers", shares=shares, until_at=until)
            return ask_firm(session, self.provider.id, self.standing().id, wanted, by=self.manager.id)

    def told(self, person: User, start: str = "consent-") -> list[str]:
        with self.database.reading() as session:
            found = session.scalars(select(Notice).where(Notice.user_id == person.id).order_by(Notice.id))
            return [one.name for one in found if one.name.startswith(start)]

    def tags(self, side: Organisation) -> list[str]:
        with self.database.reading(Scope.tenant(side.id)) as session:
            return list(session.scalars(select(Event.tag).where(Event.tenant_id == side.id).order_by(Event.id)))


@pytest.fixture
def pair(database: Database) -> Pair:
    owner, admin, manager = make_person(database, lang="zh"), make_person(database), make_person(database)
    firm, provider = make_firm(database, owner), make_provider(database, admin)
    add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
    return Pair(database, owner, admin, manager, firm, provider)


def test_an_owner_agrees_to_an_ask_with_one_tap_and_both_sides_hear_of_it(
    pair: Pair, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    first = pair.agree()
    run_jobs()
    assert pair.told(pair.owner) == pair.told(pair.admin) == ["consent-began"]
    desk, owner = sign_in(pair.manager), sign_in(pair.owner)
    page = f"/engagements/{first}/ask"
    assert "Foshan Sofa" in desk.get("/engagements").text and desk.get(page).status_code == 200
    nothing = desk.post(page, data={"purpose": "the very same", "until": "keep"})
    assert nothing.status_code == 422 and "the very same" in nothing.text
    wanted = {"purpose": "review of the answers", "shares": ["answers"], "until": "365"}
    assert desk.post(page, data=wanted).status_code == 303
    assert desk.post(page, data=wanted).status_code == 422, "one at a time"
    run_jobs()
    assert pair.told(pair.owner)[-1] == "consent-asked" and pair.standing().shares == ["results"]
    mail = next(one for one in outbox if one["To"] == pair.owner.email and "申请查看" in str(one["Subject"]))
    assert "已提交的全部答案" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    with pair.database.reading(Scope.tenant(pair.firm.id)) as session:
        ask = session.scalars(select(ConsentAsk)).one()
    address = f"/firm/asks/{ask.id}"
    assert address in owner.get("/firm/providers").text and "已提交的全部答案" in owner.get(address).text
    assert owner.post(address, data={"answer": "all"}).status_code == 303
    standing = pair.standing()
    assert standing.shares == ["results", "answers"] and standing.until_at == ask.until_at
    assert (standing.purpose, standing.follows_id) == ("review of the answers", first)
    assert owner.post(address, data={"answer": "all"}).status_code == 422, "it is answered once"
    run_jobs()
    assert pair.told(pair.manager) == ["consent-changed"], "whoever asked hears of it"
    assert pair.tags(pair.firm).count("consent_ask.received") == 1
    assert pair.tags(pair.provider).count("consent_ask.answered") == 1


def test_an_owner_agrees_to_less_and_a_provider_takes_an_ask_back(pair: Pair) -> None:
    pair.agree()
    until, ask = pair.standing().until_at, pair.ask(("answers", "evidence"))
    firm = pair.firm.id
    with pytest.raises(Invalid), pair.database.begin(Scope.tenant(firm)) as session:
        accept_ask(session, firm, ask.id, ((), False), by=pair.owner.id)
    with pair.database.begin(Scope.tenant(firm)) as session:
        accept_ask(session, firm, ask.id, (("evidence", "drafts"), False), by=pair.owner.id)
    assert (pair.standing().shares, pair.standing().until_at) == (["results", "evidence"], until)
    second = pair.ask()
    with pair.database.begin(Scope.tenant(pair.provider.id)) as session:
        withdraw_ask(session, pair.provider.id, second.id, by=pair.manager.id)
    with pytest.raises(Conflict), pair.database.begin(Scope.tenant(firm)) as session:
        accept_ask(session, firm, second.id, None, by=pair.owner.id)
    pair.ask()
    with pytest.raises(Conflict):
        pair.ask()


def test_a_no_rests_and_an_ask_runs_out(pair: Pair, run_jobs: Callable[[], int]) -> None:
    pair.agree()
    firm, third = pair.firm.id, pair.ask()
    with pair.database.begin(Scope.tenant(firm)) as session:
        decline_ask(session, firm, third.id, by=pair.owner.id)
    with pytest.raises(Conflict):
        pair.ask()
    run_jobs()
    assert pair.told(pair.manager)[-1] == "consent-declined"
    with travel(clock.now() + timedelta(days=31)):
        fourth = pair.ask()
    with travel(clock.now() + timedelta(days=46)):
        with pytest.raises(Conflict), pair.database.begin(Scope.tenant(firm)) as session:
            accept_ask(session, firm, fourth.id, None, by=pair.owner.id)
        with pair.database.begin() as session:
            enqueue(session, "consents.round")
        run_jobs()
    with pair.database.reading(Scope.tenant(pair.provider.id)) as session:
        found = session.scalars(select(ConsentAsk.outcome).order_by(ConsentAsk.id)).all()
    assert found == [Outcome.DECLINED, Outcome.EXPIRED]


def test_each_end_is_spoken_of_once_however_often_the_round_is_made(pair: Pair, run_jobs: Callable[[], int]) -> None:
    pair.agree(days=90)
    run_jobs()

    def rounds(days: int) -> tuple[list[str], list[str]]:
        with travel(clock.now() + timedelta(days=days)):
            for _again in range(2):
                with pair.database.begin() as session:
                    enqueue(session, "consents.round")
                run_jobs()
        return pair.told(pair.owner)[1:], pair.told(pair.admin)[1:]

    assert rounds(75) == ([], [])
    assert rounds(77) == (["consent-near"], ["consent-near"]) == rounds(80)
    assert rounds(91) == (["consent-near", "consent-lapsed"],) * 2
    assert pair.tags(pair.firm).count("engagement.lapsed") == 1


def test_the_log_of_either_side_tells_all_of_it_and_cannot_be_rewritten(
    pair: Pair, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    first = pair.agree()
    ask = pair.ask()
    with pair.database.begin(Scope.tenant(pair.firm.id)) as session:
        accept_ask(session, pair.firm.id, ask.id, None, by=pair.owner.id)
        end_agreement(session, pair.firm.id, pair.provider.id, by=pair.owner.id)
    with pair.database.begin() as session:
        give_consent(session, pair.owner.id, Purpose.BENCHMARKS)
    owner, desk = sign_in(pair.owner), sign_in(pair.manager)
    book = CalamineWorkbook.from_filelike(BytesIO(owner.get("/firm/consents.xlsx").data)).get_sheet_by_index(0)
    head, *lines = book.to_python()
    assert head[:2] == ["时间（UTC）", "时间（Asia/Shanghai）"]
    said = [line[2] for line in lines]
    assert said[0] == "本人同意" and said[1] == "收回了授权" and said[-2:] == ["服务机构申请扩大或延长", "同意查看"]
    assert {"变更了授权", "申请：企业已按申请同意"} == set(said[2:4])
    assert owner.get("/firm/consents").text.count("云") and "本人同意" in owner.get("/firm/consents").text
    theirs = desk.get("/engagements/log.csv").text
    assert "Withdrew the consent" in theirs and "the firm" in theirs and (pair.owner.email or "") not in theirs
    assert "Gave your own consent" not in theirs
    assert "withdrawn" in desk.get("/engagements?state=withdrawn").text and desk.get("/engagements/list.xlsx").data
    assert {"consent_log.taken"} <= set(pair.tags(pair.firm)) and "engagements.exported" in pair.tags(pair.provider)
    for change in (
        update(Engagement).where(Engagement.id == first).values(purpose="anything"),
        update(Engagement).where(Engagement.id == first).values(ended_at=None),
        update(ConsentAsk).where(ConsentAsk.id == ask.id).values(outcome="declined"),
    ):
        with (
            pytest.raises(DBAPIError, match="stays as it was"),
            pair.database.begin(Scope.tenant(pair.firm.id)) as session,
        ):
            session.execute(change)
    with pair.database.begin() as session:  # as the erasure of a provider does
        session.execute(delete(Organisation).where(Organisation.id == pair.provider.id))
    left = owner.get("/firm/consents.csv").text
    assert left.count("已注销的服务机构") == 4 and "已提交的全部答案" in left, "the firm's own record still tells"


def test_neighbours_of_both_sides_find_nothing(pair: Pair, database: Database, sign_in: Enter) -> None:
    consent, ask = pair.agree(), pair.ask()
    other = make_person(database)
    provider = make_provider(database, other, "Other Advice")
    stranger, viewer = make_person(database), make_person(database)
    neighbour = make_firm(database, stranger, "Neighbour")
    add_member(database, pair.firm, viewer, Role.VIEWER)
    desk, house = sign_in(other), sign_in(stranger)
    assert "Foshan" not in desk.get("/engagements").text + desk.get("/engagements/log").text
    assert desk.get(f"/engagements/{consent}/ask").status_code == 404
    assert desk.post(f"/engagements/asks/{ask.id}/withdraw").status_code == 404
    for act in (house.get, house.post):
        assert act(f"/firm/asks/{ask.id}").status_code == 404
    assert sign_in(viewer).get(f"/firm/asks/{ask.id}").status_code == 403
    assert sign_in(pair.manager).post(f"/firm/asks/{ask.id}").status_code == 404, "a provider cannot answer for a firm"
    for side, row in ((provider.id, consent), (neighbour.id, consent)):
        with pytest.raises(NotFound), database.begin(Scope.tenant(side)) as session:
            wanted = Wanted(purpose="x", shares=["answers"], until_at=None)
            ask_firm(session, side, row, wanted, by=other.id)


@pytest.mark.postgresql
def test_the_database_itself_keeps_asks_apart(pair: Pair, database: Database) -> None:
    pair.agree()
    pair.ask()
    stranger = make_person(database)
    neighbour = make_firm(database, stranger, "Neighbour")
    for side, seen in ((pair.firm.id, 1), (pair.provider.id, 1), (neighbour.id, 0)):
        with database.reading(Scope.tenant(side)) as session:
            assert len(session.scalars(select(ConsentAsk)).all()) == seen
