"""access facts of alleys, and power"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text('ended_at IS NULL')
OF_ONE = (
    '(alley_id IS NOT NULL AND pitch_id IS NULL AND stall_id IS NULL)'
    ' OR (alley_id IS NULL AND pitch_id IS NOT NULL AND stall_id IS NULL)'
    ' OR (alley_id IS NULL AND pitch_id IS NULL AND stall_id IS NOT NULL)'
)
COUNTED_UP = {'sqlite_autoincrement': True}
KEPT = ('unchanged', 'UPDATE'), ('undeleted', 'DELETE')
ACTIONS = (
    'person_blocked', 'block_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down', 'stall_closed', 'deposits_allowed',
    'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden', 'drop_shown', 'permit_changed',
    'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed', 'counter_kept', 'counter_removed', 'account_moved', 'licence_waived',
    'licence_waiver_ended', 'licence_revived', 'stall_staff_named', 'stall_staff_removed', 'report_decided', 'objection_answered', 'licence_checked',
    'stall_reopened', 'accounts_merged', 'places_changed',
)


def upgrade() -> None:
    op.create_table('access_fact',
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('answer', sa.String(length=8), nullable=False),
    sa.Column('words', sa.String(length=80), nullable=False),
    sa.CheckConstraint("kind IN ('step_free', 'toilet', 'prayer_room', 'seats', 'light')", name='access_fact_kind'),
    sa.CheckConstraint("answer IN ('unknown', 'yes', 'no')", name='access_fact_answer'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='access_fact_alley_id_fkey'),
    sa.PrimaryKeyConstraint('alley_id', 'kind', name='access_fact_pkey')
    )
    op.create_table('power_rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=True),
    sa.Column('pitch_id', sa.Integer(), nullable=True),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('watts', sa.Integer(), nullable=False),
    sa.Column('set_at', MOMENT, nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('watts BETWEEN 0 AND 100000', name='power_rating_watts'),
    sa.CheckConstraint(OF_ONE, name='power_rating_of_one'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='power_rating_alley_id_fkey'),
    sa.ForeignKeyConstraint(['pitch_id'], ['pitch.id'], name='power_rating_pitch_id_fkey'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='power_rating_stall_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='power_rating_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='power_rating_pkey'),
    sa.UniqueConstraint('alley_id', name='power_rating_alley_id_key'),
    sa.UniqueConstraint('pitch_id', name='power_rating_pitch_id_key'),
    sa.UniqueConstraint('stall_id', name='power_rating_stall_id_key'),
    sqlite_autoincrement=True
    )
    op.create_index('power_rating_by_by_id', 'power_rating', ['by_id'])
    op.create_table('power_cut',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('market_day_id', sa.Integer(), nullable=False),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.Column('began_by', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', MOMENT, nullable=True),
    sa.Column('ended_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('began_at <= ended_at', name='power_cut_hours'),
    sa.CheckConstraint('ended_by IS NULL OR ended_at IS NOT NULL', name='power_cut_ended'),
    sa.ForeignKeyConstraint(['market_day_id'], ['market_day.id'], name='power_cut_market_day_id_fkey'),
    sa.ForeignKeyConstraint(['began_by'], ['person.id'], name='power_cut_began_by_fkey'),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name='power_cut_ended_by_fkey'),
    sa.PrimaryKeyConstraint('id', name='power_cut_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('power_cut_by_began_by', 'power_cut', ['began_by'])
    op.create_index('power_cut_by_ended_by', 'power_cut', ['ended_by'])
    op.create_index('power_cut_of_market_day', 'power_cut', ['market_day_id'])
    op.create_index('power_cut_running', 'power_cut', ['market_day_id'], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    allow_actions(*ACTIONS, 'alley_facts_changed')


def downgrade() -> None:
    op.drop_table('power_cut')
    op.drop_table('power_rating')
    op.drop_table('access_fact')
    allow_actions(*ACTIONS, without='alley_facts_changed')


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
