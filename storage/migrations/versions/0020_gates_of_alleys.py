"""gates of alleys, and how many people are inside"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

LINK, DEVICE, SCAN = 'kiosk_link', 'kiosk_device', 'kiosk_scan'
ACTIONS, NO_ACTION = ('hand_over', 'admit', 'take_back', 'undo', 'sell'), 'refused'
TWO = '(stall_id IS NULL) <> (hub_id IS NULL)'
THREE = ' + '.join(f'CASE WHEN {name} IS NULL THEN 0 ELSE 1 END' for name in ('stall_id', 'hub_id', 'alley_id')) + ' = 1'
LIMIT = 'CONSTRAINT alley_people_limit CHECK (people_limit BETWEEN 1 AND 100000)'


@contextmanager
def rebuilt(table: str) -> Iterator[Any]:
    """Change a table; on SQLite it is made anew, and goes on counting where it was."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    count = sa.text('SELECT seq FROM sqlite_sequence WHERE name = :table').bindparams(table=table)
    last = op.get_bind().execute(count).scalar() if sqlite else None
    with op.batch_alter_table(table, table_kwargs={'sqlite_autoincrement': table != LINK}) as changed:
        yield changed
    if last is not None:
        op.execute(sa.text('DELETE FROM sqlite_sequence WHERE name = :table').bindparams(table=table))
        op.execute(sa.text('INSERT INTO sqlite_sequence VALUES (:table, :last)').bindparams(table=table, last=last))


def upgrade() -> None:
    op.execute(f'ALTER TABLE alley ADD COLUMN people_limit INTEGER {LIMIT}')
    for table in (LINK, DEVICE):
        with rebuilt(table) as place:
            place.drop_constraint(f'{table}_place', type_='check')
            place.add_column(sa.Column('alley_id', sa.Integer(), nullable=True))
            place.create_foreign_key(f'{table}_alley_id_fkey', 'alley', ['alley_id'], ['id'])
        with rebuilt(table) as place:
            place.create_check_constraint(f'{table}_place', THREE)
        op.create_index(f'{table}_by_alley_id', table, ['alley_id'])
    allow_actions(*ACTIONS, 'enter', 'leave', NO_ACTION)
    op.create_table('gate_count',
    sa.Column('device_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('minute', sa.DateTime(timezone=True), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('entered', sa.Integer(), nullable=False),
    sa.Column('exited', sa.Integer(), nullable=False),
    sa.CheckConstraint('entered >= 0 AND exited >= 0', name='gate_count_people'),
    sa.ForeignKeyConstraint(['device_id'], ['kiosk_device.id'], name='gate_count_device_id_fkey'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='gate_count_alley_id_fkey'),
    sa.PrimaryKeyConstraint('device_id', 'minute', name='gate_count_pkey')
    )
    op.create_index('gate_count_of_alley', 'gate_count', ['alley_id', 'minute'])


def downgrade() -> None:
    op.drop_table('gate_count')
    op.execute("DELETE FROM kiosk_scan WHERE device_id IN (SELECT id FROM kiosk_device WHERE alley_id IS NOT NULL) OR action IN ('enter', 'leave')")
    allow_actions(*ACTIONS, NO_ACTION)
    for table in (DEVICE, LINK):
        op.execute(f'DELETE FROM {table} WHERE alley_id IS NOT NULL')
        op.drop_index(f'{table}_by_alley_id', table_name=table)
        with rebuilt(table) as place:
            place.drop_constraint(f'{table}_place', type_='check')
            place.drop_constraint(f'{table}_alley_id_fkey', type_='foreignkey')
            place.drop_column('alley_id')
        with rebuilt(table) as place:
            place.create_check_constraint(f'{table}_place', TWO)
    if op.get_bind().dialect.name == 'sqlite':
        with rebuilt('alley') as alley:
            alley.drop_constraint('alley_people_limit', type_='check')
            alley.drop_column('people_limit')
    else:
        op.drop_column('alley', 'people_limit')


def allow_actions(*actions: str) -> None:
    with rebuilt(SCAN) as scan:
        scan.drop_constraint('kiosk_scan_action', type_='check')
    with rebuilt(SCAN) as scan:
        scan.create_check_constraint('kiosk_scan_action', f"action IN ({', '.join(map(repr, actions))})")
