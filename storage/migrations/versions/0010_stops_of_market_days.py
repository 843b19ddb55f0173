"""stops of market days"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text('undone_at IS NULL AND finished_at IS NULL')


def upgrade() -> None:
    op.create_table('stop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('market_day_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.Column('final_at', MOMENT, nullable=False),
    sa.Column('undone_at', MOMENT, nullable=True),
    sa.Column('finished_at', MOMENT, nullable=True),
    sa.CheckConstraint("kind IN ('rain_wait', 'called_off')", name='stop_kind'),
    sa.CheckConstraint('began_at < final_at', name='stop_final'),
    sa.CheckConstraint('undone_at IS NULL OR finished_at IS NULL', name='stop_ends_once'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='stop_by_id_fkey'),
    sa.ForeignKeyConstraint(['market_day_id'], ['market_day.id'], name='stop_market_day_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='stop_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('stop_by_by_id', 'stop', ['by_id'])
    op.create_index('stop_of_market_day', 'stop', ['market_day_id'])
    op.create_index('stop_running', 'stop', ['market_day_id'], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('ALTER TABLE "drop" ADD COLUMN stop_id INTEGER CONSTRAINT drop_stop_id_fkey REFERENCES stop (id)')
    else:
        op.add_column('drop', sa.Column('stop_id', sa.Integer(), nullable=True))
        op.create_foreign_key('drop_stop_id_fkey', 'drop', 'stop', ['stop_id'], ['id'])
    op.create_index('drop_by_stop_id', 'drop', ['stop_id'])


def downgrade() -> None:
    op.drop_index('drop_by_stop_id', table_name='drop')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('ALTER TABLE "drop" DROP COLUMN stop_id')
    else:
        op.drop_constraint('drop_stop_id_fkey', 'drop', type_='foreignkey')
        op.drop_column('drop', 'stop_id')
    op.drop_table('stop')
