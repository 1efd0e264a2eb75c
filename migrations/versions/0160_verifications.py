"""the public register of issued reports"""

import hashlib
import json
import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.rls import grant

revision = "0160"
down_revision = "0150"
branch_labels = None
depends_on = None

KINDS = {"Questionnaire": "instruments", "Scoring rule": "lenses", "Content library": "library"}


def upgrade() -> None:
    register = op.create_table(
        "verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=19), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint("code", name=op.f("uq_verifications_code")),
    )
    # What was issued cannot be unsaid by the application: it may change how an entry stands, and since when.
    grant(op, "verifications", "SELECT, INSERT, UPDATE (standing, changed_on)")
    _enter_earlier(register)


def downgrade() -> None:
    op.drop_table("verifications")


def _enter_earlier(register: sa.Table) -> None:
    """Reports issued before there was a register are in it too."""
    reports = sa.table("reports", sa.column("code"), sa.column("document"), sa.column("created_at", sa.DateTime()))
    connection = op.get_bind()
    walled = connection.dialect.name == "postgresql"
    if walled:  # the owner of the table is held to its policies too, and no tenant is open here
        op.execute("ALTER TABLE reports NO FORCE ROW LEVEL SECURITY")
    known: set[str] = set()
    wanted = sa.select(reports.c.code, reports.c.document, reports.c.created_at).order_by(reports.c.created_at)
    for code, document, created_at in connection.execute(wanted).all():
        if code not in known:
            known.add(code)
            connection.execute(register.insert(), _entry(code, json.loads(document), created_at))
    if walled:
        op.execute("ALTER TABLE reports FORCE ROW LEVEL SECURITY")


def _entry(code: str, document: dict[str, Any], created_at: Any) -> dict[str, Any]:
    body = _said({"kind": "full", "edition": "full", **document})
    del body["code"]
    spelled = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "id": uuid.uuid4(),
        "code": code,
        "content_hash": hashlib.sha256(spelled.encode()).hexdigest(),
        "issued_on": created_at.date(),
        "versions": _versions(document),
        "standing": "issued",
        "changed_on": None,
    }


def _said(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _said(value) for key, value in node.items() if key not in ("why", "miit_why")}
    return [_said(one) for one in node] if isinstance(node, list) else node


def _versions(document: dict[str, Any]) -> dict[str, list[str]]:
    """The editions as the report's own list of them names them."""
    found: dict[str, list[str]] = {}
    blocks = [block for chapter in document.get("chapters", ()) for block in chapter["blocks"]]
    for table in (one for one in blocks if one["kind"] == "table" and one["id"] == "editions"):
        for row in table["rows"]:
            kind = KINDS.get(row["cells"][0]["en"].partition(":")[0])
            if kind:
                found.setdefault(kind, []).append(row["cells"][1]["en"])
    return found
