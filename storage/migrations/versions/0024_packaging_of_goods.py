"""what an item is sold in: no packaging, returnable, compostable or single use"""

from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
KINDS = "sold_in IN ('none', 'returnable', 'compostable', 'single_use')"


def upgrade() -> None:
    # SQLite can add a column with its check: to copy the whole table would shuffle its constraints
    op.execute(f'ALTER TABLE item ADD COLUMN sold_in VARCHAR(12) CONSTRAINT item_sold_in CHECK ({KINDS})')
    op.execute(
        "UPDATE item SET sold_in = 'returnable' WHERE loan_deposit > 0 OR packaging_id IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM drop_tag t WHERE t.drop_id = item.drop_id AND t.tag = 'returnable')"
    )


def downgrade() -> None:
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.drop_constraint('item_sold_in', type_='check')
        item.drop_column('sold_in')
