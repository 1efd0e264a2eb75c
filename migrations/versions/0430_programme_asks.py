"""a provider asks its clients into a programme, and is reminded of targets past their day"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import PROVIDER, TENANT, grant, policy

revision = "0430"
down_revision = "0420"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_asks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name=op.f("fk_programme_asks_asked_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_programme_asks_provider_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_programme_asks_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_asks")),
        sa.UniqueConstraint("tenant_id", "programme_id", name=op.f("uq_programme_asks_tenant_id_programme_id")),
    )
    with op.batch_alter_table("programme_asks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_asks_provider_id_programme_id"), ["provider_id", "programme_id"], unique=False
        )
    with op.batch_alter_table("programme_targets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_for", sa.Date(), nullable=True))
    grant(op, "programme_asks")
    # The provider asks, the firm answers.
    parties = f"tenant_id = (SELECT {TENANT}) OR provider_id = (SELECT {TENANT})"
    policy(op, "programme_asks", f"{parties} OR provider_id = (SELECT {PROVIDER})", name="parties", check=parties)


def downgrade() -> None:
    with op.batch_alter_table("programme_targets", schema=None) as batch_op:
        batch_op.drop_column("reminded_for")
    op.drop_table("programme_asks")
