"""forecasts of visitors, and the market days of each stall, from the drops that are over"""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

UNCOUNTED = sa.text('counted_at IS NULL')
PEOPLE = ('with_deposit', 'without_deposit', 'share_with_deposit', 'share_without_deposit', 'others')
OVER = (
    'SELECT d.stall_id, d.starts_at, d.ends_at, a.zone FROM "drop" d JOIN alley a ON a.id = d.alley_id '
    "WHERE d.wound_up_at IS NOT NULL AND d.state NOT IN ('draft', 'cancelled')"
)


def upgrade() -> None:
    op.create_table(
        'stall_day',
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('count_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('with_deposit', sa.Integer(), nullable=False),
        sa.Column('came_with_deposit', sa.Integer(), nullable=False),
        sa.Column('without_deposit', sa.Integer(), nullable=False),
        sa.Column('came_without_deposit', sa.Integer(), nullable=False),
        sa.Column('others', sa.Integer(), nullable=False),
        sa.CheckConstraint(
            'came_with_deposit BETWEEN 0 AND with_deposit', name='stall_day_with_deposit'
        ),
        sa.CheckConstraint(
            'came_without_deposit BETWEEN 0 AND without_deposit', name='stall_day_without_deposit'
        ),
        sa.CheckConstraint('others >= 0', name='stall_day_others'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_day_stall_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', 'day', name=op.f('stall_day_pkey')),
    )
    op.create_index(
        'stall_day_uncounted', 'stall_day', ['count_at'], sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED
    )
    op.create_table(
        'forecast',
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ('low', 'expected', 'high', 'staff')),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in PEOPLE),
        sa.Column('market_days', sa.Integer(), nullable=False),
        sa.Column('last_time', sa.Integer(), nullable=False),
        sa.CheckConstraint('low >= 0 AND low <= expected AND expected <= high', name='forecast_order'),
        sa.CheckConstraint('staff >= 1', name='forecast_staff'),
        sa.CheckConstraint('market_days >= 4', name='forecast_market_days'),
        sa.CheckConstraint(
            'with_deposit >= 0 AND without_deposit >= 0 AND others >= 0 AND last_time >= 0',
            name='forecast_people',
        ),
        sa.CheckConstraint(
            'share_with_deposit BETWEEN 0 AND 100 AND share_without_deposit BETWEEN 0 AND 100',
            name='forecast_share',
        ),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('forecast_stall_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', 'day', name=op.f('forecast_pkey')),
    )
    _refuse_changes()
    _add_days_that_are_over()


def _refuse_changes() -> None:
    """A forecast cannot be rewritten once its day is over, nor before."""
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER forecast_{event.lower()} BEFORE {event} ON forecast "
                "BEGIN SELECT RAISE(ABORT, 'a forecast is append-only'); END"
            )
        return
    op.execute(
        'CREATE FUNCTION forecast_append_only() RETURNS trigger LANGUAGE plpgsql AS '
        "$$ BEGIN RAISE EXCEPTION 'a forecast is append-only'; END $$"
    )
    op.execute(
        'CREATE TRIGGER forecast_append_only BEFORE UPDATE OR DELETE ON forecast '
        'FOR EACH ROW EXECUTE FUNCTION forecast_append_only()'
    )


def _add_days_that_are_over() -> None:
    """The people of each are counted by the job, a few hundred days at a time."""
    ends: dict[tuple[int, date], datetime] = {}
    for stall, starts_at, ends_at, zone in op.get_bind().execute(sa.text(OVER)).all():
        day = _moment(starts_at).astimezone(ZoneInfo(zone)).date()
        over = _moment(ends_at)
        ends[stall, day] = max(over, ends.get((stall, day), over))
    table = sa.table(
        'stall_day',
        sa.column('stall_id', sa.Integer()),
        sa.column('day', sa.Date()),
        sa.column('count_at', sa.DateTime(timezone=True)),
        *(
            sa.column(name, sa.Integer())
            for name in (
                'with_deposit', 'came_with_deposit', 'without_deposit', 'came_without_deposit', 'others'
            )
        ),
    )
    rows = [
        {
            'stall_id': stall, 'day': day, 'count_at': over, 'with_deposit': 0, 'came_with_deposit': 0,
            'without_deposit': 0, 'came_without_deposit': 0, 'others': 0,
        }
        for (stall, day), over in ends.items()
    ]
    op.bulk_insert(table, rows)


def _moment(stored: datetime | str) -> datetime:
    """SQLite gives text, in UTC."""
    found = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def downgrade() -> None:
    op.drop_table('forecast')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION forecast_append_only()')
    op.drop_index('stall_day_uncounted', 'stall_day')
    op.drop_table('stall_day')
