"""staff of stalls: helpers, invitations, and whose desk a person has open"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
ROLES = "role IN ('sell', 'scan', 'all')"
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed',
    'counter_kept', 'counter_removed', 'account_moved', 'licence_waived', 'licence_waiver_ended', 'licence_revived',
)
STAFF_ACTIONS = ('stall_staff_named', 'stall_staff_removed')
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"


def upgrade() -> None:
    op.create_table(
        'stall_staff',
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('role', sa.String(length=8), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(ROLES, name='stall_staff_role'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_staff_stall_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('stall_staff_person_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', 'person_id', name=op.f('stall_staff_pkey')),
    )
    op.create_index(op.f('stall_staff_by_person_id'), 'stall_staff', ['person_id'])
    op.create_table(
        'stall_invite',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code_hash', AutoString(length=64), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('role', sa.String(length=8), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(ROLES, name='stall_invite_role'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_invite_stall_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('stall_invite_person_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('stall_invite_pkey')),
        sa.UniqueConstraint('code_hash', name=op.f('stall_invite_code_hash_key')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('stall_invite_by_stall_id'), 'stall_invite', ['stall_id'])
    op.create_index(op.f('stall_invite_by_person_id'), 'stall_invite', ['person_id'])
    op.create_table(
        'desk_choice',
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('desk_choice_person_id_fkey')),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('desk_choice_stall_id_fkey')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('desk_choice_pkey')),
    )
    _set_audit_actions(ACTIONS + STAFF_ACTIONS)


def _set_audit_actions(actions: tuple[str, ...]) -> None:
    """Replace the CHECK of the audit log's actions. SQLite rebuilds the table for it, so its triggers are made anew."""
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED) as audit:
        audit.drop_constraint('audit_entry_action', type_='check')
        audit.create_check_constraint('audit_entry_action', f"action IN ({', '.join(map(repr, actions))})")
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_entry_{when}')
            op.execute(AUDIT_TRIGGER.format(when=when))


def _forget_staff() -> None:
    """Delete what the audit log says of helpers: an older Lorong has no word for it."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, STAFF_ACTIONS))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    _set_audit_actions(ACTIONS)


def downgrade() -> None:
    for table in ('desk_choice', 'stall_invite', 'stall_staff'):
        op.drop_table(table)
    _forget_staff()
