"""questions to the organisers"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'support_thread',
        sa.Column('id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'answered', 'closed')", name='support_thread_state'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('support_thread_person_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('support_thread_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('support_thread_by_person_id'), 'support_thread', ['person_id'])
    op.create_index('support_thread_of_state', 'support_thread', ['state', 'changed_at', 'id'])
    op.create_table(
        'support_message',
        sa.Column('id', BIG, nullable=False),
        sa.Column('thread_id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('organiser_id', sa.BigInteger(), nullable=True),
        sa.Column('is_answer', sa.Boolean(), nullable=False),
        sa.Column('words', AutoString(length=1000), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['thread_id'], ['support_thread.id'], name=op.f('support_message_thread_id_fkey')
        ),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('support_message_person_id_fkey')),
        sa.ForeignKeyConstraint(
            ['organiser_id'], ['person.id'], name=op.f('support_message_organiser_id_fkey')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('support_message_pkey')),
        sqlite_autoincrement=True,
    )
    for name in ('thread_id', 'person_id', 'organiser_id'):
        op.create_index(op.f(f'support_message_by_{name}'), 'support_message', [name])


def downgrade() -> None:
    op.drop_table('support_message')
    op.drop_table('support_thread')
