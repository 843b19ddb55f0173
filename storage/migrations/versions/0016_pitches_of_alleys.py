"""pitches of alleys, and the log of who changed them"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

COUNTED_UP = {'sqlite_autoincrement': True}
KEPT = ('unchanged', 'UPDATE'), ('undeleted', 'DELETE')
ACTIONS = (
    'person_blocked', 'block_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down', 'stall_closed', 'deposits_allowed',
    'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden', 'drop_shown', 'permit_changed',
    'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed', 'counter_kept', 'counter_removed', 'account_moved', 'licence_waived',
    'licence_waiver_ended', 'licence_revived', 'stall_staff_named', 'stall_staff_removed', 'report_decided', 'objection_answered', 'licence_checked',
    'stall_reopened', 'accounts_merged',
)


def upgrade() -> None:
    op.create_index('stall_day_of_pitches', 'stall_day', ['id', 'market_day_id', 'alley_id'], unique=True)
    op.create_table('pitch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('metres', sa.Integer(), nullable=False),
    sa.Column('socket', sa.Boolean(), nullable=False),
    sa.Column('access', sa.Boolean(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('metres BETWEEN 1 AND 50', name='pitch_metres'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='pitch_alley_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='pitch_pkey'),
    sa.UniqueConstraint('alley_id', 'code', name='pitch_once'),
    sa.UniqueConstraint('id', 'alley_id', name='pitch_of_days'),
    sqlite_autoincrement=True
    )
    op.create_table('pitch_day',
    sa.Column('stall_day_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('pitch_id', sa.Integer(), nullable=False),
    sa.Column('market_day_id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(
        ['stall_day_id', 'market_day_id', 'alley_id'], ['stall_day.id', 'stall_day.market_day_id', 'stall_day.alley_id'], name='pitch_day_stall_day_fkey'
    ),
    sa.ForeignKeyConstraint(['pitch_id', 'alley_id'], ['pitch.id', 'pitch.alley_id'], name='pitch_day_pitch_fkey'),
    sa.PrimaryKeyConstraint('stall_day_id', name='pitch_day_pkey'),
    sa.UniqueConstraint('pitch_id', 'market_day_id', name='pitch_day_once')
    )
    allow_actions(*ACTIONS, 'places_changed')


def downgrade() -> None:
    op.drop_table('pitch_day')
    op.drop_table('pitch')
    op.drop_index('stall_day_of_pitches', table_name='stall_day')
    allow_actions(*ACTIONS, without='places_changed')


def allow_actions(*actions: str, without: str = '') -> None:
    """Let the log hold these actions. On SQLite the table is made anew, and so are the triggers that refuse to change it."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for name, _ in KEPT:
        op.execute(f'DROP TRIGGER audit_entry_{name}' if sqlite else f'DROP TRIGGER audit_entry_{name} ON audit_entry')
    if without:
        op.execute(f"DELETE FROM audit_entry WHERE action = '{without}'")
    condition = f"action IN ({', '.join(map(repr, actions))})"
    count = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'audit_entry'")
    last = op.get_bind().execute(count).scalar() if sqlite else None
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED_UP) as log:
        log.drop_constraint('audit_entry_action', type_='check')
        log.create_check_constraint('audit_entry_action', condition)
    if last is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'audit_entry'")
        op.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('audit_entry', :last)").bindparams(last=last))
    for name, event in KEPT:
        words = 'audit_entry is append-only'
        does = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{words}')"
        op.execute(f'CREATE TRIGGER audit_entry_{name} BEFORE {event} ON audit_entry {does}')
