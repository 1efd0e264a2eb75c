"""A provider's own sign-on: who gets in, how far, and everything that must not get through."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from sqlalchemy import select

from app.accounts.models import User
from app.config import Settings
from app.invitations.models import Invitation
from app.kit import clock
from app.kit.db import Database, Scope
from app.signons.models import SignOn, SignOnLink
from app.tenants.models import Membership, Organisation, Role
from tests.factories.authenticators import Authenticator, register
from tests.factories.browsers import Browser
from tests.factories.issuers import Issuer, come_through, running
from tests.factories.people import add_member, make_firm, make_person, make_provider

Enter = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    """One issuer for the file."""
    with running() as found:
        yield found


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With an issuer allowed on this machine."""
    return settings.model_copy(update={"sign_on_loopback": True})


@dataclass
class Place:
    """A provider with its sign-on, its administrator's browser, and one consultant."""

    provider: Organisation
    admin: FlaskClient
    consultant: User
    issuer: Issuer
    app: Flask

    @property
    def code(self) -> str | None:
        """What its people type."""
        return self.provider.code

    def stranger(self) -> FlaskClient:
        """A browser nobody signed in with."""
        self.app.test_client_class = Browser
        return self.app.test_client()

    def come(self, browser: FlaskClient | None = None, **claims: Any) -> Any:
        """Through the sign-on with these claims."""
        self.issuer.claims = {"sub": "s-1", "email": self.consultant.email, "email_verified": True, **claims}
        return come_through(browser or self.stranger(), self.issuer, self.code)


def terms(issuer: Issuer, **more: str) -> dict[str, str]:
    return {"act": "save", "issuer": issuer.address, "client_id": "us", "secret": "s3cret-s3cret", **more}


@pytest.fixture
def place(app: Flask, database: Database, sign_in: Enter, issuer: Issuer) -> Place:
    """Set up by the administrator on the page."""
    issuer.change = issuer.describe = lambda _any: None
    issuer.moved, issuer.signs_with = "", None
    boss, consultant = make_person(database), make_person(database, email="kim@advice.example")
    provider = make_provider(database, boss)
    add_member(database, provider, consultant, Role.CONSULTANT)
    admin = sign_in(boss)
    kept = admin.post("/provider/sign-on", data=terms(issuer, domains="@Advice.example\n咨询.example"))
    assert kept.status_code == 303, kept.text
    return Place(provider, admin, consultant, issuer, app)


def test_settings_are_kept_sealed_and_only_once_the_issuer_answers(place: Place, database: Database) -> None:
    with database.reading(Scope.tenant(place.provider.id)) as session:
        row = session.scalars(select(SignOn)).one()
    assert "s3cret-s3cret" not in row.secret_sealed and row.domains == ["advice.example", "xn--tur289j.example"]
    page = place.admin.get("/provider/sign-on").text
    assert "s3cret-s3cret" not in page and place.code and place.code in page
    for wrong in (
        {"issuer": "http://169.254.169.254"},
        {"issuer": place.issuer.address + "/x"},
        {"domains": "no domain"},
    ):
        answer = place.admin.post("/provider/sign-on", data={**terms(place.issuer), "domains": "a.example", **wrong})
        assert answer.status_code == 422 and next(iter(wrong.values())) in answer.text, "typed values stay"
    assert place.admin.post("/provider/sign-on", data={"act": "demand"}).status_code == 422, "untried"


@pytest.mark.database
def test_a_member_comes_in_and_reaches_this_provider_alone(place: Place, database: Database, sign_in: Enter) -> None:
    make_firm(database, place.consultant, "Kims own firm")
    browser = place.stranger()
    answer = place.come(browser)
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/home"), answer.text
    home = browser.get("/home").text
    assert "Cloud Advice" in home and "Kims own firm" not in home
    for path in (
        "/profile",
        "/profile/security",
        "/profile/passkeys/new",
        "/inbox",
        "/profile/data",
        "/sign-in/again",
    ):
        assert browser.get(path).status_code == 403, path
    assert browser.get("/firm/members").status_code == 404
    assert browser.post("/sign-out").status_code == 302
    assert place.come(email="gone@elsewhere.example").status_code == 303, "issuer and subject count from now on"
    with database.begin() as session:
        session.delete(session.scalars(select(Membership).where(Membership.user_id == place.consultant.id)).first())
    assert place.come().status_code == 400, "no member any more"


def test_the_sign_on_is_a_proof_beside_ones_own(place: Place, sign_in: Enter, database: Database) -> None:
    other = sign_in(make_person(database))
    assert place.come(other).status_code == 400, "somebody else is signed in here"
    kim = sign_in(place.consultant)
    assert place.come(kim).status_code == 303
    assert kim.get("/profile").status_code == 200, "their own sign-in stays whole"
    place.admin.get(f"/sign-in/organisation/{place.code}/go")
    with database.begin() as session:
        session.get_one(Organisation, place.provider.id).sign_on_required = True
    alone = sign_in(place.consultant)
    led = alone.get("/clients").headers["Location"]
    assert led.startswith("/sign-in/organisation?next=") and str(place.code) in alone.get(led).text
    assert kim.get("/clients").status_code == 200
    assert place.admin.get("/clients").status_code == 303, "an administrator by password alone is not in either"
    register(place.admin, Authenticator())
    assert place.admin.get("/clients").status_code == 200, "but a passkey lets them mend what broke"


@pytest.mark.database
def test_an_invited_person_gets_an_account_and_a_known_one_keeps_theirs(place: Place, database: Database) -> None:
    held = make_person(database, email="held@advice.example")
    with database.begin(Scope.tenant(place.provider.id)) as session:
        for number, mail in enumerate(("new@advice.example", "held@advice.example")):
            until = clock.now() + timedelta(days=1)
            session.add(Invitation(contact=mail, role="consultant", secret_hash=str(number), expires_at=until))
    browser = place.stranger()
    answer = place.come(browser, sub="s-2", email="New@advice.example", name="Xin")
    assert answer.status_code == 303, answer.text
    with database.reading(Scope.tenant(place.provider.id)) as session:
        made = session.scalars(select(User).where(User.email == "new@advice.example")).one()
        assert made.password is None and made.name == "Xin"
        assert [row.contact for row in session.scalars(select(Invitation))] == ["held@advice.example"]
    refused = place.come(sub="s-3", email=held.email)
    assert refused.status_code == 400 and "接受邀请" in refused.text


UNKNOWN: tuple[dict[str, Any], ...] = (
    {"email_verified": False},
    {"email_verified": "true"},
    {"email": None},
    {"email": "stranger@advice.example"},
    {"email": "boss@elsewhere.example"},
    {"email": "kim@advice.example@evil.example"},
    {"email": "kim@sub.advice.example"},
)


def test_who_is_not_known_gets_in_nowhere(place: Place, database: Database) -> None:
    make_person(database, email="stranger@advice.example")
    make_person(database, email="boss@elsewhere.example")
    for claims in UNKNOWN:
        assert place.come(**claims).status_code == 400, claims
    with database.reading(Scope.tenant(place.provider.id)) as session:
        assert session.scalars(select(SignOnLink)).all() == []


def test_strangers_with_and_without_an_account_read_the_same(place: Place, database: Database) -> None:
    make_person(database, email="known@advice.example")
    pages = [place.come(sub="s-9", email=mail).text for mail in ("known@advice.example", "nobody@advice.example")]
    assert pages[0] == pages[1]


FORGED = {
    "nonce": lambda claims: claims.update(nonce="another"),
    "no nonce": lambda claims: claims.pop("nonce"),
    "issuer": lambda claims: claims.update(iss="https://evil.example"),
    "audience": lambda claims: claims.update(aud="another"),
    "party": lambda claims: claims.update(aud=["us", "another"], azp="another"),
    "expired": lambda claims: claims.update(exp=claims["iat"] - 3600, iat=claims["iat"] - 7200),
    "no expiry": lambda claims: claims.pop("exp"),
    "no subject": lambda claims: claims.pop("sub"),
}


def test_a_token_that_does_not_hold_signs_nobody_in(place: Place) -> None:
    for what, change in FORGED.items():
        place.issuer.change = change
        browser = place.stranger()
        answer = place.come(browser)
        assert answer.status_code == 400 and "重新开始" in answer.text, what
        assert browser.get("/home").status_code == 303, what
    place.issuer.change, place.issuer.signs_with = (lambda _claims: None), ECKey.generate_key("P-256")
    assert place.come().status_code == 400, "another's key"


def test_only_the_browser_that_began_gets_an_answer_once(place: Place) -> None:
    browser, other = place.stranger(), place.stranger()
    place.issuer.claims = {"sub": "s-1", "email": place.consultant.email, "email_verified": True}
    sent = browser.get(f"/sign-in/organisation/{place.code}/go").headers["Location"]
    back = place.issuer.approve(sent)
    assert other.get(back).status_code == 400
    assert browser.get(back.replace("state=", "state=x")).status_code == 400
    assert browser.get(back).status_code == 400, "the attempt is used up"
    sent = browser.get(f"/sign-in/organisation/{place.code}/go").headers["Location"]
    assert browser.get(place.issuer.approve(sent) + "&iss=https://evil.example").status_code == 400
    sent = browser.get(f"/sign-in/organisation/{place.code}/go").headers["Location"]
    denied = browser.get(
        f"/sign-in/organisation/back?error=access_denied&state={parse_qs(urlsplit(sent).query)['state'][0]}"
    )
    assert denied.status_code == 400 and browser.get("/home").status_code == 303
    assert browser.get("/sign-in/organisation?code=XXXXXX").status_code == 422
    assert browser.get("/sign-in/organisation/XXXXXX/go").status_code == 400


@pytest.mark.database
def test_a_neighbour_sees_and_changes_nothing_of_it(place: Place, database: Database, sign_in: Enter) -> None:
    boss = make_person(database)
    make_provider(database, boss, "Neighbours")
    neighbour = sign_in(boss)
    page = neighbour.get("/provider/sign-on").text
    assert place.issuer.address not in page and str(place.code) not in page
    assert place.come().status_code == 303
    neighbour.post("/provider/sign-on", data={"act": "unlink", "person": str(place.consultant.id)})
    neighbour.post("/provider/sign-on", data={"act": "remove"})
    assert place.admin.post("/provider/sign-on", data={"act": "save"}).status_code == 422
    with database.reading(Scope.tenant(place.provider.id)) as session:
        assert len(session.scalars(select(SignOnLink)).all()) == len(session.scalars(select(SignOn)).all()) == 1
    consultant = sign_in(place.consultant)
    assert consultant.get("/provider/sign-on").status_code == 403


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """Somebody else's OpenID provider, as a server of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    address = f"http://localhost:{port}"
    for _ in range(200):
        try:
            requests.get(address, timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.05)
    yield address
    server.terminate()
    server.wait(10)


def test_it_works_with_a_provider_we_did_not_write(place: Place, mock: str) -> None:
    form = {**terms(place.issuer), "issuer": mock, "domains": "advice.example"}
    assert place.admin.post("/provider/sign-on", data=form).status_code == 303
    claims = {"email": place.consultant.email, "email_verified": True}
    requests.put(f"{mock}/users/kim", json=claims, timeout=5).raise_for_status()
    browser = place.stranger()
    url = browser.get(f"/sign-in/organisation/{place.code}/go?next=/clients").headers["Location"]
    approved = requests.post(url, data={"sub": "kim"}, allow_redirects=False, timeout=5)
    back = urlsplit(approved.headers["Location"])
    answer = browser.get(f"{back.path}?{back.query}")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/clients"), answer.text
    assert browser.get("/clients").status_code == 200
