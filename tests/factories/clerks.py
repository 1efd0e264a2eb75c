"""People who work at the operator's desk."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.accounts.models import User
from app.clerks.operations import appoint_clerk
from app.kit.db import Database, Scope
from tests.factories.authenticators import Authenticator, register
from tests.factories.people import make_person


def make_clerk(database: Database) -> User:
    """Somebody appointed, who sits in no organisation."""
    person = make_person(database)
    with database.begin(Scope.platform("test")) as session:
        appoint_clerk(session, str(person.email))
    return person


def at_the_desk(person: User, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Their browser, with a second factor brought."""
    browser = sign_in(person)
    assert register(browser, Authenticator()).status_code == 303
    return browser
