"""price books, quotations, and the copies firms keep of them"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0410"
down_revision = "0400"
branch_labels = None
depends_on = None

KEPT = {
    "quotations": ("OLD.issued_at IS NOT NULL", "number, firm_id, lines, valid_until, note, issued_at, paper"),
    "received_quotations": ("TRUE", "quotation_id, number, issued_on, valid_until, paper"),
}
"""Table -> when a row may not change, and in which columns: the rest are links that the database itself cuts."""


def upgrade() -> None:
    op.create_table(
        "price_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("initiative", sa.String(length=80), server_default="", nullable=False),
        sa.Column("name_zh", sa.String(length=160), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_price_items_price")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_price_items_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_items")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_price_items_tenant_id_code")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_price_items_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("price_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_items_tenant_id_initiative"), ["tenant_id", "initiative"])
    op.create_table(
        "quotations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("replaces", sa.String(length=20), server_default="", nullable=False),
        sa.Column("roadmap_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(issued_at IS NULL) = (paper IS NULL)", name=op.f("ck_quotations_issued")),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_quotations_firm_id_organisations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_quotations_made_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_quotations_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotations")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_quotations_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_quotations_tenant_id_number")),
        info={"owned": True},
    )
    with op.batch_alter_table("quotations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quotations_tenant_id_firm_id"), ["tenant_id", "firm_id"])
        batch_op.create_index(batch_op.f("ix_quotations_firm_id"), ["firm_id"])
    op.create_table(
        "received_quotations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("quotation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_received_quotations_provider_id_organisations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_received_quotations_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_quotations")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_received_quotations_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "quotation_id", name=op.f("uq_received_quotations_tenant_id_quotation_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("received_quotations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_quotations_provider_id"), ["provider_id"])
    for table in ("price_items", *KEPT):
        enable_rls(op, table)
    _freeze()


def _freeze() -> None:
    """What was handed over stays as it was, whatever code says."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'an issued quotation does not change'; END $$"
        )
        for table, (when, columns) in KEPT.items():
            op.execute(
                f"CREATE TRIGGER {table}_stay BEFORE UPDATE OF {columns} ON {table} "
                f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_rewriting()"
            )
        return
    for table, (when, columns) in KEPT.items():
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OF {columns} ON {table} WHEN {when} "
            "BEGIN SELECT RAISE(ABORT, 'an issued quotation does not change'); END"
        )


def downgrade() -> None:
    for table in ("received_quotations", "quotations", "price_items"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_rewriting()")
