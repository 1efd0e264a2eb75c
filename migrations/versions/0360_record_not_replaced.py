"""an act on record cannot be written over by one of the same id"""

from alembic import op

revision = "0360"
down_revision = "0350"
branch_labels = None
depends_on = None

SAME = {"events": "id = NEW.id", "event_seals": "id = NEW.id OR number = NEW.number"}


def upgrade() -> None:
    # On SQLite INSERT OR REPLACE removes the old row without asking the trigger on DELETE.
    if op.get_bind().dialect.name == "postgresql":
        return
    for table, same in SAME.items():
        op.execute(
            f"CREATE TRIGGER {table}_stay_insert BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            "BEGIN SELECT RAISE(ABORT, 'the record of acts can only grow'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        for table in SAME:
            op.execute(f"DROP TRIGGER {table}_stay_insert")
