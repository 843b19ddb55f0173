"""the one-time link of the first organiser"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'organiser_link',
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('code_hash', name='organiser_link_pkey'),
    )


def downgrade() -> None:
    op.drop_table('organiser_link')
