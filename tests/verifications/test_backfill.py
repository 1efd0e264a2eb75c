"""Reports issued before there was a register are in it once the database is brought up to date."""

import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.kit import migrate
from app.reports.document import content_hash
from tests.services import Flavour

DOCUMENT = {
    "version": "1",
    "code": "7Q2K-M4XW-90TB-C6ZE",
    "chapters": [
        {
            "id": "sources",
            "blocks": [
                {
                    "kind": "table",
                    "id": "editions",
                    "rows": [
                        {"cells": [{"zh": "问卷：家具", "en": "Questionnaire: Furniture"}, {"zh": "a", "en": "a 1.0"}]},
                        {"cells": [{"zh": "评分规则：就绪", "en": "Scoring rule: R"}, {"zh": "b", "en": "b 2.0"}]},
                    ],
                }
            ],
        }
    ],
}


WHEN = datetime(2026, 5, 4, 3, 2, tzinfo=UTC)


def enter_old_report(connection: sa.Connection) -> None:
    """One more firm that was told the same, with as little around it as the database demands."""
    is_sqlite = connection.dialect.name == "sqlite"
    known: dict[str, Any] = {"kind": "sme", "code": DOCUMENT["code"], "document": json.dumps(DOCUMENT)}
    for name in ("tenant_id", "company_id", "assessment_id", "report_id"):
        known[name] = uuid.uuid4().hex if is_sqlite else uuid.uuid4()
    of = {"organisations": "tenant_id", "companies": "company_id", "assessments": "assessment_id"}
    for name in (*of, "reports"):
        table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
        row = {column.name: _filler(column) for column in table.columns if not column.nullable}
        row |= {key: value for key, value in known.items() if key in row} | {"id": known[of.get(name, "report_id")]}
        connection.execute(table.insert(), row)


def _filler(column: "sa.Column[Any]") -> Any:
    kind = column.type.python_type
    return {datetime: WHEN, date: WHEN.date(), bool: False, int: 1}.get(kind, "x")


@pytest.mark.database
def test_earlier_reports_are_entered(request: pytest.FixtureRequest, database_flavour: Flavour, tmp_path: Path) -> None:
    if database_flavour == "sqlite":
        owner = writer = reader = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        cluster = request.getfixturevalue("postgres_cluster")
        made = cluster.create_database(f"old_{tmp_path.name}")
        owner, writer, reader = made.owner_url, made.superuser_url, made.app_url
    migrate.upgrade(owner, "0150")
    engine = sa.create_engine(writer)
    with engine.begin() as connection:
        for _ in range(2):
            enter_old_report(connection)
    engine.dispose()
    migrate.upgrade(owner, "0160")
    engine = sa.create_engine(reader)
    with engine.connect() as connection:
        register = sa.Table("verifications", sa.MetaData(), autoload_with=engine)
        (entry,) = connection.execute(sa.select(register)).mappings().all()
    engine.dispose()
    assert entry["code"] == DOCUMENT["code"] and entry["standing"] == "issued" and entry["issued_on"] == WHEN.date()
    said = {key: value for key, value in DOCUMENT.items() if key != "code"} | {"kind": "full", "edition": "full"}
    assert entry["content_hash"] == content_hash(said)
    assert entry["versions"] == {"instruments": ["a 1.0"], "lenses": ["b 2.0"]}
