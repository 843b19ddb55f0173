"""permits of alleys"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DAY_BEGINS = time(4)
EARLIER = sa.text(
    'SELECT a.id, a.zone, a.permit_until AS last_day, MIN(m.day) AS first_day FROM alley a LEFT JOIN market_day m ON m.alley_id = a.id '
    'WHERE a.permit_until IS NOT NULL GROUP BY a.id, a.zone, a.permit_until'
).columns(last_day=sa.Date(), first_day=sa.Date())
LATEST = "UPDATE alley SET permit_until = (SELECT MAX(last_day) FROM permit WHERE permit.alley_id = alley.id AND permit.state = 'valid')"


def begins(day: date, zone: str) -> datetime:
    """Return when a market day begins, as it was when this was written."""
    return datetime.combine(day, DAY_BEGINS, ZoneInfo(zone)).astimezone(UTC)


def upgrade() -> None:
    permit = op.create_table('permit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('covers_from', MOMENT, nullable=False),
    sa.Column('covers_until', MOMENT, nullable=False),
    sa.Column('authority', sa.String(length=64), nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('conditions', sa.String(length=600), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', MOMENT, nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind IN ('pilot', 'year', 'other')", name='permit_kind'),
    sa.CheckConstraint("state IN ('valid', 'replaced', 'withdrawn', 'void')", name='permit_state'),
    sa.CheckConstraint('first_day <= last_day', name='permit_days'),
    sa.CheckConstraint('covers_from <= covers_until', name='permit_covers'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='permit_alley_id_fkey'),
    sa.ForeignKeyConstraint(['replaces_id'], ['permit.id'], name='permit_replaces_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='permit_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='permit_pkey'),
    sa.UniqueConstraint('replaces_id', name='permit_replaces_id_key'),
    sqlite_autoincrement=True
    )
    op.create_index('permit_of_alley', 'permit', ['alley_id', 'covers_until'])
    op.create_index('permit_by_by_id', 'permit', ['by_id'])
    now = datetime.now(UTC)
    known = op.get_bind().execute(EARLIER).mappings().all()
    rows = [recorded(row['id'], row['zone'], row['first_day'], row['last_day'], now) for row in known]
    if rows:
        op.get_bind().execute(permit.insert(), rows)
    op.drop_column('alley', 'permit_until')


def recorded(alley: int, zone: str, first: date | None, last: date, now: datetime) -> dict[str, object]:
    """Return the permit of which only the last day was known: from the first market day of the alley on."""
    first = min(first or last, last)
    return {
        'alley_id': alley, 'kind': 'other', 'state': 'valid', 'first_day': first, 'last_day': last,
        'covers_from': begins(first, zone), 'covers_until': begins(last + timedelta(days=1), zone),
        'authority': '', 'number': '', 'conditions': '', 'recorded_at': now,
    }


def downgrade() -> None:
    op.add_column('alley', sa.Column('permit_until', sa.Date(), nullable=True))
    op.execute(LATEST)
    op.drop_table('permit')
