"""tried roadmaps"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None

KEY = "fk_roadmaps_adopted_by_id_users"


def upgrade() -> None:
    with op.batch_alter_table("roadmaps", schema=None) as batch_op:
        # What was planned so far stands: no try-out, and without a day of adoption it counts from its making.
        batch_op.add_column(sa.Column("draft", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("clashed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("compared_with", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("adopted_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(KEY), "users", ["adopted_by_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("roadmaps", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(KEY), type_="foreignkey")
        for name in ("adopted_by_id", "adopted_at", "compared_with", "clashed", "draft"):
            batch_op.drop_column(name)
