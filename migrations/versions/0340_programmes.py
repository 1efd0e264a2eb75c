"""programmes of a provider: codes, consents of firms, days, editions, targets"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import PROVIDER, TENANT, enable_rls, grant, policy

revision = "0340"
down_revision = "0330"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_programme_codes_provider_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_codes_code")),
    )
    op.create_table(
        "programme_joinings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=400), nullable=False),
        sa.Column("is_named", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreed_by"], ["users.id"], name=op.f("fk_programme_joinings_agreed_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_programme_joinings_provider_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_programme_joinings_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_joinings")),
    )
    with op.batch_alter_table("programme_joinings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_joinings_provider_id_programme_id_tenant_id"),
            ["provider_id", "programme_id", "tenant_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_programme_joinings_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=80), server_default="", nullable=False),
        sa.Column("unit", sa.String(length=120), server_default="", nullable=False),
        sa.Column("goals", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_programmes_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_programmes_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_programmes_tenant_id_id")),
        info={"owned": True},
    )
    op.create_table(
        "programme_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programmes.tenant_id", "programmes.id"],
            name=op.f("fk_programme_days_tenant_id_programme_id_programmes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_programme_days_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_days")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_programme_days_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "programme_id", "day", name=op.f("uq_programme_days_tenant_id_programme_id_day")
        ),
        info={"owned": True},
    )
    op.create_table(
        "programme_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programmes.tenant_id", "programmes.id"],
            name=op.f("fk_programme_editions_tenant_id_programme_id_programmes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_programme_editions_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_editions")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_programme_editions_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "programme_id", "number", name=op.f("uq_programme_editions_tenant_id_programme_id_number")
        ),
        info={"owned": True},
    )
    op.create_table(
        "programme_targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("goal", sa.String(length=300), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("aimed", sa.Integer(), nullable=False),
        sa.Column("own", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("responsible", sa.String(length=80), server_default="", nullable=False),
        sa.Column("override", sa.String(length=12), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("is_evidenced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("committed_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programmes.tenant_id", "programmes.id"],
            name=op.f("fk_programme_targets_tenant_id_programme_id_programmes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_programme_targets_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_targets")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_programme_targets_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("programme_targets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_targets_tenant_id_programme_id_due_on"),
            ["tenant_id", "programme_id", "due_on"],
            unique=False,
        )

    op.create_table(
        "programme_target_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_programme_target_changes_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "target_id"],
            ["programme_targets.tenant_id", "programme_targets.id"],
            name=op.f("fk_programme_target_changes_tenant_id_target_id_programme_targets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_programme_target_changes_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_target_changes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_programme_target_changes_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("programme_target_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_target_changes_tenant_id_target_id"), ["tenant_id", "target_id"], unique=False
        )
    grant(op, "programme_codes")
    grant(op, "programme_joinings")
    own = f"tenant_id = (SELECT {TENANT})"
    runs = f"provider_id = (SELECT {TENANT}) OR provider_id = (SELECT {PROVIDER})"
    policy(op, "programme_joinings", f"{own} OR {runs}", name="parties", check=own)
    for table in (
        "programmes",
        "programme_days",
        "programme_editions",
        "programme_targets",
        "programme_target_changes",
    ):
        enable_rls(op, table)


def downgrade() -> None:
    with op.batch_alter_table("programme_target_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_target_changes_tenant_id_target_id"))

    op.drop_table("programme_target_changes")
    with op.batch_alter_table("programme_targets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_targets_tenant_id_programme_id_due_on"))

    op.drop_table("programme_targets")
    op.drop_table("programme_editions")
    op.drop_table("programme_days")
    op.drop_table("programmes")
    with op.batch_alter_table("programme_joinings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_joinings_tenant_id"))
        batch_op.drop_index(batch_op.f("ix_programme_joinings_provider_id_programme_id_tenant_id"))

    op.drop_table("programme_joinings")
    op.drop_table("programme_codes")
