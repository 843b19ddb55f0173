"""series of drops"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    op.create_table('drop_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('message', sa.String(length=6000), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.Column('policy', sa.String(length=8), nullable=False),
    sa.Column('fitting', sa.String(length=8), nullable=False),
    sa.Column('skips', sa.Integer(), nullable=False),
    sa.Column('waitlist_limit', sa.Integer(), nullable=True),
    sa.Column('deposit', sa.BigInteger(), nullable=False),
    sa.Column('rule', sa.String(length=120), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('skipped', sa.String(length=900), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('due_at', MOMENT, nullable=False),
    sa.Column('problem', sa.String(length=12), nullable=True),
    sa.Column('problem_day', sa.Date(), nullable=True),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.CheckConstraint("state IN ('running', 'ended', 'cancelled')", name='drop_series_state'),
    sa.CheckConstraint("problem IN ('permit', 'licence', 'place', 'stopped', 'other')", name='drop_series_problem'),
    sa.CheckConstraint('(problem IS NULL) = (problem_day IS NULL)', name='drop_series_problem_day'),
    sa.CheckConstraint("rule LIKE 'FREQ=WEEKLY;%'", name='drop_series_weekly'),
    sa.CheckConstraint("policy IN ('queue', 'pot')", name='drop_series_policy'),
    sa.CheckConstraint("fitting IN ('strict', 'fit', 'split')", name='drop_series_fitting'),
    sa.CheckConstraint('skips BETWEEN 0 AND 9', name='drop_series_skips'),
    sa.CheckConstraint('waitlist_limit BETWEEN 0 AND 100', name='drop_series_waitlist_limit'),
    sa.CheckConstraint('deposit >= 0', name='drop_series_deposit'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='drop_series_stall_id_fkey'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='drop_series_alley_id_fkey'),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name='drop_series_picture_hash_fkey'),
    sa.PrimaryKeyConstraint('id', name='drop_series_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('drop_series_due', 'drop_series', ['due_at'], sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_index('drop_series_by_alley_id', 'drop_series', ['alley_id'])
    op.create_index('drop_series_of_stall', 'drop_series', ['stall_id'])
    op.create_index('drop_series_by_picture_hash', 'drop_series', ['picture_hash'])
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('ALTER TABLE "drop" ADD COLUMN series_id INTEGER CONSTRAINT drop_series_id_fkey REFERENCES drop_series (id)')
        op.execute(
            'ALTER TABLE "drop" ADD COLUMN series_day DATE '
            'CONSTRAINT drop_series_date CHECK ((series_id IS NULL) = (series_day IS NULL))'
        )
    else:
        op.add_column('drop', sa.Column('series_id', sa.Integer(), nullable=True))
        op.add_column('drop', sa.Column('series_day', sa.Date(), nullable=True))
        op.create_foreign_key('drop_series_id_fkey', 'drop', 'drop_series', ['series_id'], ['id'])
        op.create_check_constraint('drop_series_date', 'drop', '(series_id IS NULL) = (series_day IS NULL)')
    op.create_index('drop_of_series', 'drop', ['series_id', 'series_day'], unique=True)


def downgrade() -> None:
    op.drop_index('drop_of_series', table_name='drop')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('ALTER TABLE "drop" DROP COLUMN series_day')
        op.execute('ALTER TABLE "drop" DROP COLUMN series_id')
    else:
        op.drop_constraint('drop_series_date', 'drop', type_='check')
        op.drop_constraint('drop_series_id_fkey', 'drop', type_='foreignkey')
        op.drop_column('drop', 'series_day')
        op.drop_column('drop', 'series_id')
    op.drop_table('drop_series')
