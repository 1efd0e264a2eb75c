"""bank transfers, and the clerks who confirm them"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_private_rls, grant

revision = "0490"
down_revision = "0480"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clerks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_clerks_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clerks")),
        sa.UniqueConstraint("user_id", name=op.f("uq_clerks_user_id")),
    )
    op.create_table(
        "bank_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bank_transfers_amount")),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id != entered_by_id", name=op.f("ck_bank_transfers_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["users.id"], name=op.f("fk_bank_transfers_confirmed_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["users.id"], name=op.f("fk_bank_transfers_entered_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_bank_transfers_tenant_id_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_bank_transfers_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transfers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_bank_transfers_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("bank_transfers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_transfers_state_created_at"), ["state", "created_at"], unique=False)
        batch_op.create_index(
            "uq_bank_transfers_reference",
            ["tenant_id", "reference"],
            unique=True,
            sqlite_where=sa.text("state != 'withdrawn'"),
            postgresql_where=sa.text("state != 'withdrawn'"),
        )

    enable_private_rls(op, "bank_transfers")
    # Only the operator's command line, as the owner or the platform's role, appoints anybody.
    grant(op, "clerks", "SELECT", to=("jianyun_app",))
    grant(op, "clerks", to=("jianyun_platform",))


def downgrade() -> None:
    with op.batch_alter_table("bank_transfers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bank_transfers_reference",
            sqlite_where=sa.text("state != 'withdrawn'"),
            postgresql_where=sa.text("state != 'withdrawn'"),
        )
        batch_op.drop_index(batch_op.f("ix_bank_transfers_state_created_at"))

    op.drop_table("bank_transfers")
    op.drop_table("clerks")
