"""clerks, bank transfers and fapiao"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_private_rls, grant

revision = "0500"
down_revision = "0490"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_marks")),
        sa.UniqueConstraint("mark", name=op.f("uq_bank_marks_mark")),
    )
    op.create_table(
        "clerks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_clerks_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clerks")),
    )
    with op.batch_alter_table("clerks", schema=None) as batch_op:
        batch_op.create_index(
            "uq_clerks_standing",
            ["user_id"],
            unique=True,
            sqlite_where=sa.column("ended_at").is_(None),
            postgresql_where=sa.column("ended_at").is_(None),
        )

    op.create_table(
        "fapiao",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=True),
        sa.Column("file_kind", sa.String(length=10), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("red_number", sa.String(length=20), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("make", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("tax_id", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_fapiao_amount")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_fapiao_asked_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_fapiao_decided_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_fapiao_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fapiao")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_fapiao_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_fapiao_tenant_id_reference")),
        info={"owned": True},
    )
    with op.batch_alter_table("fapiao", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fapiao_tenant_id_state"), ["tenant_id", "state"], unique=False)

    op.create_table(
        "fapiao_details",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("make", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("tax_id", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_fapiao_details_changed_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_fapiao_details_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fapiao_details")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_fapiao_details_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_fapiao_details_tenant_id")),
        info={"owned": True},
    )
    op.create_table(
        "bank_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state <> 'confirmed' OR order_id IS NOT NULL", name=op.f("ck_bank_transfers_confirmed")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bank_transfers_amount")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_bank_transfers_decided_by_id_users"), ondelete="SET NULL"
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
        batch_op.create_index(
            batch_op.f("ix_bank_transfers_tenant_id_order_id"), ["tenant_id", "order_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_bank_transfers_tenant_id_state"), ["tenant_id", "state"], unique=False)

    op.create_table(
        "fapiao_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("fapiao_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.String(length=120), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(order_id IS NULL) <> (invoice_id IS NULL)", name=op.f("ck_fapiao_lines_payment")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "fapiao_id"],
            ["fapiao.tenant_id", "fapiao.id"],
            name=op.f("fk_fapiao_lines_tenant_id_fapiao_id_fapiao"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_fapiao_lines_tenant_id_invoice_id_invoices"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_fapiao_lines_tenant_id_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_fapiao_lines_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fapiao_lines")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_fapiao_lines_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("fapiao_lines", schema=None) as batch_op:
        batch_op.create_index(
            "uq_fapiao_lines_invoice",
            ["tenant_id", "invoice_id"],
            unique=True,
            sqlite_where=sa.column("released_at").is_(None),
            postgresql_where=sa.column("released_at").is_(None),
        )
        batch_op.create_index(
            "uq_fapiao_lines_order",
            ["tenant_id", "order_id"],
            unique=True,
            sqlite_where=sa.column("released_at").is_(None),
            postgresql_where=sa.column("released_at").is_(None),
        )

    for table in ("bank_transfers", "fapiao", "fapiao_details", "fapiao_lines"):
        enable_private_rls(op, table)
    grant(op, "bank_marks", "SELECT, INSERT, DELETE")
    # Pages ask who is a clerk; only the operator's command line, as the platform's role, makes one.
    grant(op, "clerks", "SELECT", to=("jianyun_app",))
    grant(op, "clerks", to=("jianyun_platform",))


def downgrade() -> None:
    with op.batch_alter_table("fapiao_lines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_fapiao_lines_order",
            sqlite_where=sa.column("released_at").is_(None),
            postgresql_where=sa.column("released_at").is_(None),
        )
        batch_op.drop_index(
            "uq_fapiao_lines_invoice",
            sqlite_where=sa.column("released_at").is_(None),
            postgresql_where=sa.column("released_at").is_(None),
        )

    op.drop_table("fapiao_lines")
    with op.batch_alter_table("bank_transfers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_transfers_tenant_id_state"))
        batch_op.drop_index(batch_op.f("ix_bank_transfers_tenant_id_order_id"))

    op.drop_table("bank_transfers")
    op.drop_table("fapiao_details")
    with op.batch_alter_table("fapiao", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fapiao_tenant_id_state"))

    op.drop_table("fapiao")
    with op.batch_alter_table("clerks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_clerks_standing",
            sqlite_where=sa.column("ended_at").is_(None),
            postgresql_where=sa.column("ended_at").is_(None),
        )

    op.drop_table("clerks")
    op.drop_table("bank_marks")
