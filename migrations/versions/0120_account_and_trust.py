"""account and trust pages"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls, grant

revision = "0120"
down_revision = "0110"
branch_labels = None
depends_on = None

PERSON_FK = "fk_engagements_agreed_by_users"


def upgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("agreed_edition", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("tf_primary_method", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("tf_totp_secret", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("tf_last_step", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("closing_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("closing_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_organisations_code"), ["code"])
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.alter_column("agreed_by", existing_type=sa.Uuid(), nullable=True)
        batch_op.drop_constraint(PERSON_FK, type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f(PERSON_FK), "users", ["agreed_by"], ["id"], ondelete="SET NULL")
    _create_consents()
    _create_handovers()
    _create_archives()


def _create_consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_user_id"), ["user_id"], unique=False)
    grant(op, "consents")


def _create_handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("from_user_id", sa.Uuid(), nullable=False),
        sa.Column("to_user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["users.id"], name=op.f("fk_handovers_from_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["users.id"], name=op.f("fk_handovers_to_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f("fk_handovers_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_handovers_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_tenant_id"), ["tenant_id"], unique=True)
    enable_rls(op, "handovers")


def _create_archives() -> None:
    op.create_table(
        "archives",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_archives_user_id_users"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_archives_firm_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archives")),
    )
    with op.batch_alter_table("archives", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archives_user_id"), ["user_id"], unique=False)
    grant(op, "archives")


def downgrade() -> None:
    op.drop_table("archives")
    op.drop_table("handovers")
    op.drop_table("consents")
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.drop_constraint(PERSON_FK, type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f(PERSON_FK), "users", ["agreed_by"], ["id"])
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_organisations_code"), type_="unique")
        for name in ("closing_at", "is_sample", "code"):
            batch_op.drop_column(name)
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_column("seen_on")
        batch_op.drop_column("device")
    with op.batch_alter_table("users", schema=None) as batch_op:
        for name in (
            "closing_at",
            "mf_recovery_codes",
            "tf_last_step",
            "tf_totp_secret",
            "tf_primary_method",
            "agreed_edition",
            "zone",
        ):
            batch_op.drop_column(name)
