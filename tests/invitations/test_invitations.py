"""An owner invites a colleague; nobody else gets in by the link, and it works once."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.accounts.models import User
from app.events.queries import list_events
from app.invitations.models import Invitation
from app.invitations.operations import MOST, accept_invitation
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Refused
from app.tenants.models import Membership, Organisation, Role
from tests.factories.people import add_member, make_firm, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


class Story:
    """An owner with a firm, and somebody who is to join it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.owner, self.newcomer, self.stranger = (make_person(database) for _ in range(3))
        self.firm = make_firm(database, self.owner)

    def roles(self, person: User) -> list[str]:
        with self.database.reading() as session:
            asked = select(Membership.role).where(
                Membership.user_id == person.id, Membership.organisation_id == self.firm.id
            )
            return list(session.scalars(asked))

    def tags(self) -> list[str]:
        with self.database.reading(Scope.tenant(self.firm.id)) as session:
            return [event.tag for event in list_events(session, self.firm.id)]


@pytest.fixture
def story(app: Flask, database: Database) -> Story:
    with app.app_context():
        return Story(database)


def invite(browser: FlaskClient, contact: str, role: str = "contributor") -> str:
    """The path of the link the page shows once."""
    page = browser.post("/firm/invitations", data={"contact": contact, "role": role, "lang": "en"})
    assert page.status_code == 200, page.text
    found = re.search(r"http://localhost(/i/[\w-]+)", page.text)
    assert found
    return found[1]


def test_a_colleague_is_invited_by_mail_and_joins_once(
    story: Story, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage], client: FlaskClient
) -> None:
    owner, newcomer = sign_in(story.owner), sign_in(story.newcomer)
    link = invite(owner, str(story.newcomer.email).upper())
    run_jobs()
    (mail,) = outbox
    assert mail["To"] == story.newcomer.email
    assert link in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    stranger = client.get(link)
    assert "Foshan Sofa" in stranger.text and str(story.newcomer.email) not in stranger.text
    assert stranger.headers["Cache-Control"] == "private, no-store"
    assert "Accept" in newcomer.get(link).text
    assert newcomer.post(link).location == "/home"
    assert story.roles(story.newcomer) == ["contributor"]
    assert newcomer.post(link).status_code == 404, "it works once"
    assert newcomer.get("/firm/members").status_code == 200
    assert {"member.invited", "member.admitted"} <= set(story.tags())
    run_jobs()
    assert any("belongs to Foshan Sofa" in str(one["Subject"]) for one in outbox), "whoever invited hears of it"


def test_nobody_else_gets_in_by_the_link(story: Story, sign_in: Enter, database: Database) -> None:
    link = invite(sign_in(story.owner), str(story.newcomer.email), "viewer")
    other = sign_in(story.stranger)
    assert "another address or number" in other.get(link).text
    other.post(link)
    assert story.roles(story.stranger) == []
    with database.begin(Scope.tenant(story.firm.id)) as session, pytest.raises(Refused):
        row = session.scalars(select(Invitation)).one()
        accept_invitation(session, row, by=session.get_one(User, story.stranger.id))
    assert sign_in(story.newcomer).post(link).status_code == 303
    assert story.roles(story.newcomer) == ["viewer"]


def test_an_address_nobody_confirmed_proves_nothing(story: Story, sign_in: Enter, database: Database) -> None:
    link = invite(sign_in(story.owner), str(story.newcomer.email))
    newcomer = sign_in(story.newcomer)
    with database.begin() as session:
        session.get_one(User, story.newcomer.id).confirmed_at = None
    newcomer.post(link)
    assert story.roles(story.newcomer) == []


def test_a_number_is_invited_without_a_mail(
    story: Story, sign_in: Enter, database: Database, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    link = invite(sign_in(story.owner), "138 0013 8000")
    run_jobs()
    assert outbox == []
    with database.begin() as session:
        session.get_one(User, story.newcomer.id).phone = "+8613800138000"
    assert sign_in(story.newcomer).post(link).status_code == 303
    assert story.roles(story.newcomer) == ["contributor"]


def test_an_invitation_to_the_other_address_does_not_outlive_the_membership(
    story: Story, sign_in: Enter, database: Database
) -> None:
    owner, newcomer = sign_in(story.owner), sign_in(story.newcomer)
    with database.begin() as session:
        session.get_one(User, story.newcomer.id).phone = "+8613800138001"
    by_mail, by_phone = invite(owner, str(story.newcomer.email)), invite(owner, "138 0013 8001")
    newcomer.post(by_mail)
    owner.post("/firm/members/remove", data={"person": story.newcomer.id})
    assert newcomer.post(by_phone).status_code == 404 and story.roles(story.newcomer) == []


def test_withdrawn_replaced_and_stale_links_open_nothing(story: Story, sign_in: Enter, database: Database) -> None:
    owner, newcomer = sign_in(story.owner), sign_in(story.newcomer)
    first = invite(owner, str(story.newcomer.email))
    second = invite(owner, str(story.newcomer.email))
    assert newcomer.get(first).status_code == 404 and newcomer.get(second).status_code == 200
    with travel(clock.now() + timedelta(days=15), tick=False):
        assert newcomer.post(second).status_code == 404
    with database.reading(Scope.tenant(story.firm.id)) as session:
        id = session.scalars(select(Invitation.id)).one()
    assert owner.post(f"/invitations/{id}/withdraw").status_code == 303
    assert newcomer.post(second).status_code == 404
    assert newcomer.get("/i/nonsense").status_code == newcomer.get("/i/" + "x" * 46).status_code == 404
    assert story.roles(story.newcomer) == []


@pytest.mark.parametrize("contact", ["", "nobody", "12345678", "a@b", "x" * 300 + "@firm.example"])
def test_what_is_neither_address_nor_number_keeps_what_was_typed(story: Story, sign_in: Enter, contact: str) -> None:
    page = sign_in(story.owner).post("/firm/invitations", data={"contact": contact, "role": "viewer", "lang": "zh"})
    assert page.status_code == 422 and (not contact or contact in page.text)


def test_members_are_not_invited_again_and_owners_not_made(story: Story, sign_in: Enter, database: Database) -> None:
    add_member(database, story.firm, story.newcomer, Role.VIEWER)
    owner = sign_in(story.owner)
    page = owner.post("/firm/invitations", data={"contact": str(story.newcomer.email), "role": "viewer", "lang": "en"})
    assert page.status_code == 422 and "belong to the firm already" in page.text
    page = owner.post("/firm/invitations", data={"contact": "new@firm.example", "role": "owner", "lang": "en"})
    assert page.status_code == 422
    for method in (sign_in(story.newcomer).get, sign_in(story.newcomer).post):
        assert method("/firm/invitations").status_code == 403


def test_only_so_many_wait_at_once(story: Story, sign_in: Enter) -> None:
    owner = sign_in(story.owner)
    for number in range(MOST):
        invite(owner, f"person-{number}@elsewhere.example")
    page = owner.post("/firm/invitations", data={"contact": "more@elsewhere.example", "role": "viewer", "lang": "en"})
    assert page.status_code == 422 and str(MOST) in page.text


def test_a_neighbour_can_neither_see_nor_withdraw(story: Story, sign_in: Enter, database: Database) -> None:
    link = invite(sign_in(story.owner), str(story.newcomer.email))
    make_firm(database, story.stranger, "Next Door")
    with database.reading(Scope.tenant(story.firm.id)) as session:
        id = session.scalars(select(Invitation.id)).one()
    other = sign_in(story.stranger)
    assert other.post(f"/invitations/{id}/withdraw").status_code == 404
    assert str(story.newcomer.email) not in other.get("/firm/invitations").text
    assert sign_in(story.newcomer).get(link).status_code == 200


def test_a_firm_that_is_gone_takes_its_invitations_along(story: Story, sign_in: Enter, database: Database) -> None:
    link = invite(sign_in(story.owner), str(story.newcomer.email))
    with database.begin(Scope.tenant(story.firm.id)) as session:
        session.delete(session.get_one(Organisation, story.firm.id))
    assert sign_in(story.newcomer).get(link).status_code == 404


def test_inviting_again_and_again_does_not_fill_anybodys_mailbox(
    story: Story, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    owner = sign_in(story.owner)
    for _ in range(6):
        invite(owner, "victim@example.com")
    page = owner.post("/firm/invitations", data={"contact": "victim@example.com", "role": "viewer", "lang": "en"})
    run_jobs()
    assert len(outbox) == 3, "of one address, three a day"
    assert page.status_code == 200 and "/i/" in page.text, "the link can still be passed on"
    assert "No mail was sent" in page.text and "A mail is on its way" not in page.text
