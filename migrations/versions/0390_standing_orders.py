"""exports of reports that come round, and how often a firm's files were tried"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0390"
down_revision = "0380"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("batch_items") as batch_op:
        batch_op.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("batches") as batch_op:
        batch_op.add_column(sa.Column("standing_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_batches_tenant_id_standing_id_due_on"), ["tenant_id", "standing_id", "due_on"]
        )
    op.create_table(
        "standing_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("view_id", sa.Uuid(), nullable=True),
        sa.Column("client_ids", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("langs", sa.JSON(), nullable=False),
        sa.Column("pattern", sa.String(length=120), nullable=False),
        sa.Column("signed_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), server_default="", nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rhythm IN ('weekly', 'monthly')", name=op.f("ck_standing_orders_rhythm")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_standing_orders_asked_by_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_standing_orders_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_standing_orders_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("standing_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_orders_tenant_id_asked_by_id"), ["tenant_id", "asked_by_id"])
        batch_op.create_index(batch_op.f("ix_standing_orders_state_next_at"), ["state", "next_at"])
        batch_op.create_index(batch_op.f("ix_standing_orders_asked_by_id"), ["asked_by_id"])
    enable_rls(op, "standing_orders")


def downgrade() -> None:
    op.drop_table("standing_orders")
    with op.batch_alter_table("batches") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_batches_tenant_id_standing_id_due_on"), type_="unique")
        batch_op.drop_column("due_on")
        batch_op.drop_column("standing_id")
    with op.batch_alter_table("batch_items") as batch_op:
        batch_op.drop_column("tries")
