"""the clock and the mailbox"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
"""A table that is rebuilt on SQLite must be told again."""

ADDED = {
    'broadcast': ('kind', 'buttons', 'reason', 'counts', 'revision'),
    'letter': ('send_at', 'tries'),
    'person': ('zone', 'rest_from', 'rest_until'),
}
"""Columns that rows which were there before need a value for."""

QUEUED = sa.text("state = 'queued'")
BROADCAST_STATES = "'draft', 'scheduled', 'sending', 'paused', 'sent', 'stopped'"
LETTER_STATES = "'queued', 'paused', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped'"
OLD_BROADCAST_STATES = "'draft', 'sending', 'sent', 'stopped'"
OLD_LETTER_STATES = "'queued', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped'"


def upgrade() -> None:
    op.create_table('evening',
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stalls', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('evening_alley_id_fkey')),
    sa.PrimaryKeyConstraint('alley_id', 'day', name=op.f('evening_pkey'))
    )
    op.create_table('mute',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('notice', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('mute_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'notice', name=op.f('mute_pkey'))
    )
    op.create_table('neighbour',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('neighbour_alley_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('neighbour_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'alley_id', name=op.f('neighbour_pkey'))
    )
    with op.batch_alter_table('neighbour', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('neighbour_by_alley_id'), ['alley_id'], unique=False)

    op.create_table('reminder',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'set')", name='reminder_state'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('reminder_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('reminder_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('reminder_by_person_id'), ['person_id'], unique=False)

    op.create_table('wording',
    sa.Column('broadcast_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('words', sa.String(length=4096), nullable=False),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('wording_broadcast_id_fkey')),
    sa.PrimaryKeyConstraint('broadcast_id', 'language', name=op.f('wording_pkey'))
    )
    op.execute("INSERT INTO wording (broadcast_id, language, words) SELECT id, 'en', words FROM broadcast WHERE words <> ''")
    with op.batch_alter_table('alley', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('permit_until', sa.Date(), nullable=True))

    with op.batch_alter_table('broadcast', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=12), nullable=False, server_default='operational'))
        batch_op.add_column(sa.Column('picture_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('buttons', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('reason', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('send_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('drop_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('before', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('counts', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('recalled_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('state',
               existing_type=sa.VARCHAR(length=8),
               type_=sa.String(length=12),
               existing_nullable=False)
        batch_op.create_index(batch_op.f('broadcast_by_drop_id'), ['drop_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('broadcast_drop_id_fkey'), 'drop', ['drop_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('broadcast_picture_hash_fkey'), 'picture', ['picture_hash'], ['hash'])
        batch_op.create_check_constraint('broadcast_before', '(drop_id IS NULL) = (before IS NULL)')
        batch_op.create_check_constraint('broadcast_fortnight', 'before BETWEEN 0 AND 20160')
        batch_op.create_check_constraint('broadcast_kind', "kind IN ('operational', 'promotional')")
        batch_op.create_check_constraint('broadcast_when', 'send_at IS NULL OR drop_id IS NULL')
        batch_op.drop_column('words')
        batch_op.drop_constraint('broadcast_state', type_='check')
        batch_op.create_check_constraint('broadcast_state', f'state IN ({BROADCAST_STATES})')

    op.drop_index('letter_due', 'letter')
    with op.batch_alter_table('letter', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('send_at', sa.DateTime(timezone=True), nullable=False, server_default='2000-01-01 00:00:00+00:00'))
        batch_op.add_column(sa.Column('tries', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_check_constraint('letter_tries', 'tries >= 0')
        batch_op.drop_constraint('letter_state', type_='check')
        batch_op.create_check_constraint('letter_state', f'state IN ({LETTER_STATES})')

    op.execute('UPDATE letter SET send_at = due_at')
    op.create_index('letter_due', 'letter', ['lane', 'send_at', 'id'], sqlite_where=QUEUED, postgresql_where=QUEUED)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('zone', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('rest_from', sa.Integer(), nullable=False, server_default='1260'))
        batch_op.add_column(sa.Column('rest_until', sa.Integer(), nullable=False, server_default='480'))
        batch_op.add_column(sa.Column('no_news_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint('person_rest_from', 'rest_from BETWEEN 0 AND 1439')
        batch_op.create_check_constraint('person_rest_until', 'rest_until BETWEEN 0 AND 1439')

    with op.batch_alter_table('stall', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('licence_until', sa.Date(), nullable=True))

    for table, names in ADDED.items():
        with op.batch_alter_table(table, table_kwargs={} if table == 'person' else COUNTED) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Whoever paused a broadcast halted it: an older Lorong, which knows no pause, must not send it on."""
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_column('licence_until')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint('person_rest_until', type_='check')
        batch_op.drop_constraint('person_rest_from', type_='check')
        batch_op.drop_column('no_news_at')
        batch_op.drop_column('rest_until')
        batch_op.drop_column('rest_from')
        batch_op.drop_column('zone')

    op.execute("UPDATE letter SET state = 'dropped', reason = 'stopped', ended_at = CURRENT_TIMESTAMP WHERE state = 'paused'")
    op.drop_index('letter_due', 'letter')
    with op.batch_alter_table('letter', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('letter_tries', type_='check')
        batch_op.drop_constraint('letter_state', type_='check')
        batch_op.create_check_constraint('letter_state', f'state IN ({OLD_LETTER_STATES})')
        batch_op.drop_column('tries')
        batch_op.drop_column('send_at')

    op.create_index('letter_due', 'letter', ['lane', 'due_at', 'id'], sqlite_where=QUEUED, postgresql_where=QUEUED)

    op.execute("UPDATE broadcast SET state = 'draft' WHERE state = 'scheduled'")
    op.execute("UPDATE broadcast SET state = 'stopped', reached = NULL, ended_at = CURRENT_TIMESTAMP WHERE state = 'paused'")
    with op.batch_alter_table('broadcast', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('words', sa.String(length=4096), nullable=False, server_default=''))
        batch_op.drop_constraint('broadcast_state', type_='check')
        batch_op.create_check_constraint('broadcast_state', f'state IN ({OLD_BROADCAST_STATES})')
        batch_op.drop_constraint('broadcast_when', type_='check')
        batch_op.drop_constraint('broadcast_kind', type_='check')
        batch_op.drop_constraint('broadcast_fortnight', type_='check')
        batch_op.drop_constraint('broadcast_before', type_='check')
        batch_op.drop_constraint(batch_op.f('broadcast_picture_hash_fkey'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('broadcast_drop_id_fkey'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('broadcast_by_drop_id'))
        batch_op.alter_column('state',
               existing_type=sa.String(length=12),
               type_=sa.VARCHAR(length=8),
               existing_nullable=False)
        batch_op.drop_column('recalled_at')
        batch_op.drop_column('paused_at')
        batch_op.drop_column('revision')
        batch_op.drop_column('counts')
        batch_op.drop_column('before')
        batch_op.drop_column('drop_id')
        batch_op.drop_column('send_at')
        batch_op.drop_column('reason')
        batch_op.drop_column('buttons')
        batch_op.drop_column('picture_hash')
        batch_op.drop_column('kind')

    with op.batch_alter_table('alley', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_column('permit_until')

    op.execute("UPDATE broadcast SET words = COALESCE((SELECT words FROM wording WHERE broadcast_id = broadcast.id ORDER BY language LIMIT 1), '')")
    with op.batch_alter_table('broadcast', table_kwargs=COUNTED) as batch_op:
        batch_op.alter_column('words', server_default=None)

    op.drop_table('wording')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('reminder_by_person_id'))

    op.drop_table('reminder')
    with op.batch_alter_table('neighbour', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('neighbour_by_alley_id'))

    op.drop_table('neighbour')
    op.drop_table('mute')
    op.drop_table('evening')
