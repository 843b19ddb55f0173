"""how many units may wait for an item, and who is told when it can be joined again"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.add_column(sa.Column('waitlist_limit', sa.Integer(), nullable=True))
        drop.create_check_constraint('drop_waitlist_limit', 'waitlist_limit BETWEEN 0 AND 100')
    op.create_table(
        'availability_alert',
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('availability_alert_person_id_fkey')),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('availability_alert_item_id_fkey')),
        sa.PrimaryKeyConstraint('person_id', 'item_id', name=op.f('availability_alert_pkey')),
    )
    op.create_index(op.f('availability_alert_by_item_id'), 'availability_alert', ['item_id'])


def downgrade() -> None:
    op.drop_table('availability_alert')
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.drop_constraint('drop_waitlist_limit', type_='check')
        drop.drop_column('waitlist_limit')
