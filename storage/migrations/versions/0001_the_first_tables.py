"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alley",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("city", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("territory", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="alley_latitude"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="alley_longitude"),
        sa.PrimaryKeyConstraint("id", name=op.f("alley_pkey")),
        sa.UniqueConstraint("code", name=op.f("alley_code_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("first_name", sa.String(length=256), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("expects", sa.String(length=64), nullable=False),
        sa.Column("unreachable_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id > 0", name="person_id_positive"),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pkey")),
    )
    op.create_table(
        "picture",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(data) <= 5242880", name="picture_size"),
        sa.CheckConstraint(
            "width > 0 AND height > 0 AND CAST(width AS BIGINT) * height <= 25000000", name="picture_pixels"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("picture_pkey")),
    )
    op.create_table(
        "seen",
        sa.Column(
            "update_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("seen_pkey")),
    )
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("seen_by_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "upload",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("hash", "bot_id", name=op.f("upload_pkey")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("notice", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sender", sa.String(length=36), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(state = 'sending') = (sender IS NOT NULL)", name="letter_sender"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped')",
            name="letter_state",
        ),
        sa.CheckConstraint("lane BETWEEN 1 AND 3", name="letter_lane"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("letter_person_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("letter_pkey")),
        sa.UniqueConstraint("person_id", "notice", "about", "due_at", name="letter_once"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("letter_about", ["about", "notice"], unique=False)
        batch_op.create_index(
            "letter_due",
            ["lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "letter_sending",
            ["taken_at"],
            unique=False,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )

    op.create_table(
        "stall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("alley_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'approved', 'turned_down')", name="stall_state"),
        sa.ForeignKeyConstraint(["alley_id"], ["alley.id"], name=op.f("stall_alley_id_fkey")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("stall_owner_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stall_pkey")),
        sa.UniqueConstraint("code", name=op.f("stall_code_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("stall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("stall_by_alley_id"), ["alley_id"], unique=False)
        batch_op.create_index(batch_op.f("stall_by_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "drop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("stall_id", sa.Integer(), nullable=False),
        sa.Column("alley_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("picture_hash", sa.String(length=64), nullable=True),
        sa.Column("policy", sa.String(length=8), nullable=False),
        sa.Column("per_person", sa.Integer(), nullable=False),
        sa.Column("skips", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pot_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draws_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(policy = 'draw') = (draws_at IS NOT NULL)", name="drop_draw"),
        sa.CheckConstraint("(policy = 'pot') = (pot_until IS NOT NULL)", name="drop_pot"),
        sa.CheckConstraint("policy IN ('queue', 'draw', 'pot')", name="drop_policy"),
        sa.CheckConstraint("state IN ('draft', 'published', 'paused', 'cancelled')", name="drop_state"),
        sa.CheckConstraint("opens_at < ends_at", name="drop_opens"),
        sa.CheckConstraint("per_person BETWEEN 1 AND 6", name="drop_per_person"),
        sa.CheckConstraint("starts_at < ends_at", name="drop_hours"),
        sa.ForeignKeyConstraint(["alley_id"], ["alley.id"], name=op.f("drop_alley_id_fkey")),
        sa.ForeignKeyConstraint(["picture_hash"], ["picture.hash"], name=op.f("drop_picture_hash_fkey")),
        sa.ForeignKeyConstraint(["stall_id"], ["stall.id"], name=op.f("drop_stall_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("drop_pkey")),
        sa.UniqueConstraint("code", name=op.f("drop_code_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("drop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("drop_by_alley_id"), ["alley_id"], unique=False)
        batch_op.create_index(batch_op.f("drop_by_stall_id"), ["stall_id"], unique=False)
        batch_op.create_index("drop_upcoming", ["ends_at", "starts_at", "id"], unique=False)

    op.create_table(
        "drop_tag",
        sa.Column("drop_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["drop_id"], ["drop.id"], name=op.f("drop_tag_drop_id_fkey")),
        sa.PrimaryKeyConstraint("drop_id", "tag", name=op.f("drop_tag_pkey")),
    )
    with op.batch_alter_table("drop_tag", schema=None) as batch_op:
        batch_op.create_index("drop_tag_by_tag", ["tag", "drop_id"], unique=False)

    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drop_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("loan_deposit", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "unit IN ('piece', 'box', 'cup', 'jar', 'pack', 'print', 'seat', 'place')", name="line_unit"
        ),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="line_slot"),
        sa.CheckConstraint("claimed + held <= quantity", name="line_never_oversold"),
        sa.CheckConstraint("claimed >= 0 AND held >= 0 AND waiting >= 0", name="line_counts"),
        sa.CheckConstraint("price >= 0 AND loan_deposit >= 0", name="line_price"),
        sa.CheckConstraint("quantity BETWEEN 0 AND 100000", name="line_quantity"),
        sa.ForeignKeyConstraint(["drop_id"], ["drop.id"], name=op.f("line_drop_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("line_pkey")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("line_by_drop_id"), ["drop_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("line_by_drop_id"))

    op.drop_table("line")
    with op.batch_alter_table("drop_tag", schema=None) as batch_op:
        batch_op.drop_index("drop_tag_by_tag")

    op.drop_table("drop_tag")
    with op.batch_alter_table("drop", schema=None) as batch_op:
        batch_op.drop_index("drop_upcoming")
        batch_op.drop_index(batch_op.f("drop_by_stall_id"))
        batch_op.drop_index(batch_op.f("drop_by_alley_id"))

    op.drop_table("drop")
    with op.batch_alter_table("stall", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("stall_by_owner_id"))
        batch_op.drop_index(batch_op.f("stall_by_alley_id"))

    op.drop_table("stall")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "letter_sending",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.drop_index(
            "letter_due",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index("letter_about")

    op.drop_table("letter")
    op.drop_table("upload")
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("seen_by_seen_at"))

    op.drop_table("seen")
    op.drop_table("picture")
    op.drop_table("person")
    op.drop_table("alley")
