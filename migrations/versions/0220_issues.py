"""issues of a report: numbered, superseded, retracted"""

from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0220"
down_revision = "0210"
branch_labels = None
depends_on = None

OLD = "uq_reports_tenant_id_roadmap_id"
NEW = "uq_reports_tenant_id_assessment_id_number"
PERSON = "fk_reports_retracted_by_id_users"
COLUMNS = (
    "number",
    "state",
    "draft",
    "classification",
    "superseded_at",
    "retracted_at",
    "retracted_by_id",
    "retract_reason",
)


def upgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=12), server_default="issued", nullable=False))
        batch_op.add_column(sa.Column("draft", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(
            sa.Column("classification", sa.String(length=12), server_default="internal", nullable=False)
        )
        batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("retracted_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("retract_reason", sa.String(length=300), nullable=True))
        batch_op.create_foreign_key(batch_op.f(PERSON), "users", ["retracted_by_id"], ["id"], ondelete="SET NULL")
        batch_op.drop_constraint(batch_op.f(OLD), type_="unique")
    _number_earlier()
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f(NEW), ["tenant_id", "assessment_id", "number"])


def downgrade() -> None:
    """Of each roadmap the newest issue stays."""
    _open_walls()
    reports = _reports()
    newer = reports.alias("newer")
    outdone = sa.exists().where(newer.c.roadmap_id == reports.c.roadmap_id, newer.c.number > reports.c.number)
    op.execute(reports.delete().where(outdone))
    _close_walls()
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NEW), type_="unique")
        batch_op.drop_constraint(batch_op.f(PERSON), type_="foreignkey")
        batch_op.create_unique_constraint(batch_op.f(OLD), ["tenant_id", "roadmap_id"])
        for name in COLUMNS:
            batch_op.drop_column(name)


def _reports() -> sa.TableClause:
    moments = (sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "superseded_at"))
    ids = (sa.column(name, sa.Uuid()) for name in ("id", "assessment_id", "roadmap_id"))
    return sa.table("reports", *ids, *moments, *map(sa.column, ("number", "state", "code")))


def _open_walls() -> None:
    if op.get_bind().dialect.name == "postgresql":  # the owner of the table is held to its policies too
        op.execute("ALTER TABLE reports NO FORCE ROW LEVEL SECURITY")


def _close_walls() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE reports FORCE ROW LEVEL SECURITY")


def _number_earlier() -> None:
    """Reports so far in the order they were issued; of an assessment's reports the last one stands."""
    _open_walls()
    connection, reports = op.get_bind(), _reports()
    wanted = sa.select(reports.c.id, reports.c.assessment_id, reports.c.created_at, reports.c.code)
    rows = connection.execute(
        wanted.where(reports.c.roadmap_id.is_not(None)).order_by(reports.c.created_at, reports.c.id)
    ).all()
    series: dict[Any, list[Any]] = {}
    for row in rows:
        series.setdefault(row.assessment_id, []).append(row)
    standing = {issues[-1].code for issues in series.values()}
    for issues in series.values():
        for number, row in enumerate(issues, 1):
            connection.execute(reports.update().where(reports.c.id == row.id).values(number=number))
        for row, newer in pairwise(issues):
            _supersede(connection, reports, row, newer, told=row.code not in standing)
    _close_walls()


def _supersede(connection: Any, reports: Any, row: Any, newer: Any, *, told: bool) -> None:
    values = {"state": "superseded", "superseded_at": newer.created_at}
    connection.execute(reports.update().where(reports.c.id == row.id).values(**values))
    if told:
        names = (sa.column("code"), sa.column("standing"), sa.column("changed_on", sa.Date()))
        register = sa.table("verifications", *names)
        entry = register.update().where(register.c.code == row.code)
        connection.execute(entry.values(standing="superseded", changed_on=newer.created_at.date()))
