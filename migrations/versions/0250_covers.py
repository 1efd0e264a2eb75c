"""seats of a provider, further roles of a member, cover while somebody is away"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0250"
down_revision = "0240"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisations", sa.Column("seats", sa.Integer(), nullable=True))
    op.add_column("memberships", sa.Column("also", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "covers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("covering_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_covers_order")),
        sa.CheckConstraint("user_id <> covering_id", name=op.f("ck_covers_another")),
        sa.ForeignKeyConstraint(
            ["covering_id"], ["users.id"], name=op.f("fk_covers_covering_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_covers_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_covers_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_covers_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_covers_tenant_id_covering_id_to_on"), ["tenant_id", "covering_id", "to_on"], unique=False
        )
    enable_rls(op, "covers")


def downgrade() -> None:
    with op.batch_alter_table("covers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_covers_tenant_id_covering_id_to_on"))
    op.drop_table("covers")
    op.drop_column("memberships", "also")
    op.drop_column("organisations", "seats")
