"""licences as PDFs, and the fees of licences among what is drawn again"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
CURRENT = sa.text('replaced_at IS NULL')
SHOWN = (
    'ticket', 'hold', 'hold reminder', 'entry', 'booking', 'booking reminder', 'draw result', 'deposit choice', 'deposit', 'stall deposit',
    'stall deposits', 'gift', 'stall request', 'roster',
)


def upgrade() -> None:
    op.create_table(
        'pdf',
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('data', sa.LargeBinary(), nullable=False),
        sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('length(data) > 0 AND length(data) <= 5242880', name='pdf_size'),
        sa.PrimaryKeyConstraint('hash', name=op.f('pdf_pkey')),
    )
    op.drop_index('licence_document_current', 'licence_document')
    with op.batch_alter_table('licence_document', table_kwargs=COUNTED) as document:
        document.add_column(sa.Column('pdf_hash', sa.String(length=64), nullable=True))
        document.alter_column('picture_hash', existing_type=sa.String(length=64), nullable=True)
        document.create_foreign_key(op.f('licence_document_pdf_hash_fkey'), 'pdf', ['pdf_hash'], ['hash'])
    with op.batch_alter_table('licence_document', table_kwargs=COUNTED) as document:
        document.create_check_constraint('licence_document_file', '(picture_hash IS NULL) <> (pdf_hash IS NULL)')
    op.create_index(op.f('licence_document_by_pdf_hash'), 'licence_document', ['pdf_hash'])
    _index_current()
    _set_shown((*SHOWN, 'licence fees'))


def _index_current() -> None:
    op.create_index(
        'licence_document_current', 'licence_document', ['stall_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
    )


def _set_shown(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table('shown', table_kwargs=COUNTED) as shown:
        shown.drop_constraint('shown_kind', type_='check')
        shown.create_check_constraint('shown_kind', f"kind IN ({', '.join(map(repr, kinds))})")


def downgrade() -> None:
    """Delete the documents that are PDFs, and what is drawn again of fees."""
    op.execute("DELETE FROM shown WHERE kind = 'licence fees'")
    _set_shown(SHOWN)
    op.execute('DELETE FROM licence_document WHERE pdf_hash IS NOT NULL')
    op.drop_index('licence_document_current', 'licence_document')
    op.drop_index(op.f('licence_document_by_pdf_hash'), 'licence_document')
    with op.batch_alter_table('licence_document', table_kwargs=COUNTED) as document:
        document.drop_constraint('licence_document_file', type_='check')
    with op.batch_alter_table('licence_document', table_kwargs=COUNTED) as document:
        document.drop_constraint(op.f('licence_document_pdf_hash_fkey'), type_='foreignkey')
        document.drop_column('pdf_hash')
        document.alter_column('picture_hash', existing_type=sa.String(length=64), nullable=False)
    _index_current()
    op.execute("DELETE FROM upload WHERE hash IN (SELECT hash FROM pdf)")
    op.drop_table('pdf')
