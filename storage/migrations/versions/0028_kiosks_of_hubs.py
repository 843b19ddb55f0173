"""kiosks of hubs: links, devices and conflicts are a stall's or a hub's"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
TABLES = {'kiosk_link': {}, 'kiosk_device': COUNTED, 'scan_conflict': COUNTED}
OPEN = sa.text('settled_at IS NULL')
PARTIAL = {'scan_conflict_open': ['scan_id'], 'scan_conflict_of_stall': ['stall_id', 'id']}


def upgrade() -> None:
    _drop_partial()
    for table, options in TABLES.items():
        with op.batch_alter_table(table, table_kwargs=options) as batch:
            batch.add_column(sa.Column('hub_id', sa.Integer(), nullable=True))
            batch.alter_column('stall_id', existing_type=sa.Integer(), nullable=True)
            batch.create_foreign_key(op.f(f'{table}_hub_id_fkey'), 'hub', ['hub_id'], ['id'])
        with op.batch_alter_table(table, table_kwargs=options) as batch:
            batch.create_check_constraint(f'{table}_place', '(stall_id IS NULL) <> (hub_id IS NULL)')
    for table in ('kiosk_link', 'kiosk_device'):
        op.create_index(op.f(f'{table}_by_hub_id'), table, ['hub_id'])
    _create_partial()
    op.create_index(
        'scan_conflict_of_hub', 'scan_conflict', ['hub_id', 'id'], sqlite_where=OPEN, postgresql_where=OPEN
    )


def _drop_partial() -> None:
    for name in PARTIAL:
        op.drop_index(name, 'scan_conflict')


def _create_partial() -> None:
    for name, columns in PARTIAL.items():
        op.create_index(
            name,
            'scan_conflict',
            columns,
            unique=name == 'scan_conflict_open',
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def downgrade() -> None:
    """Delete what an older Lorong has no place for: the devices of hubs, what they sent, and conflicts that a hub decides."""
    op.execute('DELETE FROM kiosk_scan WHERE device_id IN (SELECT id FROM kiosk_device WHERE hub_id IS NOT NULL)')
    for table in TABLES:
        op.execute(f'DELETE FROM {table} WHERE hub_id IS NOT NULL')
    _drop_partial()
    op.drop_index('scan_conflict_of_hub', 'scan_conflict')
    for table in ('kiosk_link', 'kiosk_device'):
        op.drop_index(op.f(f'{table}_by_hub_id'), table)
    for table, options in TABLES.items():
        with op.batch_alter_table(table, table_kwargs=options) as batch:
            batch.drop_constraint(f'{table}_place', type_='check')
            batch.drop_constraint(op.f(f'{table}_hub_id_fkey'), type_='foreignkey')
        with op.batch_alter_table(table, table_kwargs=options) as batch:
            batch.drop_column('hub_id')
            batch.alter_column('stall_id', existing_type=sa.Integer(), nullable=False)
    _create_partial()
