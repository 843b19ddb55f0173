"""links of calendar feeds"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('feed_link',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='feed_link_person_id_fkey'),
    sa.PrimaryKeyConstraint('person_id', name='feed_link_pkey'),
    sa.UniqueConstraint('code_hash', name='feed_link_code_hash_key')
    )


def downgrade() -> None:
    """Links end: whoever had one makes a new one."""
    op.drop_table('feed_link')
