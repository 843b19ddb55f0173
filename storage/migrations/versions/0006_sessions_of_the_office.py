"""sessions of the office"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('office_link',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('until', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='office_link_person_id_fkey'),
    sa.PrimaryKeyConstraint('person_id', name='office_link_pkey'),
    sa.UniqueConstraint('code_hash', name='office_link_code_hash_key')
    )
    op.create_table('office_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('cookie_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('seen_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='office_session_person_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='office_session_pkey'),
    sa.UniqueConstraint('cookie_hash', name='office_session_cookie_hash_key'),
    sqlite_autoincrement=True
    )
    op.create_index('office_session_by_person_id', 'office_session', ['person_id'])
    op.create_index('office_session_by_seen_at', 'office_session', ['seen_at'])


def downgrade() -> None:
    op.drop_table('office_session')
    op.drop_table('office_link')
