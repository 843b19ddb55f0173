"""showrooms: weekly windows, slots, visits, closed days and curations"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

STATES = "state IN ('booked', 'here', 'left', 'missed', 'over', 'cancelled', 'ended')"
AHEAD = "state = 'booked'"


def _stall_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f(f'{table}_stall_id_fkey'))


def upgrade() -> None:
    op.create_table(
        'showroom_window',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ('weekday', 'begins', 'ends', 'visit_minutes', 'buffer', 'places', 'walk_in_every')),
        sa.UniqueConstraint('stall_id', 'weekday', 'begins', name='showroom_window_begins_once'),
        sa.CheckConstraint('weekday BETWEEN 0 AND 6', name='showroom_window_weekday'),
        sa.CheckConstraint('begins >= 0 AND begins < ends AND ends <= 1440 AND begins % 5 = 0 AND ends % 5 = 0', name='showroom_window_hours'),
        sa.CheckConstraint('visit_minutes IN (10, 15, 20)', name='showroom_window_visit'),
        sa.CheckConstraint('buffer IN (0, 5, 10, 15)', name='showroom_window_buffer'),
        sa.CheckConstraint('places BETWEEN 1 AND 6', name='showroom_window_places'),
        sa.CheckConstraint('walk_in_every IN (0, 2, 3, 4, 5)', name='showroom_window_walk_ins'),
        _stall_key('showroom_window'),
        sa.PrimaryKeyConstraint('id', name=op.f('showroom_window_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'showroom_closing',
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        _stall_key('showroom_closing'),
        sa.PrimaryKeyConstraint('stall_id', 'day', name=op.f('showroom_closing_pkey')),
    )
    op.create_table(
        'showroom_curation',
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('begins_on', sa.Date(), nullable=False),
        sa.Column('name', AutoString(length=64), nullable=False),
        _stall_key('showroom_curation'),
        sa.PrimaryKeyConstraint('stall_id', 'begins_on', name=op.f('showroom_curation_pkey')),
    )
    op.create_table(
        'showroom_slot',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ('starts_at', 'ends_at', 'busy_until')),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ('places', 'taken')),
        sa.UniqueConstraint('stall_id', 'starts_at', name='showroom_slot_once'),
        sa.CheckConstraint('taken BETWEEN 0 AND places', name='showroom_slot_places'),
        sa.CheckConstraint('starts_at < ends_at AND ends_at <= busy_until', name='showroom_slot_hours'),
        _stall_key('showroom_slot'),
        sa.PrimaryKeyConstraint('id', name=op.f('showroom_slot_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'showroom_busy',
        sa.Column('host_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('slot_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['host_id'], ['person.id'], name=op.f('showroom_busy_host_id_fkey')),
        sa.ForeignKeyConstraint(['slot_id'], ['showroom_slot.id'], name=op.f('showroom_busy_slot_id_fkey')),
        sa.PrimaryKeyConstraint('host_id', 'begins_at', name=op.f('showroom_busy_pkey')),
    )
    op.create_index(op.f('showroom_busy_by_slot_id'), 'showroom_busy', ['slot_id'])
    _create_visits()


def _create_visits() -> None:
    op.create_table(
        'showroom_visit',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slot_id', sa.Integer(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('walk_in', sa.Boolean(), nullable=False),
        sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('minutes', sa.Integer(), nullable=True),
        sa.CheckConstraint(STATES, name='showroom_visit_state'),
        sa.CheckConstraint('people BETWEEN 1 AND 6', name='showroom_visit_people'),
        sa.CheckConstraint('minutes BETWEEN 1 AND 600', name='showroom_visit_minutes'),
        sa.CheckConstraint("minutes IS NULL OR state = 'left'", name='showroom_visit_left'),
        sa.ForeignKeyConstraint(['slot_id'], ['showroom_slot.id'], name=op.f('showroom_visit_slot_id_fkey')),
        _stall_key('showroom_visit'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('showroom_visit_person_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('showroom_visit_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('showroom_visit_by_slot_id'), 'showroom_visit', ['slot_id'])
    op.create_index(op.f('showroom_visit_by_stall_id'), 'showroom_visit', ['stall_id'])
    op.create_index(op.f('showroom_visit_by_person_id'), 'showroom_visit', ['person_id'])
    op.create_index(
        'showroom_visit_one_ahead', 'showroom_visit', ['person_id', 'stall_id'],
        unique=True, sqlite_where=sa.text(AHEAD), postgresql_where=sa.text(AHEAD),
    )


def downgrade() -> None:
    for table in ('showroom_visit', 'showroom_busy', 'showroom_slot', 'showroom_curation', 'showroom_closing', 'showroom_window'):
        op.drop_table(table)
