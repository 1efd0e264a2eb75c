"""Fapiao of a provider, of nobody else, asked for once however often it is pressed, and gone with their owner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.archives.erasing import erase_firm
from app.clerks.models import Clerk
from app.fapiao import operations
from app.fapiao.models import Fapiao
from app.fapiao.operations import Act, Paper
from app.fapiao.values import Buyer
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, NotFound
from app.kit.intake.values import Clean, Kind
from app.kit.storage import folder_of, stored_files
from app.tenants.models import Organisation
from app.transfers.models import BankMark
from app.transfers.queries import get_transfer
from tests.factories.fillings import Started
from tests.factories.orders import keep_desk_rows, keep_order
from tests.factories.people import make_firm, make_person, make_provider

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]
BUYER = Buyer(title="佛山市沙发有限公司", tax_id="91350100M000100Y43", mailbox="caiwu@firm.example")


def settle(database: Database, tenant_id: UUID, by: User) -> str:
    """Somebody who told for whom fapiao are, and paid once; the key of the payment."""
    with database.begin(Scope.tenant(tenant_id)) as session:
        operations.keep_details(session, tenant_id, BUYER, Act(by=by.id, at=clock.now()))
        return f"order:{keep_order(session, by, state='paid', paid_at=clock.now())}"


def test_a_provider_asks_for_its_own_and_finds_no_other(
    database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    admin, other = make_person(database), make_person(database)
    provider, neighbour = make_provider(database, admin), make_firm(database, other, "Oursheron")
    key = settle(database, provider.id, admin)
    with database.begin(Scope.tenant(neighbour.id)) as session:
        theirs = keep_desk_rows(session, other, "Oursheron")["fapiao"]
    browser = sign_in(admin)
    assert browser.post("/provider/fapiao", data={"payment": key}).status_code == 303
    assert browser.get(f"/provider/fapiao/{theirs}/file").status_code == 404
    assert browser.post(f"/provider/fapiao/{theirs}/withdraw").status_code == 404
    assert "Oursheron" not in browser.get("/provider/fapiao").text
    assert browser.post("/provider/fapiao", data={"payment": [f"order:{theirs}"]}).status_code == 409
    with database.reading(Scope.tenant(neighbour.id)) as session:
        assert session.get_one(Fapiao, UUID(theirs)).state == "requested"


@pytest.mark.postgresql
def test_of_those_who_ask_at_once_one_gets_it_and_the_application_makes_no_clerk(
    database: Database, started: Started
) -> None:
    key = settle(database, started.tenant_id, started.owner)

    def ask(_which: int) -> bool:
        try:
            with database.begin(Scope.tenant(started.tenant_id)) as session:
                act = Act(by=started.owner.id, at=clock.now())
                operations.ask_fapiao(session, started.tenant_id, [key], act)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(ask, range(4))) == 1
    with pytest.raises(DBAPIError), database.begin() as session:
        session.add(Clerk(user_id=started.owner.id))


def test_what_was_issued_goes_with_its_owner_and_a_booked_reference_stays_booked(
    app: object, database: Database, started: Started
) -> None:
    tenant_id, act = started.tenant_id, Act(by=started.owner.id, at=clock.now())
    with database.begin(Scope.tenant(tenant_id)) as session:
        keys = keep_desk_rows(session, started.owner, "Canary")
        session.add(BankMark(mark="f" * 64))
        fapiao_id = UUID(keys["fapiao"])
        operations.issue_fapiao(session, tenant_id, fapiao_id, ("26442000000123456789", clock.today()), act)
    paper = Paper("x.xml", Clean(Kind.XML, b"<a/>"))
    with app.app_context():  # type: ignore[attr-defined]
        storage = stored_files()
    operations.store_file(storage, tenant_id, paper)
    with database.begin(Scope.tenant(tenant_id)) as session:
        operations.deliver_fapiao(session, tenant_id, fapiao_id, paper, act)
        assert not operations.sweep_file(session, storage, tenant_id, paper.sha256, "xml"), "it is named"
    assert any(key.endswith(".xml") for key in storage.keys(folder_of(tenant_id)))
    with database.begin(Scope.platform("test")) as session:
        session.get_one(Organisation, tenant_id).closing_at = clock.now() - timedelta(days=1)
    with database.begin(Scope.tenant(tenant_id)) as session:
        assert erase_firm(session, tenant_id, storage)
    with database.reading(Scope.platform("test")) as session:
        assert session.query(Fapiao).count() == 0 and session.query(BankMark).count() == 1
        with pytest.raises(NotFound):
            get_transfer(session, tenant_id, UUID(keys["transfer"]))
    assert not list(storage.keys(folder_of(tenant_id)))
