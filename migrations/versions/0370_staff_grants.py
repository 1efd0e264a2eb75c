"""platform staff read a firm by a grant, and in no other way"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import PROVIDER, TENANT, grant, policy

revision = "0370"
down_revision = "0360"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_staff_grants_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_staff_grants_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_grants")),
    )
    with op.batch_alter_table("staff_grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_grants_tenant_id"), ["tenant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_grants_user_id_until_at"), ["user_id", "until_at"], unique=False)
    # Pages may end a grant; only the operator's command line, as the platform's role, makes one.
    grant(op, "staff_grants", "SELECT, UPDATE (ended_at)", to=("jianyun_app",))
    grant(op, "staff_grants", to=("jianyun_platform",))
    # Read before it is known which tenant a request is about; once a session is a tenant's, that tenant's alone.
    own = f"tenant_id = (SELECT {TENANT})"
    policy(op, "staff_grants", f"{own} OR coalesce({TENANT}, {PROVIDER}) IS NULL", name="tenant", check=own)


def downgrade() -> None:
    op.drop_table("staff_grants")
