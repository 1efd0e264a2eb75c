"""answers of colleagues"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLES = ("answers", "answer_revisions")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("given_by", sa.String(length=80), server_default="", nullable=False))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("given_by")
