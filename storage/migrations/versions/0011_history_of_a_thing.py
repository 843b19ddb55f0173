"""the history of a stall, an alley, a hub or a drop in the log of changes"""

from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('audit_entry_of', 'audit_entry', ['about', 'id'])


def downgrade() -> None:
    op.drop_index('audit_entry_of', 'audit_entry')
