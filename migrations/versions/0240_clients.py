"""clients of a provider; a provider's scope covers its own rows"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import ENGAGED, PROVIDER, enable_rls

ALONE = ENGAGED.replace(f"SELECT {PROVIDER} UNION ALL ", "", 1)

revision = "0240"
down_revision = "0230"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=400), server_default="", nullable=False),
        sa.Column("contact_name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("contact", sa.String(length=254), server_default="", nullable=False),
        sa.Column("account_manager_id", sa.Uuid(), nullable=True),
        sa.Column("consultant_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("industry_key", sa.String(length=80), server_default="", nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("previous_level", sa.Integer(), nullable=True),
        sa.Column("previous_score", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_action", sa.String(length=200), server_default="", nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_manager_id"], ["users.id"], name=op.f("fk_clients_account_manager_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["users.id"], name=op.f("fk_clients_consultant_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_clients_firm_id_organisations"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_clients_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_clients_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("clients", schema=None) as batch_op:
        batch_op.create_index("ix_clients_due_on", ["tenant_id", "due_on"], unique=False)
        batch_op.create_index("ix_clients_last_active_at", ["tenant_id", "last_active_at"], unique=False)
        batch_op.create_index("ix_clients_level", ["tenant_id", "level"], unique=False)
        batch_op.create_index("ix_clients_name", ["tenant_id", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_clients_tenant_id_firm_id"), ["tenant_id", "firm_id"], unique=True)
    enable_rls(op, "clients")
    _see(ENGAGED)


def downgrade() -> None:
    _see(ALONE)
    with op.batch_alter_table("clients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clients_tenant_id_firm_id"))
        batch_op.drop_index("ix_clients_name")
        batch_op.drop_index("ix_clients_level")
        batch_op.drop_index("ix_clients_last_active_at")
        batch_op.drop_index("ix_clients_due_on")

    op.drop_table("clients")


def _see(reach: str) -> None:
    """Give the policy that lets providers read to every table that has one."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    named = sa.text("SELECT tablename FROM pg_policies WHERE policyname = 'provider' AND schemaname = current_schema()")
    for (table,) in bind.execute(named).all():
        op.execute(f'ALTER POLICY provider ON "{table}" USING (tenant_id IN ({reach}))')
