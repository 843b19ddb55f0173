"""Last-minute offers: units left in the last half hour of a drop, offered at a lower price to people who asked to hear of them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint

from storage.column import AUTOINCREMENT, PERSONAL, PUBLIC, column
from storage.row import Row


class LastMinuteOffer(Row, table=True):
    """A stall's last-minute offer of one `night`, the market day of the drop. `price` is in minor units for each unit, `grams` what all `units` weigh.

    What was taken is counted by its bookings.
    """

    __tablename__ = "last_minute_offer"
    __table_args__ = (
        UniqueConstraint("stall_id", "night", name="last_minute_offer_once_a_night"),
        CheckConstraint("units BETWEEN 1 AND 100000", name="last_minute_offer_units"),
        CheckConstraint("price >= 0", name="last_minute_offer_price"),
        CheckConstraint("grams > 0", name="last_minute_offer_grams"),
        CheckConstraint("started_at < ends_at", name="last_minute_offer_hours"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    item_id: int = column(PUBLIC, foreign_key="item.id", index=True)
    night: date = column(PUBLIC)
    units: int = column(PUBLIC)
    price: int = column(PUBLIC, sa_type=BigInteger)
    grams: int | None = column(PUBLIC, default=None)
    started_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)


class LastMinuteAlert(Row, table=True):
    """A person who asked to hear of last-minute offers: of those in one alley, or in all (None). Told once a night at most; nothing since `stopped_at`."""

    __tablename__ = "last_minute_alert"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
        foreign_key="person.id",
    )
    alley_id: int | None = column(PERSONAL, default=None, foreign_key="alley.id", index=True)
    asked_at: datetime = column(PERSONAL)
    notified_on: date | None = column(PERSONAL, default=None)
    stopped_at: datetime | None = column(PERSONAL, default=None)
