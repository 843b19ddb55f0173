"""reports of stalls and drops, and objections to what organisers decided"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed',
    'counter_kept', 'counter_removed', 'account_moved', 'licence_waived', 'licence_waiver_ended', 'licence_revived',
    'stall_staff_named', 'stall_staff_removed',
)
REPORT_ACTIONS = ('report_decided', 'objection_answered')
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"


def upgrade() -> None:
    _set_audit_actions(ACTIONS + REPORT_ACTIONS)
    op.create_table(
        'report',
        sa.Column('id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('drop_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=12), nullable=False),
        sa.Column('words', AutoString(length=300), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by', sa.BigInteger(), nullable=True),
        sa.CheckConstraint("reason IN ('goods', 'unsafe', 'payment', 'behaviour', 'other')", name='report_reason'),
        sa.CheckConstraint("state IN ('open', 'acted', 'closed')", name='report_state'),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name='report_decided'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('report_person_id_fkey')),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('report_stall_id_fkey')),
        sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('report_drop_id_fkey')),
        sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('report_decided_by_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('report_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index('report_of_state', 'report', ['state', 'id'])
    for name in ('person_id', 'stall_id', 'decided_by'):
        op.create_index(op.f(f'report_by_{name}'), 'report', [name])
    op.create_table(
        'objection',
        sa.Column('id', BIG, nullable=False),
        sa.Column('decision_id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=True),
        sa.Column('drop_id', sa.Integer(), nullable=True),
        sa.Column('words', AutoString(length=500), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('stall_id IS NULL OR drop_id IS NULL', name='objection_subject'),
        sa.CheckConstraint("state IN ('open', 'lifted', 'upheld')", name='objection_state'),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name='objection_decided'),
        sa.ForeignKeyConstraint(['decision_id'], ['audit_entry.id'], name=op.f('objection_decision_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('objection_person_id_fkey')),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('objection_stall_id_fkey')),
        sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('objection_drop_id_fkey')),
        sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('objection_decided_by_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('objection_pkey')),
        sa.UniqueConstraint('decision_id', name=op.f('objection_decision_id_key')),
        sqlite_autoincrement=True,
    )
    op.create_index('objection_of_state', 'objection', ['state', 'id'])
    for name in ('person_id', 'stall_id', 'drop_id', 'decided_by'):
        op.create_index(op.f(f'objection_by_{name}'), 'objection', [name])


def _set_audit_actions(actions: tuple[str, ...]) -> None:
    """Replace the CHECK of the audit log's actions. SQLite rebuilds the table for it, so its triggers are made anew."""
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED) as audit:
        audit.drop_constraint('audit_entry_action', type_='check')
        audit.create_check_constraint('audit_entry_action', f"action IN ({', '.join(map(repr, actions))})")
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_entry_{when}')
            op.execute(AUDIT_TRIGGER.format(when=when))


def _forget_reports() -> None:
    """Delete what the audit log says of reports and objections: an older Lorong has no word for it."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, REPORT_ACTIONS))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    _set_audit_actions(ACTIONS)


def downgrade() -> None:
    for table in ('objection', 'report'):
        op.drop_table(table)
    _forget_reports()
