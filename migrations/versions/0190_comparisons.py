"""reports that compare two rounds, and looks at a shared report on paper"""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0180"
branch_labels = None
depends_on = None

EARLIER = "fk_reports_tenant_id_earlier_id_assessments"


def upgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=12), server_default="full", nullable=False))
        batch_op.add_column(sa.Column("earlier_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(EARLIER),
            "assessments",
            ["tenant_id", "earlier_id"],
            ["tenant_id", "id"],
            ondelete="CASCADE",
        )
    with op.batch_alter_table("share_views", schema=None) as batch_op:
        batch_op.add_column(sa.Column("what", sa.String(length=8), server_default="page", nullable=False))


def downgrade() -> None:
    reports = sa.table("reports", sa.column("kind"))
    op.execute(reports.delete().where(reports.c.kind != "full"))
    with op.batch_alter_table("share_views", schema=None) as batch_op:
        batch_op.drop_column("what")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(EARLIER), type_="foreignkey")
        batch_op.drop_column("earlier_id")
        batch_op.drop_column("kind")
