"""brands of providers, and the logos reports were issued with"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0170"
down_revision = "0160"
branch_labels = None
depends_on = None


def _owned(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f(f"fk_{table}_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
    ]


def upgrade() -> None:
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("may_hide_us", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "brands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("dark", sa.String(length=7), nullable=False),
        sa.Column("footer_zh", sa.String(length=160), server_default="", nullable=False),
        sa.Column("footer_en", sa.String(length=160), server_default="", nullable=False),
        sa.Column("sender", sa.String(length=60), server_default="", nullable=False),
        sa.Column("contact", sa.String(length=160), server_default="", nullable=False),
        sa.Column("hides_us", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("logo_hash", sa.String(length=64), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_brands_changed_by_id_users"), ondelete="SET NULL"
        ),
        *_owned("brands"),
        info={"owned": True},
    )
    op.create_index(op.f("ix_brands_tenant_id"), "brands", ["tenant_id"], unique=True)
    op.create_table(
        "logos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_owned("logos"),
        sa.UniqueConstraint("tenant_id", "sha256", name=op.f("uq_logos_tenant_id_sha256")),
        info={"owned": True},
    )
    enable_rls(op, "brands")
    enable_rls(op, "logos")


def downgrade() -> None:
    op.drop_table("logos")
    op.drop_table("brands")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_column("may_hide_us")
