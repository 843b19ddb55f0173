"""an index for each reference"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('broadcast_by_picture_hash'), ['picture_hash'], unique=False)

    with op.batch_alter_table('desk_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('desk_choice_by_stall_id'), ['stall_id'], unique=False)

    with op.batch_alter_table('doubtful_sale', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('doubtful_sale_by_stall_id'), ['stall_id'], unique=False)

    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('drop_by_picture_hash'), ['picture_hash'], unique=False)

    with op.batch_alter_table('hub_staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('hub_staff_by_named_by'), ['named_by'], unique=False)

    with op.batch_alter_table('organiser', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('organiser_by_named_by'), ['named_by'], unique=False)

    with op.batch_alter_table('oversold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('oversold_by_stall_id'), ['stall_id'], unique=False)

    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('payee_by_set_by'), ['set_by'], unique=False)

    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('receipt_by_sold_at'), ['sold_at'], unique=False)

    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('recovery_by_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('recovery_by_stall_id'), ['stall_id'], unique=False)

    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('report_by_drop_id'), ['drop_id'], unique=False)

    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('scan_by_scanned_at'), ['scanned_at'], unique=False)

    with op.batch_alter_table('scan_conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('scan_conflict_by_hub_id'), ['hub_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_conflict_by_scan_id'), ['scan_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_conflict_by_settled_by'), ['settled_by'], unique=False)
        batch_op.create_index(batch_op.f('scan_conflict_by_stall_id'), ['stall_id'], unique=False)

    with op.batch_alter_table('stall', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('stall_by_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('stall_by_deposits_by'), ['deposits_by'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('stall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('stall_by_deposits_by'))
        batch_op.drop_index(batch_op.f('stall_by_decided_by'))

    with op.batch_alter_table('scan_conflict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('scan_conflict_by_stall_id'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_settled_by'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_scan_id'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_hub_id'))

    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('scan_by_scanned_at'))

    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('report_by_drop_id'))

    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('recovery_by_stall_id'))
        batch_op.drop_index(batch_op.f('recovery_by_decided_by'))

    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('receipt_by_sold_at'))

    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('payee_by_set_by'))

    with op.batch_alter_table('oversold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('oversold_by_stall_id'))

    with op.batch_alter_table('organiser', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('organiser_by_named_by'))

    with op.batch_alter_table('hub_staff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('hub_staff_by_named_by'))

    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('drop_by_picture_hash'))

    with op.batch_alter_table('doubtful_sale', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('doubtful_sale_by_stall_id'))

    with op.batch_alter_table('desk_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('desk_choice_by_stall_id'))

    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('broadcast_by_picture_hash'))
