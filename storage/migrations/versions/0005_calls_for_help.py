"""calls for help, and organisers on duty"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
NAMED = sa.text('caller_id IS NOT NULL OR taken_by IS NOT NULL')
UNTAKEN = sa.text("state = 'asked' AND told_again_at IS NULL")


def upgrade() -> None:
    op.create_table('help_call',
    sa.Column('id', BIG, nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('caller_id', sa.BigInteger(), nullable=True),
    sa.Column('words', sa.String(length=200), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('asked_at', MOMENT, nullable=False),
    sa.Column('told_at', MOMENT, nullable=False),
    sa.Column('told_again_at', MOMENT, nullable=True),
    sa.Column('taken_by', sa.BigInteger(), nullable=True),
    sa.Column('taken_at', MOMENT, nullable=True),
    sa.Column('closed_at', MOMENT, nullable=True),
    sa.CheckConstraint("(state <> 'asked' OR taken_at IS NULL) AND (state <> 'taken' OR taken_at IS NOT NULL)", name='help_call_taken'),
    sa.CheckConstraint("(state = 'over') = (closed_at IS NOT NULL)", name='help_call_closed'),
    sa.CheckConstraint("state IN ('asked', 'taken', 'over')", name='help_call_state'),
    sa.CheckConstraint('taken_by IS NULL OR taken_at IS NOT NULL', name='help_call_taker'),
    sa.CheckConstraint('words IS NULL OR caller_id IS NOT NULL', name='help_call_words'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='help_call_alley_id_fkey'),
    sa.ForeignKeyConstraint(['caller_id'], ['person.id'], name='help_call_caller_id_fkey'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='help_call_stall_id_fkey'),
    sa.ForeignKeyConstraint(['taken_by'], ['person.id'], name='help_call_taken_by_fkey'),
    sa.PrimaryKeyConstraint('id', name='help_call_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('help_call_by_alley_id', 'help_call', ['alley_id'])
    op.create_index('help_call_by_stall_id', 'help_call', ['stall_id'])
    op.create_index('help_call_by_taken_by', 'help_call', ['taken_by'])
    op.create_index('help_call_of_caller', 'help_call', ['caller_id', 'asked_at'])
    op.create_index('help_call_named', 'help_call', ['asked_at'], sqlite_where=NAMED, postgresql_where=NAMED)
    op.create_index('help_call_untaken', 'help_call', ['told_at'], sqlite_where=UNTAKEN, postgresql_where=UNTAKEN)
    op.create_table('organiser_duty',
    sa.Column('market_day_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('since', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['market_day_id'], ['market_day.id'], name='organiser_duty_market_day_id_fkey'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='organiser_duty_person_id_fkey'),
    sa.PrimaryKeyConstraint('market_day_id', 'person_id', name='organiser_duty_pkey')
    )
    op.create_index('organiser_duty_by_person_id', 'organiser_duty', ['person_id'])


def downgrade() -> None:
    op.drop_table('organiser_duty')
    op.drop_table('help_call')
