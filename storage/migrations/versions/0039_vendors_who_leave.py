"""people who said that they are 18 or older, sellers of stalls, and stalls that their owners closed"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed',
    'counter_kept', 'counter_removed', 'account_moved', 'licence_waived', 'licence_waiver_ended', 'licence_revived', 'stall_staff_named', 'stall_staff_removed',
    'report_decided', 'objection_answered', 'licence_checked',
)
ADDED = ('stall_reopened',)
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"


def upgrade() -> None:
    op.add_column('person', sa.Column('adult_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'seller',
        sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('contact', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('phone', 'email', 'telegram')", name='seller_kind'),
        sa.CheckConstraint('length(name) > 0 AND length(contact) > 0', name='seller_named'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('seller_stall_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('seller_person_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', name=op.f('seller_pkey')),
    )
    op.create_index(op.f('seller_by_person_id'), 'seller', ['person_id'])
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as stall:
        stall.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
        stall.create_check_constraint('stall_closed', "closed_at IS NULL OR state = 'turned_down'")
    _set_audit_actions(ACTIONS + ADDED)


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
    """Forget who closed their stall, which stays turned down, and what the audit log says of stalls that were opened again."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, ADDED))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    _set_audit_actions(ACTIONS)
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as stall:
        stall.drop_constraint('stall_closed', type_='check')
        stall.drop_column('closed_at')
    op.drop_table('seller')
    op.drop_column('person', 'adult_at')
