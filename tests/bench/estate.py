"""A database for the HTTP benchmarks: one owner whose firm has a draft, and N more assessments the person may see.

The person owns one firm and is a consultant of a provider that N other firms have engaged, one assessment each.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, insert

from app.config import Settings
from app.kit import clock, ids, migrate

EMAIL, PASSWORD = "owner@bench.example", "a bench is no secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """Where the database is and whom to sign in."""

    folder: Path
    assessment: UUID

    @property
    def environment(self) -> dict[str, str]:
        """For our server, as in production but for the mail and the public address."""
        return {"DATA_DIR": str(self.folder), "JIANYUN_ENV": "development", "DEMO": "0", "LOG_LEVEL": "WARNING"}


def build(folder: Path, others: int) -> Estate:
    """Migrate a fresh SQLite database in `folder` and fill it."""
    from app.factory import create_app

    settings = Settings.model_validate({"DATA_DIR": folder, "JIANYUN_ENV": "test", "LOG_LEVEL": "WARNING"})
    migrate.upgrade(settings.owner_database)
    app = create_app(settings)
    from flask_security import hash_password

    with app.app_context():
        secret = hash_password(PASSWORD)
    engine = app.extensions["db"].engine
    with engine.begin() as connection:
        person = _person(connection, secret)
        own = _firm(connection, 0, {"owner": person})
        _provider(connection, person, [_firm(connection, number, {})[0] for number in range(1, others + 1)])
    app.extensions["db"].dispose()
    return Estate(folder=folder, assessment=own[1])


def _add(connection: Connection, model: type, **values: object) -> UUID:
    key = ids.new_id()
    connection.execute(insert(model).values(id=key, **values))
    return key


def _person(connection: Connection, secret: str) -> UUID:
    from app.accounts.models import RULES_EDITION, User

    values = {"email": EMAIL, "password": secret, "fs_uniquifier": ids.new_id().hex, "confirmed_at": clock.now()}
    values["agreed_edition"] = RULES_EDITION
    return _add(connection, User, **values, name="李明", lang="zh", active=True)


def _firm(connection: Connection, number: int, members: dict[str, UUID]) -> tuple[UUID, UUID]:
    from app.assessments.models import Assessment
    from app.companies.models import Company
    from app.tenants.models import Membership, Organisation

    name = f"佛山第{number}家具厂"
    tenant = _add(connection, Organisation, kind="sme", name=name)
    for role, person in members.items():
        _add(connection, Membership, user_id=person, organisation_id=tenant, role=role)
    facts = {"industry_key": "furniture", "city_key": "foshan", "revenue_band": "20m-100m", "headcount": 85}
    company = _add(connection, Company, tenant_id=tenant, name=name, changed_at=clock.now(), exports=False, **facts)
    edition = {"instrument_key": "furniture", "instrument_edition": "1.0", "state": "draft"}
    return tenant, _add(connection, Assessment, tenant_id=tenant, company_id=company, **edition)


def _provider(connection: Connection, person: UUID, firms: list[UUID]) -> None:
    from app.tenants.models import Engagement, Membership, Organisation

    if not firms:
        return
    provider = _add(connection, Organisation, kind="provider", name="渐云咨询")
    _add(connection, Membership, user_id=person, organisation_id=provider, role="consultant")
    terms = {"purpose": "bench", "shares": ["answers", "results"], "agreed_by": person, "since_at": clock.now()}
    for tenant in firms:
        _add(connection, Engagement, tenant_id=tenant, provider_id=provider, **terms)
