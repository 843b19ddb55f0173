"""Live sessions: a stall sells the items of a drop while people write "mine", and who booked so in which order."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text

from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, TRACE, column
from storage.row import Row

RUNNING = "stopped_at IS NULL"


class LiveSession(Row, table=True):
    """A live session of a drop, from `started_at` to `stopped_at`, both in whole seconds; None while it runs.

    The live code of an item is `letters` and the item's position in three digits. `minutes` is how long its holds last. `word` is what the live seller
    says and people write behind the code; "" where none is asked.
    """

    __tablename__ = "live_session"
    __table_args__ = (
        CheckConstraint("minutes IN (2, 5, 10)", name="live_session_minutes"),
        CheckConstraint("stopped_at >= started_at", name="live_session_hours"),
        Index(
            "live_session_running",
            "drop_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index(
            "live_session_letters",
            "letters",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("live_session_by_letters", "letters", "started_at"),
        Index("live_session_of_drop", "drop_id", "started_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    drop_id: int = column(PUBLIC, foreign_key="drop.id")
    letters: str = column(PUBLIC, max_length=2)
    minutes: int = column(PUBLIC)
    word: str = column(PUBLIC, default="", max_length=16)
    started_at: datetime = column(PUBLIC)
    stopped_at: datetime | None = column(PUBLIC, default=None)


class LiveBooking(Row, table=True):
    """A live booking of an item by a person, once in a session; `sent_at` is when they sent it by Telegram's clock, `entry_id` has their number.

    The ids of a session are in the order of arrival.
    """

    __tablename__ = "live_booking"
    __table_args__ = (
        UniqueConstraint("live_session_id", "item_id", "person_id", name="live_booking_once"),
        Index("live_booking_in_order", "live_session_id", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    live_session_id: int = column(TRACE, foreign_key="live_session.id")
    item_id: int = column(TRACE, foreign_key="item.id", index=True)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    entry_id: int = column(TRACE, foreign_key="entry.id", index=True, sa_type=BIG)
    sent_at: datetime = column(TRACE)
