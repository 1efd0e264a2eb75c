"""The operator's desk through a browser: who gets in, a transfer and a fapiao from end to end, hostile words."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app.clerks.papers import read_name
from app.cli.billing import billing
from app.fapiao.models import Fapiao
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow
from app.kit.tables import read_tables
from app.orders.models import Order, OrderState
from app.payments.models import EventState, StripeEvent
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.transfers.models import BankTransfer
from tests.factories.clerks import at_the_desk, make_clerk
from tests.factories.fillings import Started
from tests.factories.orders import keep_order
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("billed")
Enter = Callable[..., FlaskClient]
BITE = "=cmd|'/C calc'!A0<script>bite()</script>"
BUYER = {"kind": "company", "make": "ordinary", "title": BITE[:60], "tax_id": "91350100m000100y43", "mailbox": "a@b.cn"}


@pytest.fixture
def clerks(database: Database, sign_in: Enter) -> tuple[FlaskClient, FlaskClient]:
    """Two clerks at the desk."""
    return at_the_desk(make_clerk(database), sign_in), at_the_desk(make_clerk(database), sign_in)


def order(database: Database, firm: Started, **given: Any) -> UUID:
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        return keep_order(session, firm.owner, **given)


def only(database: Database, model: Any) -> Any:
    with database.reading(Scope.platform("test")) as session:
        return session.query(model).one()


def told(database: Database) -> set[str]:
    """Which news was left for people."""
    with database.reading() as session:
        return {row.payload["notice"] for row in session.query(JobRow) if "notice" in row.payload}


def test_the_desk_is_there_for_clerks_with_a_second_factor_and_for_nobody_else(
    database: Database, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)

    def say(*words: str) -> str:
        answer = CliRunner().invoke(billing, ["clerks", *words, "--lang", "en"])
        return answer.output if answer.exit_code == 0 else f"fails: {answer.output}"

    person = make_person(database)
    browser = sign_in(person)
    assert browser.get("/desk/").status_code == 404 and "/desk/" not in browser.get("/inbox").text
    assert "is a clerk now" in say("appoint", str(person.email)) and str(person.email) in say("list")
    assert "already" in say("appoint", str(person.email)) and "fails" in say("appoint", "nobody@firm.example")
    answer = browser.get("/desk/")
    assert answer.status_code == 303 and answer.location.startswith("/second-factor")
    assert browser.post("/desk/fapiao/export", data={"kind": "csv"}).status_code == 428
    desk = at_the_desk(person, sign_in)
    assert desk.get("/desk/").status_code == 200 and "/desk/" in desk.get("/inbox").text
    say("dismiss", str(person.email))
    assert desk.get("/desk/").status_code == 404


@pytest.mark.postgresql
@pytest.mark.database
def test_without_a_role_for_the_platform_the_desk_says_what_is_missing(
    database: Database, clerks: tuple[FlaskClient, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_platform", database.engine)
    answer = clerks[0].get("/desk/")
    assert answer.status_code == 503 and "PLATFORM_DATABASE_URL" in answer.text


def test_a_transfer_goes_from_the_slip_to_the_open_report(
    database: Database, started: Started, owner: FlaskClient, clerks: tuple[FlaskClient, FlaskClient]
) -> None:
    mei, tom = clerks
    wanted = order(database, started, number="JYACDEFGHJKL")
    assert f"/desk/orders/{wanted}/transfer" in mei.get("/desk/orders?q= jyacdefghjkl ").text
    form = f"/desk/orders/{wanted}/transfer"
    said = {"amount": "1,980.00", "currency": "CNY", "received_on": clock.today().isoformat(), "payer": BITE}
    said |= {"reference": "ICBC-0001", "how": "order"}
    for wrong in ({"amount": "nan"}, {"amount": "1e9"}, {"received_on": "2999-01-01"}, {"payer": "\u202e"}):
        assert mei.post(form, data=said | wrong).status_code == 422
    refused = mei.post(form, data=said | {"amount": "990"})
    assert refused.status_code == 409 and "990.00" in refused.text and "1,980.00" in refused.text
    assert "Keep it as unmatched" in refused.text and "ICBC-0001" in refused.text
    assert mei.post(form, data=said).status_code == 303
    page = f"/desk/transfers/{only(database, BankTransfer).id}"
    for shown in (tom.get(page).text, tom.get("/desk/transfers").text):
        assert "<script>bite" not in shown and "&lt;script&gt;bite" in shown
    assert "is being checked" in owner.get(f"/firm/orders/{wanted}").text
    assert mei.post(f"{page}/confirm").status_code == 403
    assert tom.post(f"{page}/confirm").status_code == 303
    assert tom.post(f"{page}/confirm").status_code == 409
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert allows(session, started.tenant_id, Feature.REPORTS)
    assert "transfer-confirmed" in told(database)
    log = owner.get("/firm/log?group=billing").text
    assert "The desk confirmed a bank transfer" in log and "The operator" in log


@pytest.mark.database
def test_a_fapiao_goes_from_the_asking_to_the_file_and_back_in_red(
    database: Database, started: Started, owner: FlaskClient, clerks: tuple[FlaskClient, FlaskClient]
) -> None:
    mei, tom = clerks
    paid = [order(database, started, state="paid", paid_at=clock.now()) for _ in range(2)]
    order(database, started, state="paid", paid_at=clock.now(), currency="USD", number="JYDOLLAR")
    keys = [f"order:{one}" for one in paid]
    assert owner.post("/firm/fapiao", data={"payment": keys}).status_code == 422, "for whom?"
    assert owner.post("/firm/fapiao/details", data=BUYER | {"tax_id": "91350100M000100Y44"}).status_code == 422
    assert owner.post("/firm/fapiao/details", data=BUYER).status_code == 303
    page = owner.get("/firm/fapiao").text
    assert "91350100M000100Y43" in page and "made out in yuan only" in page and "<script>bite" not in page
    assert owner.post("/firm/fapiao", data={"payment": keys}).status_code == 303
    assert owner.post("/firm/fapiao", data={"payment": keys[:1]}).status_code == 409, "once each"
    row = only(database, Fapiao)
    assert (row.amount_minor, row.state) == (396000, "requested")
    _hand_over(mei, row)
    assert owner.post(f"/firm/fapiao/{row.id}/withdraw").status_code == 303
    assert only(database, Fapiao).state == "exported", "too late"
    row, content = _put_here(database, tom, row)
    answer = owner.get(f"/firm/fapiao/{row.id}/file")
    assert answer.data == content and answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    _reverse(database, started, mei, row, paid[0])
    assert owner.post("/firm/fapiao", data={"payment": keys[1:]}).status_code == 303, "the other is free again"


def _put_here(database: Database, tom: FlaskClient, row: Fapiao) -> tuple[Fapiao, bytes]:
    content = b"<?xml version='1.0'?><EInvoice><Number>1</Number></EInvoice>"
    name = "dzfp_26442000000123456789_x_20261120101530.xml"
    unknown = tom.post("/desk/fapiao/files", data={"file": (io.BytesIO(content), name)})
    assert "not kept" in unknown.text and only(database, Fapiao).file_name is None
    sent = (io.BytesIO(content), name.replace("_x_", f"_{row.reference}_"))
    assert tom.post("/desk/fapiao/files", data={"file": sent}).status_code == 200
    row = only(database, Fapiao)
    assert (row.state, row.number, str(row.issued_on)) == ("delivered", "26442000000123456789", "2026-11-20")
    assert "fapiao-issued" in told(database)
    return row, content


def _reverse(database: Database, started: Started, mei: FlaskClient, row: Fapiao, refunded: UUID) -> None:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Order, refunded).state = OrderState.REFUNDED
    assert row.reference in mei.get("/desk/fapiao?state=red").text
    red = {"number": "26442000000123456790", "reason": "one of two was paid back"}
    assert mei.post(f"/desk/fapiao/{row.id}/reverse", data=red).status_code == 303
    assert mei.get("/desk/fapiao?state=red").text.count(row.reference) == 0
    assert "fapiao-reversed" in told(database)


def _hand_over(mei: FlaskClient, row: Fapiao) -> None:
    sheet = mei.post("/desk/fapiao/export", data={"kind": "csv", "state": "requested"})
    assert f"'{BITE[:20]}" in sheet.data.decode("utf-8-sig"), "what would compute is text"
    (table,) = read_tables(mei.post("/desk/fapiao/export", data={"kind": "xlsx", "state": "exported"}).data)
    line = dict(zip(table.rows[0], table.rows[1], strict=False))
    assert line["Reference"] == row.reference and line["Tax number"] == "91350100M000100Y43"
    assert line["Amount, tax included"] == 3960 and str(line["Title"]).startswith("=cmd")
    again = mei.post("/desk/fapiao/export", data={"kind": "csv", "state": "requested"})
    assert row.reference not in again.text, "handed over once"
    assert mei.get("/desk/books").status_code == 200


def test_a_declined_fapiao_frees_its_payments_and_tells_why(
    database: Database, started: Started, owner: FlaskClient, clerks: tuple[FlaskClient, FlaskClient]
) -> None:
    mei, _tom = clerks
    key = f"order:{order(database, started, state='paid', paid_at=clock.now())}"
    owner.post("/firm/fapiao/details", data=BUYER)
    owner.post("/firm/fapiao", data={"payment": key})
    page = f"/desk/fapiao/{only(database, Fapiao).id}"
    short = {"number": "12", "issued_on": "2026-11-01"}
    for act, typed in (("issue", short), ("issue", {}), ("decline", {"reason": " "})):
        assert mei.post(f"{page}/{act}", data=typed).status_code == 422
    assert mei.post(f"{page}/decline", data={"reason": "The title is another's"}).status_code == 303
    assert "The title is another&#39;s" in owner.get("/firm/fapiao").text and "fapiao-declined" in told(database)
    assert owner.post("/firm/fapiao", data={"payment": key}).status_code == 303


def test_events_that_failed_are_handled_again(database: Database, clerks: tuple[FlaskClient, FlaskClient]) -> None:
    known = {"object_id": "sub_1", "object_type": "subscription", "payer": "cus_1", "made_at": clock.now()}
    row = StripeEvent(stripe_id="evt_1", type="customer.subscription.updated", state=EventState.FAILED, **known)
    row.due_at = clock.now()
    with database.begin() as session:
        session.add(row)
    mei, _tom = clerks
    assert "evt_1" in mei.get("/desk/events?state=failed").text and mei.get("/desk/drift").status_code == 200
    assert mei.post("/desk/events/replay", data={"event": str(row.id)}).status_code == 303
    assert only(database, StripeEvent).state == EventState.STORED


@pytest.mark.parametrize("name", ["x.pdf", "dzfp_2644_x_20261120101530.pdf", "26442000000123456789_20261399.pdf"])
def test_a_name_that_tells_too_little_tells_nothing(name: str) -> None:
    assert read_name(name) is None
