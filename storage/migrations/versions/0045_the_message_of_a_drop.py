"""the message that a drop was read from, so that an edit of it replaces the draft"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('drop', sa.Column('source_message', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('drop', 'source_message')
