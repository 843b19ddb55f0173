"""People counted at the gates of alleys, by device and whole minute. Nobody is named."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index

from storage.column import PUBLIC, column
from storage.row import Row


class GateCount(Row, table=True):
    """The people who went in and out at one gate in the minute that begins at `minute`, without what was undone."""

    __tablename__ = "gate_count"
    __table_args__ = (
        CheckConstraint("entered >= 0 AND exited >= 0", name="gate_count_people"),
        Index("gate_count_of_alley", "alley_id", "minute"),
    )

    device_id: int = column(
        PUBLIC,
        primary_key=True,
        foreign_key="kiosk_device.id",
        sa_column_kwargs={"autoincrement": False},
    )
    minute: datetime = column(PUBLIC, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    entered: int = column(PUBLIC)
    exited: int = column(PUBLIC)
