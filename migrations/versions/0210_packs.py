"""files for applications"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0210"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("recipe_key", sa.String(length=80), nullable=False),
        sa.Column("policy_key", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=8), nullable=False),
        sa.Column("proofs", sa.String(length=6), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id"],
            ["reports.tenant_id", "reports.id"],
            name=op.f("fk_packs_tenant_id_reports"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_packs_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_packs_asked_by_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_packs_tenant_id_id")),
        info={"owned": True},
    )
    op.create_index(op.f("ix_packs_tenant_id_report_id"), "packs", ["tenant_id", "report_id"])
    op.create_index(op.f("ix_packs_asked_by_id"), "packs", ["asked_by_id"])
    enable_rls(op, "packs")


def downgrade() -> None:
    op.drop_table("packs")
