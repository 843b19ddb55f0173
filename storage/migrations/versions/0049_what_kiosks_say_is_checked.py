"""what kiosks say is checked: sales in doubt, prices that items had before, and codes that were tried"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

COUNTED = {"sqlite_autoincrement": True}
WHYS = (
    "unknown",
    "forged",
    "other_stall",
    "other_action",
    "own_packaging",
    "units",
    "ended",
    "clock",
    "too_late",
    "signature",
    "right",
)


def upgrade() -> None:
    op.create_table(
        "doubtful_sale",
        sa.Column(
            "receipt_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("stall_id", sa.Integer(), nullable=False),
        sa.Column("wrong_price", sa.Boolean(), nullable=False),
        sa.Column("wrong_sum", sa.Boolean(), nullable=False),
        sa.Column("wrong_day", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("wrong_price OR wrong_sum OR wrong_day", name="doubtful_sale_reason"),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("doubtful_sale_receipt_id_fkey")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("doubtful_sale_settled_by_fkey")),
        sa.ForeignKeyConstraint(["stall_id"], ["stall.id"], name=op.f("doubtful_sale_stall_id_fkey")),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("doubtful_sale_pkey")),
    )
    with op.batch_alter_table("doubtful_sale", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("doubtful_sale_by_settled_by"), ["settled_by"], unique=False)
        batch_op.create_index(
            "doubtful_sale_open",
            ["stall_id", "receipt_id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "former_price",
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("price", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("former_price_item_id_fkey")),
        sa.PrimaryKeyConstraint("item_id", "price", name=op.f("former_price_pkey")),
    )
    _set_whys((*WHYS, "tried"))


def _set_whys(whys: tuple[str, ...]) -> None:
    """Replace the CHECK of why a scan is refused."""
    with op.batch_alter_table("kiosk_scan", table_kwargs=COUNTED) as scan:
        scan.drop_constraint("kiosk_scan_why", type_="check")
        scan.create_check_constraint("kiosk_scan_why", f"why IN ({', '.join(map(repr, whys))})")


def downgrade() -> None:
    """Forget which sales were in doubt, and what was tried."""
    op.execute("DELETE FROM kiosk_scan WHERE why = 'tried'")
    _set_whys(WHYS)
    op.drop_table("former_price")
    with op.batch_alter_table("doubtful_sale", schema=None) as batch_op:
        batch_op.drop_index(
            "doubtful_sale_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("doubtful_sale_by_settled_by"))

    op.drop_table("doubtful_sale")
