"""keys that sign tickets, and tickets of admission"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def set_kinds(kinds: str, of_booking: str, length: int, before: int) -> None:
    """Replace the CHECKs of the kinds; SQLite rebuilds the table for it."""
    with op.batch_alter_table('ticket', table_kwargs={'sqlite_autoincrement': True}) as ticket:
        ticket.drop_constraint('ticket_kind', type_='check')
        ticket.drop_constraint('ticket_of_booking', type_='check')
        ticket.alter_column('kind', type_=sa.String(length), existing_type=sa.String(before), existing_nullable=False)
        ticket.create_check_constraint('ticket_kind', f'kind IN ({kinds})')
        ticket.create_check_constraint('ticket_of_booking', f'({of_booking}) = (booking_id IS NOT NULL)')


def upgrade() -> None:
    op.create_table(
        'ticket_key',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('public_key', AutoString(length=64), nullable=False),
        sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('id BETWEEN 1 AND 255', name='ticket_key_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('ticket_key_pkey')),
        sa.UniqueConstraint('public_key', name=op.f('ticket_key_public_key_key')),
    )
    set_kinds("'pickup', 'admission', 'returns'", "kind IN ('pickup', 'admission')", 9, 8)


def downgrade() -> None:
    op.execute("UPDATE ticket SET kind = 'pickup' WHERE kind = 'admission'")
    set_kinds("'pickup', 'returns'", "kind = 'pickup'", 8, 9)
    op.drop_table('ticket_key')
