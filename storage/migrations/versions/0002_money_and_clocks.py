"""Payments recorded raw, the clock of a hold, outages, revoked payees, and deposits before an organiser."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

COUNTED = {"sqlite_autoincrement": True}
STATES = "'asked', 'said', 'paid', 'settled', 'kept', 'due', 'returned', 'void'"
RAW = ("charge", "payload", "amount", "currency", "raw", "received_at")


def set_deposit_states(states: str) -> None:
    """Replace the CHECK of the states; SQLite rebuilds the table for it."""
    with op.batch_alter_table("deposit", table_kwargs=COUNTED) as deposit:
        deposit.drop_constraint("deposit_state", type_="check")
        deposit.create_check_constraint("deposit_state", f"state IN ({states})")


def forbid_changes_of_payments() -> None:
    """Refuse to change the raw part of a payment, and to delete one."""
    if op.get_bind().dialect.name == "sqlite":
        for name, event in (("changed", f"UPDATE OF {', '.join(RAW)}"), ("deleted", "DELETE")):
            op.execute(
                f"CREATE TRIGGER payment_append_only_{name} BEFORE {event} ON payment "
                "BEGIN SELECT RAISE(ABORT, 'a payment is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION payment_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a payment is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER payment_append_only BEFORE UPDATE OF {', '.join(RAW)} OR DELETE ON payment "
        "FOR EACH ROW EXECUTE FUNCTION payment_append_only()"
    )


def upgrade() -> None:
    op.create_table('heartbeat',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('beat', sa.Float(), nullable=False),
    sa.CheckConstraint('id = 1', name='heartbeat_alone'),
    sa.PrimaryKeyConstraint('id', name=op.f('heartbeat_pkey'))
    )
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('credited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('began_at < ended_at', name='outage_hours'),
    sa.PrimaryKeyConstraint('id', name=op.f('outage_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('outage_by_ended_at'), ['ended_at'], unique=False)

    op.create_table('payment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('charge', sa.String(length=255), nullable=False),
    sa.Column('payload', sa.String(length=128), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('raw', sa.JSON(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payer_id', sa.BigInteger(), nullable=True),
    sa.Column('deposit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('matched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_how', sa.String(length=12), nullable=True),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("settled_how IN ('refunded', 'passed on', 'nothing')", name='payment_settled_how'),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_how IS NULL)', name='payment_settled'),
    sa.CheckConstraint('matched_at IS NULL OR settled_at IS NULL', name='payment_ended_once'),
    sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('payment_deposit_id_fkey')),
    sa.ForeignKeyConstraint(['payer_id'], ['person.id'], name=op.f('payment_payer_id_fkey')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('payment_settled_by_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('payment_pkey')),
    sa.UniqueConstraint('charge', name=op.f('payment_charge_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('payment_by_payer_id'), ['payer_id'], unique=False)
        batch_op.create_index('payment_open', ['id'], unique=False, sqlite_where=sa.text('matched_at IS NULL AND settled_at IS NULL'), postgresql_where=sa.text('matched_at IS NULL AND settled_at IS NULL'))

    with op.batch_alter_table('alley', schema=None) as batch_op:
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.add_column(sa.Column('notified_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('hold_untold', ['id'], unique=False, sqlite_where=sa.text("state = 'live' AND notified_at IS NULL"), postgresql_where=sa.text("state = 'live' AND notified_at IS NULL"))

    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))

    set_deposit_states(f"{STATES}, 'review'")
    forbid_changes_of_payments()
    op.execute("UPDATE hold SET notified_at = given_at WHERE state = 'live'")
    op.execute("UPDATE \"drop\" SET stopped_at = COALESCE(paused_at, hidden_at)")


def downgrade() -> None:
    op.execute("UPDATE deposit SET state = 'paid' WHERE state = 'review'")
    set_deposit_states(STATES)
    op.drop_index("hold_untold", "hold")
    for table, column in (("payee", "revoked_at"), ("hold", "notified_at"), ("drop", "stopped_at"), ("alley", "closed_at")):
        op.drop_column(table, column)
    op.drop_table("payment")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION payment_append_only")
    op.drop_table("outage")
    op.drop_table("heartbeat")
