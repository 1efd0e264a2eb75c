"""attempts at people's accounts, kept for six months and a little more"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import grant

revision = "0400"
down_revision = "0390"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("claimed", sa.String(length=32), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_person_id_at"), ["person_id", "at"], unique=False)
    grant(op, "attempts", "SELECT, INSERT", to=("jianyun_app",))
    grant(op, "attempts", "SELECT, INSERT, DELETE", to=("jianyun_platform",))


def downgrade() -> None:
    op.drop_table("attempts")
