"""accounts that become one by an organiser's word, in requests and in the audit log, and stalls that went to another account"""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed',
    'counter_kept', 'counter_removed', 'account_moved', 'licence_waived', 'licence_waiver_ended', 'licence_revived', 'stall_staff_named', 'stall_staff_removed',
    'report_decided', 'objection_answered', 'licence_checked', 'stall_reopened',
)
ADDED = ('accounts_merged',)
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
BY_EITHER_OR_NONE = 'ticket_id IS NULL OR stall_id IS NULL'
BY_ONE = '(ticket_id IS NULL) <> (stall_id IS NULL)'


def upgrade() -> None:
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as stall:
        stall.add_column(sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True))
    _set_named_by(BY_EITHER_OR_NONE)
    _set_audit_actions(ACTIONS + ADDED)


def _set_named_by(condition: str) -> None:
    with op.batch_alter_table('recovery', table_kwargs=COUNTED) as recovery:
        recovery.drop_constraint('recovery_named_by', type_='check')
        recovery.create_check_constraint('recovery_named_by', condition)


def _set_audit_actions(actions: tuple[str, ...]) -> None:
    """Replace the CHECK of the audit log's actions. SQLite rebuilds the table for it, so its triggers are made anew."""
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED) as audit:
        audit.drop_constraint('audit_entry_action', type_='check')
        audit.create_check_constraint('audit_entry_action', f"action IN ({', '.join(map(repr, actions))})")
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_entry_{when}')
            op.execute(AUDIT_TRIGGER.format(when=when))


def downgrade() -> None:
    """Forget which accounts became one by consent and an organiser's word, and which stalls went to another account."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, ADDED))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    _set_audit_actions(ACTIONS)
    op.execute('DELETE FROM recovery WHERE ticket_id IS NULL AND stall_id IS NULL')
    _set_named_by(BY_ONE)
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as stall:
        stall.drop_column('moved_at')
