"""the ways to pay a deposit and a stall's list of deposits among the messages that stay true"""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

KINDS = (
    "'ticket', 'hold', 'hold reminder', 'entry', 'booking', 'booking reminder', 'draw result', {choice}'deposit', "
    "'stall deposit', {list}'gift', 'stall request'"
)
NEW = {'choice': "'deposit choice', ", 'list': "'stall deposits', "}


def set_kinds(kinds: str) -> None:
    """Replace the CHECK of the kinds; SQLite rebuilds the table for it."""
    with op.batch_alter_table('shown', table_kwargs={'sqlite_autoincrement': True}) as shown:
        shown.drop_constraint('shown_kind', type_='check')
        shown.create_check_constraint('shown_kind', f'kind IN ({kinds})')


def upgrade() -> None:
    set_kinds(KINDS.format(**NEW))


def downgrade() -> None:
    op.execute("DELETE FROM shown WHERE kind IN ('deposit choice', 'stall deposits')")
    set_kinds(KINDS.format(choice='', list=''))
