"""Market days of a stall: what was forecast for each, and how many people came."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text

from storage.column import PUBLIC, column
from storage.row import Row

UNCOUNTED = "counted_at IS NULL"


class StallDayCount(Row, table=True):
    """A market day of a stall that is over. People are counted at `count_at` or later, and `counted_at` is when they were.

    Of those who had booked ahead, with and without a deposit, so many came; `others` came besides.
    """

    __tablename__ = "stall_day_count"
    __table_args__ = (
        CheckConstraint("came_with_deposit BETWEEN 0 AND with_deposit", name="stall_day_count_with_deposit"),
        CheckConstraint(
            "came_without_deposit BETWEEN 0 AND without_deposit", name="stall_day_count_without_deposit"
        ),
        CheckConstraint("others >= 0", name="stall_day_count_others"),
        Index(
            "stall_day_count_uncounted",
            "count_at",
            sqlite_where=text(UNCOUNTED),
            postgresql_where=text(UNCOUNTED),
        ),
    )

    stall_id: int = column(PUBLIC, primary_key=True, foreign_key="stall.id")
    day: date = column(PUBLIC, primary_key=True)
    count_at: datetime = column(PUBLIC)
    counted_at: datetime | None = column(PUBLIC, default=None)
    with_deposit: int = column(PUBLIC, default=0)
    came_with_deposit: int = column(PUBLIC, default=0)
    without_deposit: int = column(PUBLIC, default=0)
    came_without_deposit: int = column(PUBLIC, default=0)
    others: int = column(PUBLIC, default=0)


class Forecast(Row, table=True):
    """The forecast for a market day, made before it began; never changed and never deleted.

    `share_with_deposit` and `share_without_deposit` say how many in 100 come, `others` how many come besides, `last_time` how many came
    on the market day before, and `market_days` how many days it was made from.
    """

    __tablename__ = "forecast"
    __table_args__ = (
        CheckConstraint("low >= 0 AND low <= expected AND expected <= high", name="forecast_order"),
        CheckConstraint("staff >= 1", name="forecast_staff"),
        CheckConstraint("market_days >= 4", name="forecast_market_days"),
        CheckConstraint(
            "with_deposit >= 0 AND without_deposit >= 0 AND others >= 0 AND last_time >= 0",
            name="forecast_people",
        ),
        CheckConstraint(
            "share_with_deposit BETWEEN 0 AND 100 AND share_without_deposit BETWEEN 0 AND 100",
            name="forecast_share",
        ),
    )

    stall_id: int = column(PUBLIC, primary_key=True, foreign_key="stall.id")
    day: date = column(PUBLIC, primary_key=True)
    made_at: datetime = column(PUBLIC)
    low: int = column(PUBLIC)
    expected: int = column(PUBLIC)
    high: int = column(PUBLIC)
    staff: int = column(PUBLIC)
    with_deposit: int = column(PUBLIC)
    without_deposit: int = column(PUBLIC)
    share_with_deposit: int = column(PUBLIC)
    share_without_deposit: int = column(PUBLIC)
    others: int = column(PUBLIC)
    market_days: int = column(PUBLIC)
    last_time: int = column(PUBLIC)
