"""deliveries"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None

TABLES = ("calendar_feeds", "deliveries", "delivery_changes", "delivery_reminders", "gate_checks")


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_calendar_feeds_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_calendar_feeds_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_calendar_feeds_tenant_id_user_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_feeds_tenant_id_secret_hash"), ["tenant_id", "secret_hash"], unique=True
        )

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("initiative_key", sa.String(length=80), nullable=False),
        sa.Column("site_key", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("staff_days", sa.Integer(), nullable=True),
        sa.Column("kpi_value", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("planned_from_on", sa.Date(), nullable=True),
        sa.Column("planned_to_on", sa.Date(), nullable=True),
        sa.Column("planned_minor", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'started', 'paused', 'done', 'dropped')", name=op.f("ck_deliveries_status")
        ),
        sa.CheckConstraint("cost_minor IS NULL OR cost_minor >= 0", name=op.f("ck_deliveries_cost")),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name=op.f("ck_deliveries_order")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_deliveries_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_deliveries_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "initiative_key", "site_key", name=op.f("uq_deliveries_tenant_id_initiative_key_site_key")
        ),
        info={"owned": True},
    )
    op.create_table(
        "delivery_reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_delivery_reminders_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_delivery_reminders_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_reminders")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_delivery_reminders_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_delivery_reminders_tenant_id_user_id")),
        info={"owned": True},
    )
    op.create_table(
        "gate_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("initiative_key", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_gate_checks_changed_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_gate_checks_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_checks")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_gate_checks_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "initiative_key", name=op.f("uq_gate_checks_tenant_id_initiative_key")),
        info={"owned": True},
    )
    op.create_table(
        "delivery_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_delivery_changes_made_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delivery_id"],
            ["deliveries.tenant_id", "deliveries.id"],
            name=op.f("fk_delivery_changes_tenant_id_delivery_id_deliveries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_delivery_changes_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_changes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_delivery_changes_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("delivery_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_changes_tenant_id_delivery_id"), ["tenant_id", "delivery_id"], unique=False
        )
    for table in TABLES:
        enable_rls(op, table)


def downgrade() -> None:
    with op.batch_alter_table("delivery_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_changes_tenant_id_delivery_id"))

    op.drop_table("delivery_changes")
    op.drop_table("gate_checks")
    op.drop_table("delivery_reminders")
    op.drop_table("deliveries")
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feeds_tenant_id_secret_hash"))

    op.drop_table("calendar_feeds")
