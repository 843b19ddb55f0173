"""market days and stall days"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
DAY_BEGINS = time(4)
UNCOUNTED = sa.text('counted_at IS NULL')
NOT_ENDED = sa.text('ended_at IS NULL')
ONCE = sa.text('once IS NOT NULL')
COUNTED_UP = {'sqlite_autoincrement': True}

Rows = list[dict[str, Any]]


class Renamed(NamedTuple):
    """A kind of message about a drop, a shift or a loan that is one about its evening or due date now: what it is about, its stages, and what comes before
    both in `once`. `of`: what it was about."""

    old: str
    new: str
    subject: str
    stages: dict[str, str]
    once: str
    of: str = 'drop_id'


SHOWN = (
    'ticket', 'hold', 'hold reminder', 'entry', 'booking', 'draw result', 'deposit choice', 'deposit', 'stall deposit',
    'stall deposits', 'gift', 'stall request', 'roster', 'returned', 'shares',
)
RENAMED = (
    Renamed(
        'VendorDay', 'StallDayStage', 'stall_day_id',
        {'eve': 'eve', 'soon': 'setup', 'open': 'open', 'close': 'close', 'crates': 'after'}, 'stall_day',
    ),
    Renamed('DayNumbers', 'StallDayStage', 'stall_day_id', {'': 'end'}, 'stall_day'),
    Renamed('BookingNear', 'MarketDayNear', 'market_day_id', {'three': 'three', 'eve': 'eve', 'soon': 'soon'}, 'near'),
    Renamed('ShiftNear', 'ShiftDay', 'market_day_id', {'eve': 'eve', 'soon': 'soon'}, 'shifts', 'shift_id'),
    Renamed('DropThanks', 'MarketDayAfter', 'market_day_id', {}, 'after'),
    Renamed('BookingMissed', 'MarketDayAfter', 'market_day_id', {}, 'after'),
    Renamed('DropEnded', 'MarketDayOver', 'market_day_id', {}, 'over'),
    Renamed('LoanDue', 'LoansDue', 'due_on', {}, 'loans', of='loan_id'),
)
UNKNOWN = {'drop_id': 0, 'shift_id': 0, 'loan_id': '1970-01-01'}
"""The subject of a message whose drop, shift or loan is not there any more."""
OUT = sa.text('units > returned + lost')
OF_A_TYPE_OUT = sa.text('type_id IS NOT NULL AND units > returned + lost')
EVENINGS = {
    'drop_id': 'SELECT d.id, d.stall_day_id, s.market_day_id FROM "drop" d JOIN stall_day s ON s.id = d.stall_day_id',
    'shift_id': 'SELECT h.id, d.stall_day_id, s.market_day_id FROM shift h JOIN "drop" d ON d.id = h.drop_id '
    'JOIN stall_day s ON s.id = d.stall_day_id',
}
"""The stall day and market day of each drop, and of each shift."""
OF_ROSTERS = ('ShiftsOpen', 'PlaceEmptyAgain')


def rows_of(words: str, **types: Any) -> Rows:
    """Return rows; on SQLite a time is UTC without saying so."""
    found = op.get_bind().execute(sa.text(words).columns(**types)).mappings()
    return [{name: aware(value) for name, value in row.items()} for row in found]


def aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


@contextmanager
def rebuilt(name: str) -> Iterator[Any]:
    """Change a table whose ids count up; on SQLite it is made anew, and goes on counting where it was, also after its last row was deleted."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    count = sa.text('SELECT seq FROM sqlite_sequence WHERE name = :name')
    last = op.get_bind().execute(count, {'name': name}).scalar() if sqlite else None
    with op.batch_alter_table(name, table_kwargs=COUNTED_UP) as batch:
        yield batch
    if last is not None:
        op.execute(sa.text('DELETE FROM sqlite_sequence WHERE name = :name').bindparams(name=name))
        op.execute(sa.text('INSERT INTO sqlite_sequence VALUES (:name, :last)').bindparams(name=name, last=last))


def insert(table: sa.Table, rows: Rows) -> None:
    if rows:
        op.get_bind().execute(table.insert(), rows)


def day_of(instant: datetime, zone: str) -> date:
    """Return the market day of a moment, as it was when this was written."""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return local.date() if local.time() >= DAY_BEGINS else local.date() - timedelta(days=1)


class Hours(NamedTuple):
    """The hours and the end of a stall day, from its drops."""

    state: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None


def hours_of(drops: Rows) -> Hours:
    """A stall day is on while a drop is published or paused, and has the hours of those; else of all it had."""
    live = [drop for drop in drops if drop['state'] in ('published', 'paused')]
    timed, ends = live or drops, [drop['wound_up_at'] for drop in drops]
    return Hours(
        'on' if live else 'off',
        min(drop['starts_at'] for drop in timed),
        max(drop['ends_at'] for drop in timed),
        max(ends) if all(ends) else None,
    )


def upgrade() -> None:
    notices = rows_of(
        'SELECT m.*, a.zone FROM market_day m JOIN alley a ON a.id = m.alley_id',
        day=sa.Date(), starts_at=MOMENT, ends_at=MOMENT, notified_at=MOMENT,
    )
    count_days()
    op.drop_table('market_day')
    days, stall_days = make_tables()
    made = make_market_days(days, notices)
    keep_notices(notices, made)
    place_drops(stall_days, made)
    with op.batch_alter_table('notification') as notification:
        notification.add_column(sa.Column('once', sa.String(length=64), nullable=True))
        notification.create_index(
            'notification_once_a_person', ['person_id', 'once'], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
        )
    op.add_column('booking', sa.Column('late_at', MOMENT, nullable=True))
    op.add_column('item', sa.Column('options', sa.String(length=80), nullable=False, server_default=''))
    with rebuilt('booking') as booking:
        booking.add_column(sa.Column('options', sa.String(length=6), nullable=False, server_default=''))
        booking.create_check_constraint('booking_options', 'length(options) <= units')
    op.add_column('drop', sa.Column('hidden_reason', sa.String(length=200), nullable=True))
    op.add_column('person', sa.Column('blocked_reason', sa.String(length=200), nullable=True))
    op.execute("ALTER TABLE scan ADD COLUMN method VARCHAR(8) CONSTRAINT scan_method CHECK (method IN ('cash', 'qr'))")
    op.execute('ALTER TABLE scan ADD COLUMN without_phone BOOLEAN DEFAULT FALSE NOT NULL')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE scan ALTER COLUMN without_phone DROP DEFAULT')
    name_reasons(('goods', 'unsafe', 'payment', 'behaviour', 'other', 'handed over'))
    name_roles(('counter', 'sell', 'scan', 'all'))
    make_hub_invites()
    with op.batch_alter_table('desk_choice') as choices:
        choices.add_column(sa.Column('posting_id', sa.Integer(), nullable=True))
        choices.create_foreign_key('desk_choice_posting_id_fkey', 'stall', ['posting_id'], ['id'])
        choices.create_index('desk_choice_by_posting_id', ['posting_id'])
    make_hand_over_lines()
    keep_shown('booking reminder', 'booking', (*SHOWN, 'market day', 'shift day'))
    keep_roster_pages()
    for renamed in RENAMED:
        rename_messages(renamed)
    index_due_loans(OUT)
    hang_rosters_on_stall_days()


def make_hand_over_lines() -> None:
    """The receipts of bookings that are handed over have lines of their own, which nobody changes."""
    op.create_table('hand_over_line',
    sa.Column('receipt_id', BIG, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('scan_id', BIG, nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('packaging', sa.BigInteger(), nullable=False),
    sa.Column('ahead', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('units >= 1', name='hand_over_line_units'),
    sa.CheckConstraint('price >= 0 AND packaging >= 0 AND ahead >= 0', name='hand_over_line_money'),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name='hand_over_line_receipt_id_fkey'),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name='hand_over_line_scan_id_fkey'),
    sa.PrimaryKeyConstraint('receipt_id', 'position', name='hand_over_line_pkey')
    )
    op.create_index('hand_over_line_of_scan', 'hand_over_line', ['scan_id'])
    if op.get_bind().dialect.name == 'sqlite':
        does = "BEGIN SELECT RAISE(ABORT, 'hand_over_line is append-only'); END"
    else:
        does = "FOR EACH ROW EXECUTE FUNCTION refuse_change('hand_over_line is append-only')"
    columns = 'receipt_id, position, scan_id, name, units, price, packaging, ahead'
    op.execute(f'CREATE TRIGGER hand_over_line_unchanged BEFORE UPDATE OF {columns} ON hand_over_line {does}')
    op.execute(f'CREATE TRIGGER hand_over_line_undeleted BEFORE DELETE ON hand_over_line {does}')


def count_days() -> None:
    """What was counted of a stall and date has a name of its own."""
    op.create_table('stall_day_count',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count_at', MOMENT, nullable=False),
    sa.Column('counted_at', MOMENT, nullable=True),
    sa.Column('with_deposit', sa.Integer(), nullable=False),
    sa.Column('came_with_deposit', sa.Integer(), nullable=False),
    sa.Column('without_deposit', sa.Integer(), nullable=False),
    sa.Column('came_without_deposit', sa.Integer(), nullable=False),
    sa.Column('others', sa.Integer(), nullable=False),
    sa.CheckConstraint('came_with_deposit BETWEEN 0 AND with_deposit', name='stall_day_count_with_deposit'),
    sa.CheckConstraint('came_without_deposit BETWEEN 0 AND without_deposit', name='stall_day_count_without_deposit'),
    sa.CheckConstraint('others >= 0', name='stall_day_count_others'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='stall_day_count_stall_id_fkey'),
    sa.PrimaryKeyConstraint('stall_id', 'day', name='stall_day_count_pkey')
    )
    op.execute('INSERT INTO stall_day_count SELECT * FROM stall_day')
    op.drop_table('stall_day')
    op.create_index(
        'stall_day_count_uncounted', 'stall_day_count', ['count_at'], sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED
    )


def make_tables() -> tuple[sa.Table, sa.Table]:
    """Return market_day and stall_day."""
    days = op.create_table('market_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='market_day_alley_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='market_day_pkey'),
    sa.UniqueConstraint('alley_id', 'day', name='market_day_once'),
    sa.UniqueConstraint('id', 'alley_id', 'day', name='market_day_of_stall_days'),
    **COUNTED_UP
    )
    op.create_table('market_day_notice',
    sa.Column('market_day_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('starts_at', MOMENT, nullable=False),
    sa.Column('ends_at', MOMENT, nullable=False),
    sa.Column('stalls', sa.Integer(), nullable=False),
    sa.Column('notified_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['market_day_id'], ['market_day.id'], name='market_day_notice_market_day_id_fkey'),
    sa.PrimaryKeyConstraint('market_day_id', name='market_day_notice_pkey')
    )
    op.create_index('market_day_notice_until', 'market_day_notice', ['ends_at'])
    stall_days = op.create_table('stall_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('market_day_id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=4), nullable=False),
    sa.Column('starts_at', MOMENT, nullable=False),
    sa.Column('ends_at', MOMENT, nullable=False),
    sa.Column('set_up_at', MOMENT, nullable=True),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.CheckConstraint("state IN ('on', 'off')", name='stall_day_state'),
    sa.CheckConstraint('starts_at < ends_at', name='stall_day_hours'),
    sa.CheckConstraint('set_up_at <= starts_at', name='stall_day_set_up'),
    sa.ForeignKeyConstraint(['market_day_id', 'alley_id', 'day'], ['market_day.id', 'market_day.alley_id', 'market_day.day'], name='stall_day_market_day_fkey'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='stall_day_stall_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='stall_day_pkey'),
    sa.UniqueConstraint('id', 'stall_id', 'alley_id', name='stall_day_of_drops'),
    sa.UniqueConstraint('market_day_id', 'stall_id', name='stall_day_once'),
    **COUNTED_UP
    )
    op.create_index('stall_day_upcoming', 'stall_day', ['ends_at', 'starts_at', 'id'])
    op.create_index('stall_day_of_stall', 'stall_day', ['stall_id', 'day'])
    op.create_index('stall_day_not_ended', 'stall_day', ['ends_at'], sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED)
    op.create_table('stall_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_day_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('sent_at', MOMENT, nullable=True),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='stall_note_by_id_fkey'),
    sa.ForeignKeyConstraint(['stall_day_id'], ['stall_day.id'], name='stall_note_stall_day_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='stall_note_pkey'),
    **COUNTED_UP
    )
    op.create_index('stall_note_by_by_id', 'stall_note', ['by_id'])
    op.create_index('stall_note_by_stall_day_id', 'stall_note', ['stall_day_id'])
    return days, stall_days


def published_drops() -> Rows:
    """Return the drops that are no drafts, with `day`."""
    drops = rows_of(
        'SELECT d.id, d.stall_id, d.alley_id, d.state, d.starts_at, d.ends_at, d.wound_up_at, '
        "COALESCE(d.published_at, d.created_at) AS placed_at, a.zone FROM \"drop\" d JOIN alley a ON a.id = d.alley_id "
        "WHERE d.state <> 'draft' ORDER BY d.starts_at, d.id",
        starts_at=MOMENT, ends_at=MOMENT, wound_up_at=MOMENT, placed_at=MOMENT,
    )
    return [drop | {'day': day_of(drop['starts_at'], drop['zone'])} for drop in drops]


def make_market_days(table: sa.Table, notices: Rows) -> dict[tuple[int, date], int]:
    """Make a market day for each alley and date of a drop or notice; return their ids."""
    first: dict[tuple[int, date], datetime] = {}
    known = [(drop['alley_id'], drop['day'], drop['placed_at']) for drop in published_drops()]
    known += [(row['alley_id'], day_of(row['starts_at'], row['zone']), row['notified_at']) for row in notices]
    for alley, day, made_at in known:
        first[alley, day] = min(made_at, first.get((alley, day), made_at))
    insert(table, [{'alley_id': alley, 'day': day, 'made_at': at} for (alley, day), at in sorted(first.items())])
    made = rows_of('SELECT id, alley_id, day FROM market_day', day=sa.Date())
    return {(row['alley_id'], row['day']): row['id'] for row in made}


def keep_notices(notices: Rows, made: dict[tuple[int, date], int]) -> None:
    """Keep what neighbours were told, by the day of its start; what was two dates and is one evening is joined."""
    of_day: defaultdict[int, Rows] = defaultdict(list)
    for row in notices:
        of_day[made[row['alley_id'], day_of(row['starts_at'], row['zone'])]].append(row)
    table = sa.table(
        'market_day_notice',
        sa.column('market_day_id'), sa.column('starts_at', MOMENT), sa.column('ends_at', MOMENT),
        sa.column('stalls'), sa.column('notified_at', MOMENT),
    )
    insert(table, [
        {
            'market_day_id': market_day,
            'starts_at': min(row['starts_at'] for row in rows),
            'ends_at': max(row['ends_at'] for row in rows),
            'stalls': max(row['stalls'] for row in rows),
            'notified_at': max(row['notified_at'] for row in rows),
        }
        for market_day, rows in sorted(of_day.items())
    ])


def place_drops(table: sa.Table, made: dict[tuple[int, date], int]) -> None:
    """Make the stall days of all drops, and let each drop refer to its own."""
    with op.batch_alter_table('drop') as drop:
        drop.add_column(sa.Column('stall_day_id', sa.Integer(), nullable=True))
        drop.add_column(sa.Column('placed_at', MOMENT, nullable=True))
    of_day: defaultdict[tuple[int, int, date], Rows] = defaultdict(list)
    for row in published_drops():
        of_day[row['stall_id'], row['alley_id'], row['day']].append(row)
    insert(table, [
        {
            'market_day_id': made[alley, day], 'alley_id': alley, 'day': day, 'stall_id': stall,
            'made_at': min(row['placed_at'] for row in rows), **hours_of(rows)._asdict(),
        }
        for (stall, alley, day), rows in of_day.items()
    ])
    ids = {
        (row['stall_id'], row['alley_id'], row['day']): row['id']
        for row in rows_of('SELECT id, stall_id, alley_id, day FROM stall_day', day=sa.Date())
    }
    columns = sa.column('id'), sa.column('stall_day_id'), sa.column('placed_at', MOMENT)
    drops = sa.table('drop', *columns)
    placed = [
        {'this': row['id'], 'evening': ids[key], 'since': row['placed_at']} for key, rows in of_day.items() for row in rows
    ]
    if placed:
        values = {'stall_day_id': sa.bindparam('evening'), 'placed_at': sa.bindparam('since', type_=MOMENT)}
        op.get_bind().execute(drops.update().where(drops.c.id == sa.bindparam('this')).values(values), placed)
    with rebuilt('drop') as drop:
        drop.create_index('drop_of_stall_day', ['stall_day_id'])
        drop.create_foreign_key('drop_stall_day_fkey', 'stall_day', ['stall_day_id', 'stall_id', 'alley_id'], ['id', 'stall_id', 'alley_id'])
        drop.create_check_constraint('drop_placed', '(stall_day_id IS NULL) = (placed_at IS NULL)')
        drop.create_check_constraint('drop_stall_day', "(state = 'draft') = (stall_day_id IS NULL)")


def rename_messages(renamed: Renamed) -> None:
    """Let messages that phones have be of the kind that they are now, and what was muted stay so. None is said again, and what was queued ahead goes:
    it is written when it is due. One that was put off comes."""
    op.execute(sa.text('UPDATE mute SET kind = :new WHERE kind = :old').bindparams(new=renamed.new, old=renamed.old))
    ahead = "DELETE FROM notification WHERE kind = :old AND state = 'queued' AND about NOT LIKE '%/again%'"
    op.execute(sa.text(ahead).bindparams(old=renamed.old))
    subjects = due_zones() if renamed.of == 'loan_id' else evenings(renamed)
    told = rows_of('SELECT person_id, once FROM notification WHERE once IS NOT NULL')
    said = {(row['person_id'], row['once']) for row in told}
    found = rows_of(
        f"SELECT id, person_id, payload, about, late_after FROM notification WHERE kind = '{renamed.old}' ORDER BY id",
        payload=sa.JSON(), late_after=MOMENT,
    )
    changed = []
    for row in found:
        subject = subjects.get(row['payload'][renamed.of])
        if renamed.of == 'loan_id' and subject is not None:
            subject = row['late_after'].astimezone(ZoneInfo(subject)).date().isoformat()
        stage = {'stage': renamed.stages[row['payload'].get('stage', '')]} if renamed.stages else {}
        once = ':'.join((renamed.once, str(subject), *stage.values()))
        known = subject is None or '/again' in row['about'] or (row['person_id'], once) in said
        said.add((row['person_id'], once))
        payload = {'version': 1, renamed.subject: UNKNOWN[renamed.of] if subject is None else subject, **stage}
        changed.append({'this': row['id'], 'told': payload, 'only': None if known else once})
    columns = sa.column('id'), sa.column('kind'), sa.column('payload', sa.JSON()), sa.column('once')
    rows = sa.table('notification', *columns)
    values = {'kind': renamed.new, 'payload': sa.bindparam('told', type_=sa.JSON()), 'once': sa.bindparam('only')}
    if changed:
        op.get_bind().execute(rows.update().where(rows.c.id == sa.bindparam('this')).values(values), changed)


def evenings(renamed: Renamed) -> dict[int, Any]:
    """Return the stall days or market days by what a message was about."""
    return {row['id']: row[renamed.subject] for row in rows_of(EVENINGS[renamed.of])}


def due_zones() -> dict[int, Any]:
    """Return the zones by loan: a message about a loan was late when it was due, by the clock of its alley."""
    rows = rows_of(
        'SELECT l.id, a.zone FROM loan l JOIN booking b ON b.id = l.booking_id JOIN item i ON i.id = b.item_id '
        'JOIN "drop" d ON d.id = i.drop_id JOIN alley a ON a.id = d.alley_id'
    )
    return {row['id']: row['zone'] for row in rows}


def index_due_loans(where: Any) -> None:
    """Let packaging that is out be found by when it is due."""
    op.drop_index('loan_due', table_name='loan')
    op.create_index('loan_due', 'loan', ['due_at'], sqlite_where=where, postgresql_where=where)


def keep_shown(gone: str, kind: str, kinds: tuple[str, ...]) -> None:
    """Messages that show a kind that is gone are kept true as those of another."""
    op.execute(sa.text("UPDATE shown SET kind = :kind, form = 'all.0..1' WHERE kind = :gone").bindparams(kind=kind, gone=gone))
    with rebuilt('shown') as shown:
        shown.drop_constraint('shown_kind', type_='check')
        shown.create_check_constraint('shown_kind', f'kind IN {kinds}')


def name_reasons(reasons: tuple[str, ...]) -> None:
    """Let a report have these reasons."""
    with rebuilt('report') as report:
        report.drop_constraint('report_reason', type_='check')
        report.create_check_constraint('report_reason', f'reason IN {reasons}')


def name_roles(roles: tuple[str, ...]) -> None:
    """Let helpers, and the links for them, have these roles."""
    with op.batch_alter_table('stall_staff') as staff:
        staff.drop_constraint('stall_staff_role', type_='check')
        staff.create_check_constraint('stall_staff_role', f'role IN {roles}')
    with rebuilt('stall_invite') as invites:
        invites.drop_constraint('stall_invite_role', type_='check')
        invites.create_check_constraint('stall_invite_role', f'role IN {roles}')


def make_hub_invites() -> None:
    """Let organisers invite the staff of a hub by a link."""
    op.create_table('hub_invite',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('hub_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('until', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name='hub_invite_hub_id_fkey'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='hub_invite_person_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='hub_invite_pkey'),
    sa.UniqueConstraint('code_hash', name='hub_invite_code_hash_key'),
    sqlite_autoincrement=True
    )
    op.create_index('hub_invite_by_hub_id', 'hub_invite', ['hub_id'])
    op.create_index('hub_invite_by_person_id', 'hub_invite', ['person_id'])


def end_counter_role() -> None:
    """Who sold and scanned scans: no older role has both rights and no more. Their open links end."""
    op.execute("UPDATE stall_staff SET role = 'scan' WHERE role = 'counter'")
    op.execute("DELETE FROM stall_invite WHERE role = 'counter'")


def keep_roster_pages() -> None:
    """Pages of the roster of a drop are of its stall day, and reminders of a shift are of all the shifts of that market day."""
    days = {row['id']: row for row in rows_of(EVENINGS['drop_id'])}
    sent = rows_of("SELECT id, payload FROM notification WHERE kind = 'ShiftNear'", payload=sa.JSON())
    stages = {str(row['id']): row['payload']['stage'] for row in sent}
    changed = []
    for row in rows_of("SELECT id, subject_id, form FROM shown WHERE kind = 'roster'"):
        day, (kind, *details) = days.get(row['subject_id']), row['form'].split()
        if kind == 'near':
            stage, subject = stages.get(details[1], 'soon'), day and day['market_day_id']
            values = {'of': 'shift day', 'thing': subject or 0, 'words': f'{stage} {details[1]}'}
        else:
            form = 'roster' if kind == 'empty' else row['form']
            values = {'of': 'roster', 'thing': (day and day['stall_day_id']) or 0, 'words': form}
        changed.append({'this': row['id'], **values})
    pages = sa.table('shown', *map(sa.column, ('id', 'kind', 'subject_id', 'form', 'item_id')))
    bound = {'kind': sa.bindparam('of'), 'subject_id': sa.bindparam('thing'), 'form': sa.bindparam('words'), 'item_id': None}
    if changed:
        op.get_bind().execute(pages.update().where(pages.c.id == sa.bindparam('this')).values(bound), changed)


def hang_rosters_on_stall_days() -> None:
    """Let each roster be of the stall day of its drop. Of several of one stall day the plan with the most places stays; see `merged_shifts`.

    Rosters of drafts go, as they have no day; what is said of rosters names the day, and nobody hears of empty places by itself any more.
    """
    days = {row['id']: row['stall_day_id'] for row in rows_of(EVENINGS['drop_id'])}
    hours = {
        row['id']: row
        for row in rows_of('SELECT id, starts_at, ends_at FROM stall_day', starts_at=MOMENT, ends_at=MOMENT)
    }
    rosters = rows_of('SELECT * FROM roster ORDER BY drop_id', notified_at=MOMENT, closed_since=MOMENT)
    shifts = rows_of('SELECT * FROM shift ORDER BY part, id', offered_at=MOMENT, wanted_since=MOMENT)
    plans: defaultdict[int, list[Plan]] = defaultdict(list)
    for roster in rosters:
        if day := days.get(roster['drop_id']):
            plans[day].append(Plan(roster, [each for each in shifts if each['drop_id'] == roster['drop_id']]))
    kept = {day: max(several, key=lambda plan: len(plan.places)) for day, several in plans.items()}
    held = merged_shifts(kept, plans, hours)
    with rebuilt('shift') as shift:
        shift.drop_constraint('shift_drop_id_fkey', type_='foreignkey')
        shift.drop_constraint('shift_once_a_person', type_='unique')
        shift.add_column(sa.Column('stall_day_id', sa.Integer(), nullable=True))
        shift.add_column(sa.Column('held_since', MOMENT, nullable=True))
    op.drop_table('roster')
    told = ('parts', 'notified_at', 'closed_since')
    insert(make_roster('stall_day'), [
        {'stall_day_id': day, **{name: plan.roster[name] for name in told}} for day, plan in sorted(kept.items())
    ])
    names = 'id', 'person_id', 'part', 'wanted', 'stall_day_id'
    moments = (sa.column(name, MOMENT) for name in ('held_since', 'offered_at', 'wanted_since'))
    places = sa.table('shift', *map(sa.column, names), *moments)
    if held:
        bound = {'stall_day_id': sa.bindparam('day'), 'person_id': sa.bindparam('who'), 'held_since': sa.bindparam('since', type_=MOMENT)}
        op.get_bind().execute(places.update().where(places.c.id == sa.bindparam('this')).values(bound), held)
    op.execute(places.delete().where(places.c.stall_day_id.is_(None)))
    empty = places.c.person_id.is_(None)
    op.execute(places.update().where(empty).values(offered_at=None, wanted=None, wanted_since=None))
    with rebuilt('shift') as shift:
        shift.drop_column('drop_id')
        shift.alter_column('stall_day_id', existing_type=sa.Integer(), nullable=False)
        shift.create_foreign_key('shift_stall_day_id_fkey', 'roster', ['stall_day_id'], ['stall_day_id'])
        shift.create_unique_constraint('shift_once_a_person', ['stall_day_id', 'part', 'person_id'])
        shift.create_check_constraint('shift_held', 'person_id IS NULL OR held_since IS NOT NULL')
    op.execute("DELETE FROM notification WHERE kind = 'PlacesEmpty'")
    name_in_payloads('drop_id', 'stall_day_id', days)


class Plan(NamedTuple):
    """A roster of a drop, and its places in the order of their shifts."""

    roster: dict[str, Any]
    places: Rows


def merged_shifts(kept: dict[int, Plan], plans: dict[int, list[Plan]], hours: dict[int, dict[str, Any]]) -> Rows:
    """Return who has which of the kept places: first their own helpers, then those of the other plans, each one that is empty. Nobody has two at a time."""
    busy: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = []
    for day, plan in sorted(kept.items()):
        holders = {place['id']: place['person_id'] for place in plan.places}
        waiting = {
            place['person_id']: None
            for other in plans[day] if other is not plan
            for place in other.places if place['person_id'] not in (None, *holders.values())
        }
        own = [place for place in plan.places if place['person_id']]
        for place in [*own, *(each for each in plan.places if not each['person_id'])]:
            span = part_of(hours[day], place['part'], plan.roster['parts'])
            asking = [holders[place['id']]] if holders[place['id']] else list(waiting)
            who = next((each for each in asking if not any(a < span[1] and span[0] < b for a, b in busy[each])), None)
            waiting.pop(who, None)
            if who:
                busy[who].append(span)
            since = plan.roster['notified_at'] if who else None
            rows.append({'this': place['id'], 'day': day, 'who': who, 'since': since})
    return rows


def part_of(day: dict[str, Any], part: int, parts: int) -> tuple[datetime, datetime]:
    """Return the hours of a shift, as they were when this was written."""
    start, length, minute = day['starts_at'], day['ends_at'] - day['starts_at'], timedelta(minutes=1)
    cuts = [start + length * each / parts // minute * minute for each in (part, part + 1)]
    return cuts[0], day['ends_at'] if part + 1 == parts else cuts[1]


def name_in_payloads(old: str, new: str, ids: dict[int, int]) -> None:
    """Let messages about rosters name the stall day of a drop, or the way back."""
    found = rows_of(f"SELECT id, payload FROM notification WHERE kind IN {OF_ROSTERS}", payload=sa.JSON())
    changed = [
        {'this': row['id'], 'told': {'version': 1, new: ids.get(row['payload'][old], 0)}} for row in found
    ]
    rows = sa.table('notification', sa.column('id'), sa.column('payload', sa.JSON()))
    values = {'payload': sa.bindparam('told', type_=sa.JSON())}
    if changed:
        op.get_bind().execute(rows.update().where(rows.c.id == sa.bindparam('this')).values(values), changed)


def make_roster(subject: str) -> sa.Table:
    """Make the table of rosters of stall days, or of drops."""
    return op.create_table('roster',
    sa.Column(f'{subject}_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('notified_at', MOMENT, nullable=False),
    sa.Column('closed_since', MOMENT, nullable=True),
    sa.CheckConstraint('parts BETWEEN 1 AND 3', name='roster_parts'),
    sa.ForeignKeyConstraint([f'{subject}_id'], [f'{subject}.id'], name=f'roster_{subject}_id_fkey'),
    sa.PrimaryKeyConstraint(f'{subject}_id', name='roster_pkey')
    )


def hang_rosters_on_drops() -> None:
    """Let the roster of a stall day be of its first drop; without one it goes."""
    drops = {
        row['stall_day_id']: row['id']
        for row in rows_of('SELECT id, stall_day_id FROM "drop" WHERE stall_day_id IS NOT NULL ORDER BY starts_at DESC, id DESC')
    }
    rosters = rows_of('SELECT * FROM roster', notified_at=MOMENT, closed_since=MOMENT)
    with rebuilt('shift') as shift:
        shift.drop_constraint('shift_held', type_='check')
        shift.drop_constraint('shift_stall_day_id_fkey', type_='foreignkey')
        shift.drop_constraint('shift_once_a_person', type_='unique')
        shift.drop_column('held_since')
        shift.add_column(sa.Column('drop_id', sa.Integer(), nullable=True))
    op.drop_table('roster')
    told = ('parts', 'notified_at', 'closed_since')
    insert(make_roster('drop'), [
        {'drop_id': drops[row['stall_day_id']], **{name: row[name] for name in told}}
        for row in rosters if row['stall_day_id'] in drops
    ])
    for day, drop in drops.items():
        op.execute(sa.text('UPDATE shift SET drop_id = :drop WHERE stall_day_id = :day').bindparams(drop=drop, day=day))
    op.execute('DELETE FROM shift WHERE drop_id IS NULL')
    with rebuilt('shift') as shift:
        shift.drop_column('stall_day_id')
        shift.alter_column('drop_id', existing_type=sa.Integer(), nullable=False)
        shift.create_foreign_key('shift_drop_id_fkey', 'roster', ['drop_id'], ['drop_id'])
        shift.create_unique_constraint('shift_once_a_person', ['drop_id', 'part', 'person_id'])
    name_in_payloads('stall_day_id', 'drop_id', drops)


def forget_messages() -> None:
    """What phones have of the new kinds nobody knows any more; what was muted stays so."""
    for renamed in RENAMED:
        op.execute(sa.text('DELETE FROM notification WHERE kind = :new').bindparams(new=renamed.new))
        back = 'UPDATE mute SET kind = :old WHERE kind = :new'
        op.execute(sa.text(back).bindparams(new=renamed.new, old=renamed.old))


def downgrade() -> None:
    forget_messages()
    index_due_loans(OF_A_TYPE_OUT)
    op.execute("DELETE FROM shown WHERE kind IN ('market day', 'shift day', 'roster')")
    keep_shown('market day', 'booking', (*SHOWN, 'booking reminder'))
    op.drop_column('person', 'blocked_reason')
    op.drop_column('drop', 'hidden_reason')
    op.drop_column('booking', 'late_at')
    with rebuilt('booking') as booking:
        booking.drop_constraint('booking_options', type_='check')
        booking.drop_column('options')
    op.drop_column('item', 'options')
    op.drop_column('scan', 'method')
    op.drop_column('scan', 'without_phone')
    op.execute("UPDATE report SET reason = 'behaviour' WHERE reason = 'handed over'")
    name_reasons(('goods', 'unsafe', 'payment', 'behaviour', 'other'))
    with op.batch_alter_table('desk_choice') as choices:
        choices.drop_index('desk_choice_by_posting_id')
        choices.drop_constraint('desk_choice_posting_id_fkey', type_='foreignkey')
        choices.drop_column('posting_id')
    op.drop_table('hub_invite')
    end_counter_role()
    name_roles(('sell', 'scan', 'all'))
    op.drop_table('hand_over_line')
    hang_rosters_on_drops()
    with rebuilt('notification') as notification:
        notification.drop_index('notification_once_a_person')
        notification.drop_column('once')
    with rebuilt('drop') as drop:
        drop.drop_constraint('drop_stall_day', type_='check')
        drop.drop_constraint('drop_placed', type_='check')
        drop.drop_constraint('drop_stall_day_fkey', type_='foreignkey')
        drop.drop_index('drop_of_stall_day')
        drop.drop_column('placed_at')
        drop.drop_column('stall_day_id')
    notices = rows_of(
        'SELECT d.alley_id, d.day, n.starts_at, n.ends_at, n.stalls, n.notified_at '
        'FROM market_day_notice n JOIN market_day d ON d.id = n.market_day_id',
        day=sa.Date(), starts_at=MOMENT, ends_at=MOMENT, notified_at=MOMENT,
    )
    for table in ('stall_note', 'stall_day', 'market_day_notice', 'market_day'):
        op.drop_table(table)
    insert(old_market_day(), notices)
    old_stall_day()


def old_market_day() -> sa.Table:
    """Make what neighbours were told as it was before."""
    return op.create_table('market_day',
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', MOMENT, nullable=False),
    sa.Column('ends_at', MOMENT, nullable=False),
    sa.Column('stalls', sa.Integer(), nullable=False),
    sa.Column('notified_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='market_day_alley_id_fkey'),
    sa.PrimaryKeyConstraint('alley_id', 'day', name='market_day_pkey')
    )


def old_stall_day() -> None:
    """Make what was counted as it was before."""
    op.create_table('stall_day',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count_at', MOMENT, nullable=False),
    sa.Column('counted_at', MOMENT, nullable=True),
    sa.Column('with_deposit', sa.Integer(), nullable=False),
    sa.Column('came_with_deposit', sa.Integer(), nullable=False),
    sa.Column('without_deposit', sa.Integer(), nullable=False),
    sa.Column('came_without_deposit', sa.Integer(), nullable=False),
    sa.Column('others', sa.Integer(), nullable=False),
    sa.CheckConstraint('came_with_deposit BETWEEN 0 AND with_deposit', name='stall_day_with_deposit'),
    sa.CheckConstraint('came_without_deposit BETWEEN 0 AND without_deposit', name='stall_day_without_deposit'),
    sa.CheckConstraint('others >= 0', name='stall_day_others'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='stall_day_stall_id_fkey'),
    sa.PrimaryKeyConstraint('stall_id', 'day', name='stall_day_pkey')
    )
    op.execute('INSERT INTO stall_day SELECT * FROM stall_day_count')
    op.drop_table('stall_day_count')
    op.create_index('stall_day_uncounted', 'stall_day', ['count_at'], sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED)
