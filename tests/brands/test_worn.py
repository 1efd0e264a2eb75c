"""Whose look a report is issued with, what of it stays, and what outsiders and mails are shown."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from app.accounts.models import User
from app.archives.contents import list_firm_sources
from app.assessments.queries import catalogue, get_assessment
from app.brands.models import Logo
from app.brands.operations import Look, keep_brand, keep_brand_logo, wear_brand
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.intake.logos import take_in_logo
from app.kit.mail import Deliverer, MemoryPost
from app.notices.operations import tell
from app.reports.models import Report
from app.reports.operations import publish_result
from app.reports.queries import brand_of, dressed
from app.reports.wearing import logo_of
from app.shares.operations import Wish, make_link
from app.tenants.models import Engagement, Organisation, Role
from app.tenants.queries import list_seats
from tests.brands.test_drawn import OURS
from tests.factories.consents import run_out
from tests.factories.filings import make_filled
from tests.factories.logos import logo, look
from tests.factories.people import add_member, make_person, make_provider
from tests.factories.sniffing import everything_in_mail

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


class Town:
    """A firm that has filled everything, and two providers with brands, told apart by every word and colour."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.owner: User = make_person(database)
        self.assessment = make_filled(database, self.owner)
        with database.reading() as session:
            (seat,) = list_seats(session, self.owner.id)
        self.tenant: UUID = seat.organisation_id
        self.one = self._provider("Lingnan Advisers", "#8a3b12", "Lingnan")
        self.other = self._provider("Theirwren Bank", "#123456", "Theirwren")

    def _provider(self, name: str, accent: str, word: str) -> Organisation:
        admin = make_person(self.database)
        provider = make_provider(self.database, admin, name)
        words = look(accent=accent, footer_zh=f"{word}脚", footer_en=f"{word} foot", sender=f"{word} reports")
        with self.database.begin(Scope.tenant(provider.id)) as session:
            keep_brand(session, provider.id, Look(words | {"contact": f"{word}@x.example"}), by=None, at=clock.now())
            keep_brand_logo(session, provider.id, take_in_logo(logo(shade=accent)), by=None, at=clock.now())
        return provider

    def agree(self, provider: Organisation, *shares: str, ago: int = 0, ended: bool = False) -> None:
        """The firm's consent, given so many days ago."""
        since = clock.now() - timedelta(days=ago)
        row = {"tenant_id": self.tenant, "provider_id": provider.id, "since_at": since, "purpose": "advice"}
        with self.database.begin(Scope.tenant(self.tenant)) as session:
            session.add(Engagement(**row, shares=list(shares), ended_at=clock.now() if ended else None))

    def would_wear(self, by: User | None = None) -> str | None:
        """Whose look a report issued now would have."""
        with self.database.begin(Scope.tenant(self.tenant)) as session:
            worn = wear_brand(session, self.tenant, by=(by or self.owner).id, at=clock.now())
        return worn.name if worn else None

    def publish(self) -> Report:
        """Submit, and the report."""
        with self.database.begin(Scope.tenant(self.tenant)) as session:
            assessment = get_assessment(session, self.assessment)
            return publish_result(session, assessment, catalogue=catalogue(), by=self.owner.id, at=clock.now())

    def grant(self, provider: Organisation) -> None:
        """Let the provider leave our name out, and have it wish so."""
        with self.database.begin(Scope.tenant(provider.id)) as session:
            session.get_one(Organisation, provider.id).may_hide_us = True
            keep_brand(session, provider.id, Look(look(), hides_us=True), by=None, at=clock.now())


@pytest.fixture
def town(app: Flask, database: Database) -> Town:
    with app.app_context():
        return Town(database)


def test_the_provider_that_works_with_the_firm_signs_its_reports(town: Town) -> None:
    assert town.would_wear() is None, "nobody is engaged"
    town.agree(town.other, "results", ago=1)
    assert town.would_wear() is None, "who sees results only, a bank say, signs nothing"
    town.agree(town.one, "results", "answers", ago=30)
    assert town.would_wear() == "Lingnan Advisers"
    manager = make_person(town.database)
    add_member(town.database, town.other, manager, Role.ACCOUNT_MANAGER)
    assert town.would_wear(by=manager) == "Theirwren Bank", "whoever issues it signs it"
    town.agree(town.other, "answers", ago=0, ended=True)
    assert town.would_wear() == "Lingnan Advisers", "an agreement that has ended counts for nothing"
    town.agree(town.other, "answers", ago=2)
    assert town.would_wear() == "Theirwren Bank", "of two, the one agreed to last"
    with town.database.begin(Scope.tenant(town.tenant)) as session:
        run_out(session, town.tenant, at=clock.now() - timedelta(minutes=1))
    assert town.would_wear() is None, "and one that ran out neither"


def test_a_report_keeps_the_look_of_its_day(town: Town, sign_in: Enter) -> None:
    town.agree(town.one, "results", "answers")
    report = town.publish()
    worn = brand_of(report)
    assert worn is not None and worn.logo is not None
    assert (worn.name, worn.accent, worn.hides_us) == ("Lingnan Advisers", "#8a3b12", False)
    assert "Theirwren" not in report.document
    page = sign_in(town.owner).get(f"/reports/{report.id}").text
    assert "/brands/colours/8a3b12-3b1f14.css" in page and "Lingnan foot" in page and "Theirwren" not in page
    assert 'src="data:image/png;base64,' in page and 'alt="Lingnan Advisers"' in page
    with town.database.begin(Scope.tenant(town.one.id)) as session:
        keep_brand(session, town.one.id, Look(look(accent="#000000")), by=None, at=clock.now())
        keep_brand_logo(session, town.one.id, take_in_logo(logo(shade="#000000")), by=None, at=clock.now())
    with town.database.begin(Scope.platform("a test lets a provider vanish")) as session:
        session.execute(delete(Organisation).where(Organisation.id == town.one.id))
    assert town.would_wear() is None
    with town.database.reading(Scope.tenant(town.tenant)) as session:
        again = dressed(session, session.get_one(Report, report.id))
        assert again.brand is not None and again.brand.accent == "#8a3b12"
        assert logo_of(again) == take_in_logo(logo(shade="#8a3b12")).content, "the firm keeps the logo of that day"


def test_the_same_logo_is_kept_once_and_goes_into_the_firms_export(town: Town) -> None:
    town.agree(town.one, "answers")
    assert town.would_wear() == town.would_wear() == "Lingnan Advisers"
    with town.database.reading(Scope.tenant(town.tenant)) as session:
        assert session.scalar(select(func.count(Logo.id))) == 1
        (source,) = [one for one in list_firm_sources(town.tenant) if one.name == "logos"]
        (row,) = source.rows(session)
    assert row["content"].startswith("iVBORw0KGgo"), "as base64"


@pytest.mark.parametrize("hidden", [False, True])
def test_what_outsiders_see(town: Town, client: FlaskClient, hidden: bool) -> None:
    town.agree(town.one, "answers")
    if hidden:
        town.grant(town.one)
    report = town.publish()
    with town.database.begin(Scope.tenant(town.tenant)) as session:
        wish = Wish(label="bank", days=7)
        word = make_link(session, report, wish, by=None, at=clock.now())
        locked = make_link(session, report, Wish(label="b", days=7, password_hash="x"), by=None, at=clock.now())
    for language in ("en", "zh"):
        client.post("/language", data={"lang": language, "next": "/"})
        shown = client.get(f"/s/{word}")
        assert shown.status_code == 200 and "Lingnan Advisers" in shown.text and "Theirwren" not in shown.text
        assert ("/brands/colours/" in shown.text) and 'class="worn"' in shown.text
        said = [shown.text, str(shown.headers), client.get(f"/s/{locked}").text]
        assert all(bool(OURS.search(one)) is not hidden for one in (said[0], said[2])), language
        assert not OURS.search(said[1])


def test_a_mail_about_a_report_comes_under_the_providers_name(
    town: Town, app: Flask, outbox: list[EmailMessage], run_jobs: Callable[[], int]
) -> None:
    town.agree(town.one, "answers")
    town.grant(town.one)
    worn = brand_of(town.publish())
    with app.test_request_context("/"), town.database.begin() as session:
        tell(session, "report-drawn", to=town.owner, context={}, path="/reports/x", tenant_id=None, wears=worn)
        tell(session, "report-drawn", to=town.owner, context={}, path="/reports/x", tenant_id=None)
    run_jobs()
    mail, plain = sorted(outbox, key=lambda one: "Lingnan" not in str(one["From"]))[:2]
    assert mail["From"].addresses[0].display_name == "Lingnan Advisers"
    assert mail["From"].addresses[0].addr_spec == "no-reply@test.example", "the address stays ours"
    said = everything_in_mail(mail)
    assert "Lingnan Advisers Ltd" in said and not OURS.search(said) and "Theirwren" not in said
    assert OURS.search(everything_in_mail(plain)) and "Lingnan" not in everything_in_mail(plain)


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: all@x.example", "A\nX", "岭南 <x@y.example>, B", '"; B', "x" * 60, "=?utf-8?q?x?="]
)
def test_no_sender_name_breaks_a_header(name: str) -> None:
    post = MemoryPost()

    class Given:
        payload = {"to": "a@b.example", "subject": "s", "text": "t", "html": "h", "sender": name}

    try:
        Deliverer(post, "Jianyun <no-reply@test.example>")(Given())  # type: ignore[arg-type]
    except ValueError:
        return
    (sent,) = post.outbox
    assert [one.addr_spec for one in sent["From"].addresses] == ["no-reply@test.example"]
    heads = sent.as_bytes().split(b"\n\n")[0]
    assert b"\nBcc" not in heads and heads.count(b"\nFrom:") <= 1
