"""Showrooms: weekly windows for visits by appointment, the slots that are visited, and what is on show."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text

from locales.user_text import SHOW
from storage.column import AUTOINCREMENT, OWNER, PERSONAL, PUBLIC, column, enum_column, one_of
from storage.row import Row


class VisitState(StrEnum):
    """The state of a visit; HERE until the host says that it is over. OVER: it ended, and the host marked nothing."""

    BOOKED = "booked"
    HERE = "here"
    LEFT = "left"
    MISSED = "missed"
    OVER = "over"
    CANCELLED = "cancelled"
    ENDED = "ended"


AHEAD = "state = 'booked'"


class ShowroomWindow(Row, table=True):
    """Hours of a weekday in which a stall is visited. `begins` and `ends` are minutes from midnight by the alley's clock; Monday is 0.

    A visit is `visit_minutes` long, with `buffer` minutes after it, for `places` people. Every so many slots one is kept for walk-ins; 0 for none.
    """

    __tablename__ = "showroom_window"
    __table_args__ = (
        UniqueConstraint("stall_id", "weekday", "begins", name="showroom_window_begins_once"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="showroom_window_weekday"),
        CheckConstraint(
            "begins >= 0 AND begins < ends AND ends <= 1440 AND begins % 5 = 0 AND ends % 5 = 0",
            name="showroom_window_hours",
        ),
        CheckConstraint("visit_minutes IN (10, 15, 20)", name="showroom_window_visit"),
        CheckConstraint("buffer IN (0, 5, 10, 15)", name="showroom_window_buffer"),
        CheckConstraint("places BETWEEN 1 AND 6", name="showroom_window_places"),
        CheckConstraint("walk_in_every IN (0, 2, 3, 4, 5)", name="showroom_window_walk_ins"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    weekday: int = column(PUBLIC)
    begins: int = column(PUBLIC)
    ends: int = column(PUBLIC)
    visit_minutes: int = column(PUBLIC, default=15)
    buffer: int = column(PUBLIC, default=0)
    places: int = column(PUBLIC, default=1)
    walk_in_every: int = column(PUBLIC, default=0)


class ShowroomClosing(Row, table=True):
    """A day on which a showroom has no visits, whatever its windows say."""

    __tablename__ = "showroom_closing"

    stall_id: int = column(PUBLIC, primary_key=True, foreign_key="stall.id")
    day: date = column(PUBLIC, primary_key=True)


class ShowroomCuration(Row, table=True):
    """The show from a day on, until the next one begins. `starts_at` is when that is: the beginning of the day, or later on it when it was added."""

    __tablename__ = "showroom_curation"

    stall_id: int = column(PUBLIC, primary_key=True, foreign_key="stall.id")
    begins_on: date = column(PUBLIC, primary_key=True)
    name: str = column(PUBLIC, max_length=SHOW.longest)
    starts_at: datetime = column(PUBLIC)


class ShowroomSlot(Row, table=True):
    """A time that somebody visits or has visited: of `places` so many are `taken`. After its end the host is busy until `busy_until`."""

    __tablename__ = "showroom_slot"
    __table_args__ = (
        UniqueConstraint("stall_id", "starts_at", name="showroom_slot_once"),
        CheckConstraint("taken BETWEEN 0 AND places", name="showroom_slot_places"),
        CheckConstraint("starts_at < ends_at AND ends_at <= busy_until", name="showroom_slot_hours"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    starts_at: datetime = column(PUBLIC)
    ends_at: datetime = column(PUBLIC)
    busy_until: datetime = column(PUBLIC)
    places: int = column(PUBLIC)
    taken: int = column(PUBLIC, default=0)


class ShowroomBusy(Row, table=True):
    """Five minutes of a host that belong to a slot with visits, its buffer included. Nobody has the same five minutes twice."""

    __tablename__ = "showroom_busy"

    host_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
        foreign_key="person.id",
    )
    begins_at: datetime = column(PERSONAL, primary_key=True)
    slot_id: int = column(PERSONAL, foreign_key="showroom_slot.id", index=True)


class ShowroomVisit(Row, table=True):
    """A visit of `people` in a slot. `person_id` is None for a walk-in and for somebody who asked to be forgotten.

    `minutes` is how long they stayed, as the host recorded it. `revision` counts the changes of its time and state, the last one at `revised_at`.
    """

    __tablename__ = "showroom_visit"
    __table_args__ = (
        CheckConstraint(one_of("state", VisitState), name="showroom_visit_state"),
        CheckConstraint("people BETWEEN 1 AND 6", name="showroom_visit_people"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="showroom_visit_minutes"),
        CheckConstraint("minutes IS NULL OR state = 'left'", name="showroom_visit_left"),
        Index(
            "showroom_visit_one_ahead",
            "person_id",
            "stall_id",
            unique=True,
            sqlite_where=text(AHEAD),
            postgresql_where=text(AHEAD),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    slot_id: int = column(PUBLIC, foreign_key="showroom_slot.id", index=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id", index=True)
    person_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    people: int = column(PUBLIC, default=1)
    state: VisitState = enum_column(PUBLIC, VisitState, 12, default=VisitState.BOOKED)
    walk_in: bool = column(PUBLIC, default=False)
    booked_at: datetime = column(PUBLIC)
    arrived_at: datetime | None = column(PUBLIC, default=None)
    ended_at: datetime | None = column(PUBLIC, default=None)
    minutes: int | None = column(PUBLIC, default=None)
    revision: int = column(PUBLIC, default=0)
    revised_at: datetime | None = column(PUBLIC, default=None)
