"""credits of providers, and what firms were given"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_private_rls

revision = "0490"
down_revision = "0480"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_credits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("provider_name", sa.String(length=120), nullable=False),
        sa.Column("given_by", sa.String(length=120), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_received_credits_provider_id_organisations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_received_credits_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_credits")),
        sa.UniqueConstraint("tenant_id", "credit_id", name=op.f("uq_received_credits_tenant_id_credit_id")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_received_credits_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("received_credits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_credits_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "credit_lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("subscription_id", sa.Uuid(), nullable=True),
        sa.Column("period_start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("near_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("low_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(subscription_id IS NULL) = (period_start_at IS NULL)", name=op.f("ck_credit_lots_period")),
        sa.CheckConstraint("order_id IS NOT NULL OR subscription_id IS NOT NULL", name=op.f("ck_credit_lots_source")),
        sa.CheckConstraint("size >= 1", name=op.f("ck_credit_lots_size")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_credit_lots_tenant_id_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subscription_id"],
            ["subscriptions.tenant_id", "subscriptions.id"],
            name=op.f("fk_credit_lots_tenant_id_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_credit_lots_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_lots")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_credit_lots_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "order_id", name=op.f("uq_credit_lots_tenant_id_order_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "subscription_id",
            "period_start_at",
            name=op.f("uq_credit_lots_tenant_id_subscription_id_period_start_at"),
        ),
        info={"owned": True},
    )
    with op.batch_alter_table("credit_lots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_lots_tenant_id_until_at"), ["tenant_id", "until_at"], unique=False)

    op.create_table(
        "credits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Uuid(), nullable=False),
        sa.Column("handed_by_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_credits_firm_id_organisations"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["handed_by_id"], ["users.id"], name=op.f("fk_credits_handed_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["credit_lots.tenant_id", "credit_lots.id"],
            name=op.f("fk_credits_tenant_id_lot_id_credit_lots"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_credits_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits")),
        sa.UniqueConstraint("tenant_id", "act", "client_id", name=op.f("uq_credits_tenant_id_act_client_id")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_credits_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credits_firm_id"), ["firm_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credits_tenant_id_created_at"), ["tenant_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_credits_tenant_id_lot_id"), ["tenant_id", "lot_id"], unique=False)

    for table in ("credit_lots", "credits", "received_credits"):
        enable_private_rls(op, table)


def downgrade() -> None:
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credits_tenant_id_lot_id"))
        batch_op.drop_index(batch_op.f("ix_credits_tenant_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_credits_firm_id"))

    op.drop_table("credits")
    with op.batch_alter_table("credit_lots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_lots_tenant_id_until_at"))

    op.drop_table("credit_lots")
    with op.batch_alter_table("received_credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_received_credits_provider_id"))

    op.drop_table("received_credits")
