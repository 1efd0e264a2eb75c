"""People and firms for tests."""

import itertools
import secrets
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher

from app.accounts.models import RULES_EDITION, User
from app.kit import clock
from app.kit.db import Database
from app.tenants.models import Engagement, Membership, Organisation, Role
from app.tenants.operations import open_provider, open_tenant

PASSWORD = "correct horse battery"
_counter = itertools.count(1)


@cache
def _hashed(password: str) -> str:
    """With the parameters the application uses in tests, so that signing in changes nothing."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password)


def make_person(database: Database, *, email: str | None = None, lang: str = "en", confirmed: bool = True) -> User:
    """A person who can sign in with PASSWORD."""
    with database.begin() as session:
        person = User(
            email=email or f"person{next(_counter)}@firm.example",
            name="Lin Wei",
            lang=lang,
            password=_hashed(PASSWORD),
            fs_uniquifier=secrets.token_hex(32),
            confirmed_at=clock.now() if confirmed else None,
            agreed_edition=RULES_EDITION,
        )
        session.add(person)
    return person


def make_firm(database: Database, owner: User, name: str = "Foshan Sofa") -> Organisation:
    """A firm owned by this person."""
    with database.begin() as session:
        return open_tenant(session, name, by=owner.id)


def make_provider(database: Database, admin: User, name: str = "Cloud Advice") -> Organisation:
    """A provider administered by this person."""
    with database.begin() as session:
        return open_provider(session, name, by=admin.id)


def add_member(database: Database, organisation: Organisation, person: User, role: Role) -> None:
    """A further member of an organisation."""
    with database.begin() as session:
        session.add(Membership(user_id=person.id, organisation_id=organisation.id, role=role))


def engage(
    database: Database,
    firm: Organisation,
    provider: Organisation,
    by: User,
    shares: tuple[str, ...] = ("answers", "results"),
) -> None:
    """The firm agrees that the provider may see it."""
    from app.kit.db import Scope

    with database.begin(Scope.tenant(firm.id)) as session:
        row = {"tenant_id": firm.id, "provider_id": provider.id, "agreed_by": by.id, "since_at": clock.now()}
        session.add(Engagement(**row, purpose="advice", shares=list(shares)))


def engage_adviser(
    database: Database,
    owner: User,
    firm_id: UUID,
    provider: str = "Cloud Advice",
    shares: tuple[str, ...] = ("answers", "results", "drafts"),
) -> User:
    """A consultant of a new provider that the firm lets see this much of it."""
    person = make_person(database)
    house = make_provider(database, make_person(database), provider)
    add_member(database, house, person, Role.CONSULTANT)
    with database.reading() as session:
        firm = session.get_one(Organisation, firm_id)
    engage(database, firm, house, owner, shares)
    return person
