"""complaints, the promises of alleys, and changes of their lights and hours"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alley_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind IN ('lights', 'hours')", name='alley_change_kind'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='alley_change_alley_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='alley_change_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='alley_change_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('alley_change_by_by_id', 'alley_change', ['by_id'])
    op.create_index('alley_change_of_alley', 'alley_change', ['alley_id', 'day'])
    op.create_table('complaint',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('night', sa.Date(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decibels', sa.Integer(), nullable=True),
    sa.Column('measured_with', sa.String(length=8), nullable=True),
    sa.Column('words', sa.String(length=200), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('owner_id', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.String(length=200), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name='complaint_closed'),
    sa.CheckConstraint("(state = 'open') = (acknowledged_at IS NULL)", name='complaint_acknowledged'),
    sa.CheckConstraint("kind IN ('noise', 'light', 'smell', 'rubbish', 'blocked_way')", name='complaint_kind'),
    sa.CheckConstraint("measured_with IN ('phone', 'meter')", name='complaint_measured_with'),
    sa.CheckConstraint("state <> 'reopened' OR reopened > 0", name='complaint_reopened_state'),
    sa.CheckConstraint("state IN ('open', 'acknowledged', 'closed', 'reopened')", name='complaint_state'),
    sa.CheckConstraint('(decibels IS NULL) = (measured_with IS NULL)', name='complaint_measure'),
    sa.CheckConstraint('(reopened = 0) = (reopened_at IS NULL)', name='complaint_reopened_at'),
    sa.CheckConstraint('closed_at IS NULL OR answer IS NOT NULL', name='complaint_answer'),
    sa.CheckConstraint('decibels BETWEEN 20 AND 140', name='complaint_decibels'),
    sa.CheckConstraint('reopened BETWEEN 0 AND 3', name='complaint_reopened'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='complaint_alley_id_fkey'),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name='complaint_owner_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='complaint_pkey'),
    sa.UniqueConstraint('code_hash', name='complaint_code_hash_key'),
    sqlite_autoincrement=True
    )
    op.create_index('complaint_by_owner_id', 'complaint', ['owner_id'])
    op.create_index('complaint_of_alley', 'complaint', ['alley_id', 'made_at'])
    op.create_index('complaint_told', 'complaint', ['alley_id', 'told_at'], sqlite_where=sa.text('told_at IS NOT NULL'), postgresql_where=sa.text('told_at IS NOT NULL'))
    op.create_index('complaint_unclosed', 'complaint', ['alley_id', 'due_at'], sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('complaint_worded', 'complaint', ['made_at'], sqlite_where=sa.text('words IS NOT NULL'), postgresql_where=sa.text('words IS NOT NULL'))
    op.create_table('complaint_promise',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('acknowledge_hours', sa.Integer(), nullable=False),
    sa.Column('close_hours', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('acknowledge_hours BETWEEN 1 AND 720', name='complaint_promise_acknowledge'),
    sa.CheckConstraint('close_hours BETWEEN 1 AND 720', name='complaint_promise_close'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='complaint_promise_alley_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='complaint_promise_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='complaint_promise_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('complaint_promise_by_by_id', 'complaint_promise', ['by_id'])
    op.create_index('complaint_promise_of_alley', 'complaint_promise', ['alley_id', 'id'])


def downgrade() -> None:
    op.drop_table('complaint_promise')
    op.drop_table('complaint')
    op.drop_table('alley_change')
