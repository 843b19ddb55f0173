"""shares of a drop, among what is drawn again"""

from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
SHOWN = (
    'ticket', 'hold', 'hold reminder', 'entry', 'booking', 'booking reminder', 'draw result', 'deposit choice', 'deposit', 'stall deposit',
    'stall deposits', 'gift', 'stall request', 'roster', 'licence fees', 'returned',
)


def upgrade() -> None:
    _set_shown((*SHOWN, 'shares'))


def downgrade() -> None:
    op.execute("DELETE FROM shown WHERE kind = 'shares'")
    _set_shown(SHOWN)


def _set_shown(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table('shown', table_kwargs=COUNTED) as shown:
        shown.drop_constraint('shown_kind', type_='check')
        shown.create_check_constraint('shown_kind', f"kind IN ({', '.join(map(repr, kinds))})")
