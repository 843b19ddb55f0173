"""templates of a stall, the album and the voice note that belong to a draft"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'stock_template',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('name', AutoString(length=40), nullable=False),
        sa.Column('weekday', sa.Integer(), nullable=False),
        sa.Column('drop_name', AutoString(length=128), nullable=False),
        sa.Column('message', AutoString(length=6000), nullable=False),
        sa.Column('words', AutoString(length=600), nullable=False),
        sa.Column('language', AutoString(length=12), nullable=False),
        sa.Column('picture_hash', AutoString(length=64), nullable=True),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('weekday BETWEEN 0 AND 6', name='stock_template_weekday'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stock_template_stall_id_fkey')),
        sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('stock_template_picture_hash_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('stock_template_pkey')),
        sa.UniqueConstraint('stall_id', 'name', name='stock_template_name'),
        sqlite_autoincrement=True,
    )
    op.create_index('stock_template_by_picture_hash', 'stock_template', ['picture_hash'])
    op.add_column('drop', sa.Column('album', AutoString(length=40), nullable=True))
    op.add_column('drop', sa.Column('voice_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.drop_column('album')
        drop.drop_column('voice_at')
    op.drop_index('stock_template_by_picture_hash', 'stock_template')
    op.drop_table('stock_template')
