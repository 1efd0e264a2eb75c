"""a provider's views, notes and settings of its book; month ends"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import TENANT, enable_rls

revision = "0270"
down_revision = "0260"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "book_settings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("stalled_days", sa.Integer(), server_default="30", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_book_settings_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_settings")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_book_settings_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_book_settings_tenant_id")),
        info={"owned": True},
    )
    op.create_table(
        "book_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_book_views_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_book_views_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_views")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_book_views_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "user_id", "name", name=op.f("uq_book_views_tenant_id_user_id_name")),
        info={"owned": True},
    )
    op.create_table(
        "closings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("stalled_days", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_closings_made_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_closings_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_closings_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_closings_tenant_id_key")),
        info={"owned": True},
    )
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closings_tenant_id_as_of"), ["tenant_id", "as_of"], unique=False)

    op.create_table(
        "book_defaults",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "view_id"],
            ["book_views.tenant_id", "book_views.id"],
            name=op.f("fk_book_defaults_tenant_id_view_id_book_views"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_book_defaults_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_book_defaults_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_defaults")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_book_defaults_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_book_defaults_tenant_id_user_id")),
        info={"owned": True},
    )
    op.create_table(
        "book_snapshots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("closing_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), server_default="", nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("industry_key", sa.String(length=80), server_default="", nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("manager", sa.String(length=120), server_default="", nullable=False),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("next_action", sa.String(length=200), server_default="", nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("is_stalled", sa.Boolean(), nullable=False),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_book_snapshots_firm_id_organisations"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "closing_id"],
            ["closings.tenant_id", "closings.id"],
            name=op.f("fk_book_snapshots_tenant_id_closing_id_closings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_book_snapshots_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_snapshots")),
        sa.UniqueConstraint(
            "tenant_id", "closing_id", "mark", name=op.f("uq_book_snapshots_tenant_id_closing_id_mark")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_book_snapshots_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("book_snapshots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_book_snapshots_tenant_id_firm_id"), ["tenant_id", "firm_id"], unique=False)

    op.create_table(
        "client_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_client_notes_by_id_users"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_client_notes_tenant_id_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_client_notes_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_notes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_client_notes_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("client_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_notes_tenant_id_client_id_created_at"),
            ["tenant_id", "client_id", "created_at"],
            unique=False,
        )

    with op.batch_alter_table("clients", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steps", sa.JSON(), server_default="[]", nullable=False))
        batch_op.create_index(batch_op.f("ix_clients_tenant_id_name_key"), ["tenant_id", "name_key"], unique=False)

    for table in ("book_settings", "book_views", "book_defaults", "client_notes", "closings", "book_snapshots"):
        enable_rls(op, table)
    if op.get_bind().dialect.name == "postgresql":  # a provider at work on its own rows sees who agreed to it
        op.execute(f"CREATE POLICY counterpart ON engagements FOR SELECT USING (provider_id = (SELECT {TENANT}))")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY counterpart ON engagements")
    with op.batch_alter_table("clients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clients_tenant_id_name_key"))
        batch_op.drop_column("steps")

    with op.batch_alter_table("client_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_notes_tenant_id_client_id_created_at"))

    op.drop_table("client_notes")
    with op.batch_alter_table("book_snapshots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_book_snapshots_tenant_id_firm_id"))

    op.drop_table("book_snapshots")
    op.drop_table("book_defaults")
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closings_tenant_id_as_of"))

    op.drop_table("closings")
    op.drop_table("book_views")
    op.drop_table("book_settings")
