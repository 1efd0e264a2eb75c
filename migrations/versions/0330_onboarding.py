"""invitations of firms by a provider"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0330"
down_revision = "0320"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invite_id", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_engagements_invite_id"), ["invite_id"])
    op.create_table(
        "firm_invites",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_firm_invites_made_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_firm_invites_tenant_id_client_id_clients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_firm_invites_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_invites")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_firm_invites_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("firm_invites", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_firm_invites_tenant_id_client_id"), ["tenant_id", "client_id"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_firm_invites_tenant_id_secret_hash"), ["tenant_id", "secret_hash"], unique=True
        )
    enable_rls(op, "firm_invites")


def downgrade() -> None:
    op.drop_table("firm_invites")
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_engagements_invite_id"), type_="unique")
        batch_op.drop_column("invite_id")
