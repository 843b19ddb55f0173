"""The people who asked to be told when an item that is taken, and whose waitlist is full, can be joined again."""

from datetime import datetime

from sqlalchemy import BigInteger

from storage.column import PERSONAL, column
from storage.row import Row


class AvailabilityAlert(Row, table=True):
    """A person is told once when the item can be joined; the row ends with that, or with the drop."""

    __tablename__ = "availability_alert"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    item_id: int = column(PERSONAL, primary_key=True, foreign_key="item.id", index=True)
    asked_at: datetime = column(PERSONAL)
