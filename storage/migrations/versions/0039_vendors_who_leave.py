"""people who said that they are 18 or older"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('adult_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('person', 'adult_at')
