"""rescues of what is left in the last half hour, and who asked to hear of them"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rescue',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('night', sa.Date(), nullable=False),
        sa.Column('units', sa.Integer(), nullable=False),
        sa.Column('price', sa.BigInteger(), nullable=False),
        sa.Column('grams', sa.Integer(), nullable=True),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('units BETWEEN 1 AND 100000', name='rescue_units'),
        sa.CheckConstraint('price >= 0', name='rescue_price'),
        sa.CheckConstraint('grams > 0', name='rescue_grams'),
        sa.CheckConstraint('started_at < ends_at', name='rescue_hours'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('rescue_stall_id_fkey')),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('rescue_item_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('rescue_pkey')),
        sa.UniqueConstraint('stall_id', 'night', name='rescue_once_a_night'),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('rescue_by_item_id'), 'rescue', ['item_id'])
    op.create_table(
        'rescue_alert',
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('alley_id', sa.Integer(), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_on', sa.Date(), nullable=True),
        sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('rescue_alert_person_id_fkey')),
        sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('rescue_alert_alley_id_fkey')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('rescue_alert_pkey')),
    )
    op.create_index(op.f('rescue_alert_by_alley_id'), 'rescue_alert', ['alley_id'])
    with op.batch_alter_table('booking', table_kwargs={'sqlite_autoincrement': True}) as booking:
        booking.add_column(sa.Column('rescue_id', sa.Integer(), nullable=True))
        booking.create_foreign_key(op.f('booking_rescue_id_fkey'), 'rescue', ['rescue_id'], ['id'])
    op.create_index(op.f('booking_by_rescue_id'), 'booking', ['rescue_id'])


def downgrade() -> None:
    op.drop_index(op.f('booking_by_rescue_id'), 'booking')
    with op.batch_alter_table('booking', table_kwargs={'sqlite_autoincrement': True}) as booking:
        booking.drop_constraint(op.f('booking_rescue_id_fkey'), type_='foreignkey')
        booking.drop_column('rescue_id')
    op.drop_index(op.f('rescue_alert_by_alley_id'), 'rescue_alert')
    op.drop_table('rescue_alert')
    op.drop_index(op.f('rescue_by_item_id'), 'rescue')
    op.drop_table('rescue')
