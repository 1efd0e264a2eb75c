"""sign-on of providers"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0280"
down_revision = "0270"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_ons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("secret_sealed", sa.String(length=1200), server_default="", nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_sign_ons_changed_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_sign_ons_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ons")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_sign_ons_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("sign_ons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ons_tenant_id"), ["tenant_id"], unique=True)
    enable_rls(op, "sign_ons")
    op.create_table(
        "sign_on_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_sign_on_links_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sign_on_links_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on_links")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_sign_on_links_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("sign_on_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_on_links_tenant_id_issuer_subject"), ["tenant_id", "issuer", "subject"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_sign_on_links_tenant_id_user_id"), ["tenant_id", "user_id"], unique=True)
    enable_rls(op, "sign_on_links")


def downgrade() -> None:
    op.drop_table("sign_on_links")
    op.drop_table("sign_ons")
