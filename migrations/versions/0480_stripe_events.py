"""what Stripe sent, what differs from it, and what a seat costs"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import grant

revision = "0480"
down_revision = "0470"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stripe_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("object_type", sa.String(length=60), nullable=False),
        sa.Column("payer", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("api_version", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(length=300), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_events")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_stripe_events_stripe_id")),
    )
    with op.batch_alter_table("stripe_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stripe_events_state_due_at"), ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_stripe_events_payer_state"), ["payer", "state"], unique=False)

    op.create_table(
        "drifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("ours", sa.String(length=120), nullable=False),
        sa.Column("theirs", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_drifts_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drifts")),
    )
    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drifts_mended_at_seen_at"), ["mended_at", "seen_at"], unique=False)

    op.add_column("customers", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("unit_minor", sa.BigInteger(), nullable=True))
    grant(op, "stripe_events")
    grant(op, "drifts")


def downgrade() -> None:
    op.drop_column("subscriptions", "unit_minor")
    op.drop_column("customers", "read_at")
    op.drop_table("drifts")
    op.drop_table("stripe_events")
