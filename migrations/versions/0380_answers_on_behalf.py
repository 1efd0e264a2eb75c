"""answers given on a firm's behalf, and out of a workbook"""

import sqlalchemy as sa
from alembic import op

revision = "0380"
down_revision = "0370"
branch_labels = None
depends_on = None

TABLES = ("answers", "answer_revisions")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("proxy", sa.Boolean(), nullable=False, server_default=sa.false()))
            batch_op.add_column(sa.Column("source", sa.String(length=20), nullable=False, server_default=""))
    walled = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        if walled:  # the owner of the tables sees every firm's rows only while the wall does not bind it
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        rows = sa.table(table, sa.column("proxy"), sa.column("given_by"), sa.column("answered_by_id"))
        # Until now only advisers who interviewed left both a name and an account.
        asked = sa.and_(rows.c.given_by != "", rows.c.answered_by_id.is_not(None))
        op.execute(sa.update(rows).where(asked).values(proxy=sa.true()))
        if walled:
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("source")
            batch_op.drop_column("proxy")
