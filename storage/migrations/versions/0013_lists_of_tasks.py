"""lists of tasks of an alley"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text('ended_at IS NULL')


def upgrade() -> None:
    op.create_table('task_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.Column('began_by', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.Column('ended_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind IN ('before_opening', 'take_down')", name='task_list_kind'),
    sa.CheckConstraint('ended_by IS NULL OR ended_at IS NOT NULL', name='task_list_ended'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='task_list_alley_id_fkey'),
    sa.ForeignKeyConstraint(['began_by'], ['person.id'], name='task_list_began_by_fkey'),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name='task_list_ended_by_fkey'),
    sa.PrimaryKeyConstraint('id', name='task_list_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('task_list_by_began_by', 'task_list', ['began_by'])
    op.create_index('task_list_by_ended_by', 'task_list', ['ended_by'])
    op.create_index('task_list_of_alley', 'task_list', ['alley_id', 'kind', 'id'])
    op.create_index('task_list_running', 'task_list', ['alley_id', 'kind'], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_table('task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('due_at', MOMENT, nullable=True),
    sa.Column('needs_photo', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=True),
    sa.Column('settled_at', MOMENT, nullable=True),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.Column('exception', sa.String(length=200), nullable=True),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.CheckConstraint('settled_by IS NULL OR settled_at IS NOT NULL', name='task_settled_by'),
    sa.CheckConstraint('exception IS NULL OR settled_at IS NOT NULL', name='task_exception'),
    sa.CheckConstraint('picture_hash IS NULL OR settled_at IS NOT NULL', name='task_picture'),
    sa.CheckConstraint('NOT needs_photo OR settled_at IS NULL OR exception IS NOT NULL OR picture_hash IS NOT NULL', name='task_proof'),
    sa.ForeignKeyConstraint(['list_id'], ['task_list.id'], name='task_list_id_fkey'),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name='task_owner_id_fkey'),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name='task_picture_hash_fkey'),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name='task_settled_by_fkey'),
    sa.PrimaryKeyConstraint('id', name='task_pkey'),
    sa.UniqueConstraint('list_id', 'code', name='task_once'),
    sqlite_autoincrement=True
    )
    op.create_index('task_by_owner_id', 'task', ['owner_id'])
    op.create_index('task_by_picture_hash', 'task', ['picture_hash'])
    op.create_index('task_by_settled_by', 'task', ['settled_by'])


def downgrade() -> None:
    op.drop_table('task')
    op.drop_table('task_list')
