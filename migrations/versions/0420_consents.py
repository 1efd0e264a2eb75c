"""asks of providers, marks of what was told, and consents that stay as they were agreed to"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import PROVIDER, TENANT, enable_rls, grant, policy

revision = "0420"
down_revision = "0410"
branch_labels = None
depends_on = None

KEPT = {
    "engagements": (
        ("tenant_id", "provider_id", "purpose", "shares", "since_at", "until_at", "follows_id", "invite_id"),
        ("ended_at",),
    ),
    "consent_asks": (
        ("tenant_id", "provider_id", "engagement_id", "purpose", "shares", "until_at", "expires_at", "created_at"),
        ("closed_at", "outcome"),
    ),
}
"""Columns that never change, and columns that are written once. Who agreed goes when the person's account goes."""
SAID = "what was agreed to stays as it was"


def upgrade() -> None:
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("follows_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_engagements_ended_by_users"), "users", ["ended_by"], ["id"], ondelete="SET NULL"
        )
    op.create_table(
        "consent_asks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("made_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_consent_asks_{column}_{table}"), ondelete=ondelete
            )
            for column, table, ondelete in (
                ("tenant_id", "organisations", "CASCADE"),
                ("provider_id", "organisations", "CASCADE"),
                ("engagement_id", "engagements", "CASCADE"),
                ("asked_by", "users", "SET NULL"),
                ("closed_by", "users", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_asks")),
    )
    is_open = sa.text("closed_at IS NULL")
    with op.batch_alter_table("consent_asks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_asks_tenant_id"), ["tenant_id"], unique=False)
        batch_op.create_index(
            "ix_consent_asks_open",
            ["provider_id", "tenant_id"],
            unique=True,
            sqlite_where=is_open,
            postgresql_where=is_open,
        )
    # Both sides read it, both end it; what a provider writes here opens nothing: only a firm writes a consent.
    grant(op, "consent_asks", "SELECT, INSERT, UPDATE", to=("jianyun_app",))
    grant(op, "consent_asks", to=("jianyun_platform",))
    sides = f"tenant_id = (SELECT {TENANT}) OR provider_id = (SELECT {TENANT})"
    policy(op, "consent_asks", f"{sides} OR provider_id = (SELECT {PROVIDER})", name="parties", check=sides)
    op.create_table(
        "consent_tellings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_consent_tellings_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_tellings")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_consent_tellings_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "mark", name=op.f("uq_consent_tellings_tenant_id_mark")),
        info={"owned": True},
    )
    enable_rls(op, "consent_tellings")
    for table, (fixed, once) in KEPT.items():
        _keep(table, fixed, once)


def _keep(table: str, fixed: tuple[str, ...], once: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_as_agreed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
        )
        changed = [f"NEW.{name}::text IS DISTINCT FROM OLD.{name}::text" for name in fixed]
        changed += [f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in once]
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({' OR '.join(changed)}) EXECUTE FUNCTION {table}_as_agreed()"
        )
        return
    changed = [f"NEW.{name} IS NOT OLD.{name}" for name in fixed]
    changed += [f"(OLD.{name} IS NOT NULL AND NEW.{name} IS NOT OLD.{name})" for name in once]
    op.execute(
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} WHEN {' OR '.join(changed)} "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT:
            op.execute(f"DROP TRIGGER {table}_stay ON {table}")
            op.execute(f"DROP FUNCTION {table}_as_agreed()")
    else:
        for table in KEPT:
            op.execute(f"DROP TRIGGER {table}_stay")
    op.drop_table("consent_tellings")
    op.drop_table("consent_asks")
    with op.batch_alter_table("engagements", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_engagements_ended_by_users"), type_="foreignkey")
        batch_op.drop_column("follows_id")
        batch_op.drop_column("ended_by")
