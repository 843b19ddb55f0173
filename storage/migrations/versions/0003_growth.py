"""Indexes for tables that grow, a priority of its own for what concerns many, and the age of file_ids."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

COUNTED = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table('notification', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('notification_priority', type_='check')
        batch_op.create_check_constraint('notification_priority', 'priority BETWEEN 0 AND 3')
    op.create_index('notification_ended', 'notification', ['ended_at'], sqlite_where=sa.text("ended_at IS NOT NULL"), postgresql_where=sa.text("ended_at IS NOT NULL"))
    undelivered = sa.text("state IN ('unreachable', 'failed', 'unknown', 'dropped')")
    op.create_index('notification_undelivered', 'notification', ['ended_at'], sqlite_where=undelivered, postgresql_where=undelivered)
    op.create_index('notification_paused', 'notification', ['about'], sqlite_where=sa.text("state = 'paused'"), postgresql_where=sa.text("state = 'paused'"))
    op.create_index('hold_of_item', 'hold', ['item_id', 'state'])
    op.drop_index('booking_current', 'booking')
    op.create_index('booking_of_item', 'booking', ['item_id', 'person_id', 'state'])
    op.drop_index(op.f('drop_by_stall_id'), 'drop')
    op.drop_index(op.f('drop_by_alley_id'), 'drop')
    op.create_index('drop_of_stall', 'drop', ['stall_id', 'ends_at'])
    op.create_index('drop_of_alley', 'drop', ['alley_id', 'ends_at'])
    op.create_index('drop_to_wind_up', 'drop', ['ends_at'], sqlite_where=sa.text("wound_up_at IS NULL"), postgresql_where=sa.text("wound_up_at IS NULL"))
    op.create_index('draw_ahead', 'draw', ['item_id'], sqlite_where=sa.text("drawn_at IS NULL"), postgresql_where=sa.text("drawn_at IS NULL"))
    op.create_index(op.f('transfer_by_by_id'), 'transfer', ['by_id'])
    op.execute("DELETE FROM upload")
    with op.batch_alter_table('upload') as batch_op:
        batch_op.add_column(sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False))
        batch_op.create_index(batch_op.f('upload_by_kept_at'), ['kept_at'])


def downgrade() -> None:
    with op.batch_alter_table('upload') as batch_op:
        batch_op.drop_index(batch_op.f('upload_by_kept_at'))
        batch_op.drop_column('kept_at')
    op.drop_index(op.f('transfer_by_by_id'), 'transfer')
    op.drop_index('draw_ahead', 'draw')
    op.drop_index('drop_of_alley', 'drop')
    op.drop_index('drop_of_stall', 'drop')
    op.create_index(op.f('drop_by_alley_id'), 'drop', ['alley_id'])
    op.create_index(op.f('drop_by_stall_id'), 'drop', ['stall_id'])
    op.drop_index('drop_to_wind_up', 'drop')
    op.drop_index('booking_of_item', 'booking')
    op.create_index('booking_current', 'booking', ['item_id', 'person_id'], sqlite_where=sa.text("state IN ('booked', 'collected')"), postgresql_where=sa.text("state IN ('booked', 'collected')"))
    op.drop_index('hold_of_item', 'hold')
    op.drop_index('notification_paused', 'notification')
    op.drop_index('notification_undelivered', 'notification')
    op.drop_index('notification_ended', 'notification')
    op.execute("UPDATE notification SET priority = 1 WHERE priority = 0")
    with op.batch_alter_table('notification', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('notification_priority', type_='check')
        batch_op.create_check_constraint('notification_priority', 'priority BETWEEN 1 AND 3')
