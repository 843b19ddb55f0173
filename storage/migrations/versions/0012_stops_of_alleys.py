"""stops of a whole alley, and why"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

RUNNING = sa.text('undone_at IS NULL AND finished_at IS NULL')
COUNTED_UP = {'sqlite_autoincrement': True}
CHECKS = (
    ('(market_day_id IS NULL) <> (alley_id IS NULL)', 'stop_of_one'),
    ("reason IN ('weather', 'authority', 'other')", 'stop_reason'),
)


@contextmanager
def rebuilt() -> Iterator[Any]:
    """Change the table of stops; on SQLite it is made anew, and goes on counting where it was."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    last = op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'stop'")).scalar() if sqlite else None
    with op.batch_alter_table('stop', table_kwargs=COUNTED_UP) as stop:
        yield stop
    if last is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'stop'")
        op.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('stop', :last)").bindparams(last=last))


def upgrade() -> None:
    with rebuilt() as stop:
        stop.alter_column('market_day_id', existing_type=sa.Integer(), nullable=True)
        stop.add_column(sa.Column('alley_id', sa.Integer(), nullable=True))
        stop.add_column(sa.Column('reason', sa.String(length=12), nullable=False, server_default='other'))
        stop.create_foreign_key('stop_alley_id_fkey', 'alley', ['alley_id'], ['id'])
    with rebuilt() as stop:
        stop.alter_column('reason', existing_type=sa.String(length=12), server_default=None)
        for condition, name in CHECKS:
            stop.create_check_constraint(name, condition)
    op.create_index('stop_of_alley', 'stop', ['alley_id'])
    op.create_index(
        'stop_running_in_alley', 'stop', ['alley_id'], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
    )


def downgrade() -> None:
    op.drop_index('stop_running_in_alley', table_name='stop')
    op.drop_index('stop_of_alley', table_name='stop')
    op.execute('UPDATE "drop" SET stop_id = NULL WHERE stop_id IN (SELECT id FROM stop WHERE alley_id IS NOT NULL)')
    op.execute('DELETE FROM stop WHERE alley_id IS NOT NULL')
    with rebuilt() as stop:
        for _condition, name in CHECKS:
            stop.drop_constraint(name, type_='check')
        stop.drop_constraint('stop_alley_id_fkey', type_='foreignkey')
        stop.drop_column('reason')
        stop.drop_column('alley_id')
        stop.alter_column('market_day_id', existing_type=sa.Integer(), nullable=False)
