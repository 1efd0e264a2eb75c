"""prefilled answers"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("answers", "answer_revisions"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("prefilled", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("answer_revisions", "answers"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("prefilled")
