"""reminders that repeat every day or every week"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

REPEATS = sa.text('repeat_minute IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('reminder', table_kwargs={'sqlite_autoincrement': True}) as reminder:
        reminder.add_column(sa.Column('repeat_minute', sa.SmallInteger(), nullable=True))
        reminder.add_column(sa.Column('repeat_weekday', sa.SmallInteger(), nullable=True))
        reminder.create_check_constraint('reminder_repeat_minute', 'repeat_minute BETWEEN 0 AND 1439')
        reminder.create_check_constraint(
            'reminder_repeat_weekday',
            'repeat_weekday IS NULL OR (repeat_weekday BETWEEN 0 AND 6 AND repeat_minute IS NOT NULL)',
        )
    op.create_index(
        'reminder_repeating', 'reminder', ['at'], sqlite_where=REPEATS, postgresql_where=REPEATS
    )


def downgrade() -> None:
    op.drop_index('reminder_repeating', 'reminder')
    with op.batch_alter_table('reminder', table_kwargs={'sqlite_autoincrement': True}) as reminder:
        reminder.drop_constraint('reminder_repeat_weekday', type_='check')
        reminder.drop_constraint('reminder_repeat_minute', type_='check')
        reminder.drop_column('repeat_weekday')
        reminder.drop_column('repeat_minute')
