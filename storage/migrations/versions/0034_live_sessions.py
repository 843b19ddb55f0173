"""live sessions: what is booked by writing "mine", in the order of arrival"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
RUNNING = sa.text('stopped_at IS NULL')


def upgrade() -> None:
    op.create_table(
        'live_session',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('drop_id', sa.Integer(), nullable=False),
        sa.Column('letters', AutoString(length=2), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('word', AutoString(length=16), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('minutes IN (2, 5, 10)', name='live_session_minutes'),
        sa.CheckConstraint('stopped_at >= started_at', name='live_session_hours'),
        sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('live_session_drop_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('live_session_pkey')),
        sqlite_autoincrement=True,
    )
    for name, column in (('live_session_running', 'drop_id'), ('live_session_letters', 'letters')):
        op.create_index(
            name, 'live_session', [column], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
        )
    op.create_index('live_session_by_letters', 'live_session', ['letters', 'started_at'])
    op.create_index('live_session_of_drop', 'live_session', ['drop_id', 'started_at'])
    op.create_table(
        'live_booking',
        sa.Column('id', BIG, nullable=False),
        sa.Column('live_session_id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('entry_id', BIG, nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['live_session_id'], ['live_session.id'], name=op.f('live_booking_live_session_id_fkey')
        ),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('live_booking_item_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('live_booking_person_id_fkey')),
        sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('live_booking_entry_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('live_booking_pkey')),
        sa.UniqueConstraint('live_session_id', 'item_id', 'person_id', name='live_booking_once'),
        sqlite_autoincrement=True,
    )
    op.create_index('live_booking_in_order', 'live_booking', ['live_session_id', 'id'])
    op.create_index(op.f('live_booking_by_item_id'), 'live_booking', ['item_id'])
    op.create_index(op.f('live_booking_by_person_id'), 'live_booking', ['person_id'])
    op.create_index(op.f('live_booking_by_entry_id'), 'live_booking', ['entry_id'])
    # SQLite can add a column with its check: to copy the whole table would shuffle its constraints
    op.execute(
        'ALTER TABLE item ADD COLUMN live_minutes INTEGER CONSTRAINT item_live_minutes CHECK (live_minutes IN (2, 5, 10))'
    )


def downgrade() -> None:
    with op.batch_alter_table('item', table_kwargs={'sqlite_autoincrement': True}) as item:
        item.drop_constraint('item_live_minutes', type_='check')
        item.drop_column('live_minutes')
    op.drop_table('live_booking')
    op.drop_table('live_session')
