"""customers at Stripe, and what was asked of it"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_private_rls

revision = "0460"
down_revision = "0450"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("stripe_id", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_customers_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_customers_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "stripe_id", name=op.f("uq_customers_tenant_id_stripe_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index(
            "uq_customers_living",
            ["tenant_id"],
            unique=True,
            sqlite_where=sa.column("gone_at").is_(None),
            postgresql_where=sa.column("gone_at").is_(None),
        )

    op.create_table(
        "stripe_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=120), nullable=False),
        sa.Column("keyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("burnt", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result_id", sa.String(length=80), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_stripe_calls_made_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_stripe_calls_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_calls")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_stripe_calls_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "idempotency_key", name=op.f("uq_stripe_calls_tenant_id_idempotency_key")),
        info={"owned": True},
    )
    with op.batch_alter_table("stripe_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stripe_calls_state_tried_at"), ["state", "tried_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_stripe_calls_tenant_id_subject"), ["tenant_id", "subject"], unique=False)

    enable_private_rls(op, "customers")
    enable_private_rls(op, "stripe_calls")


def downgrade() -> None:
    with op.batch_alter_table("stripe_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stripe_calls_tenant_id_subject"))
        batch_op.drop_index(batch_op.f("ix_stripe_calls_state_tried_at"))

    op.drop_table("stripe_calls")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_customers_living",
            sqlite_where=sa.column("gone_at").is_(None),
            postgresql_where=sa.column("gone_at").is_(None),
        )

    op.drop_table("customers")
