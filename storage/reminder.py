"""Reminders that people set for themselves, and the kinds of reminders they muted."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, text

from locales.user_text import REMINDER
from storage.column import AUTOINCREMENT, BIG, NOTIFICATION, PERSONAL, column, enum_column, one_of
from storage.row import Row


class ReminderState(StrEnum):
    """A reminder is a draft until its time is confirmed."""

    DRAFT = "draft"
    SET = "set"


class Reminder(Row, table=True):
    """A person's own reminder: their words and the time, as read in `zone`. draft -> set; then a notification carries it.

    `repeat_minute`, from midnight, is set where it repeats: every day, or on `repeat_weekday` (Monday is 0). `at` is then the next occurrence.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint(one_of("state", ReminderState), name="reminder_state"),
        CheckConstraint("repeat_minute BETWEEN 0 AND 1439", name="reminder_repeat_minute"),
        CheckConstraint(
            "repeat_weekday IS NULL OR (repeat_weekday BETWEEN 0 AND 6 AND repeat_minute IS NOT NULL)",
            name="reminder_repeat_weekday",
        ),
        Index(
            "reminder_repeating",
            "at",
            sqlite_where=text("repeat_minute IS NOT NULL"),
            postgresql_where=text("repeat_minute IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(NOTIFICATION, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(NOTIFICATION, sa_type=BigInteger, foreign_key="person.id", index=True)
    words: str = column(NOTIFICATION, max_length=REMINDER.longest)
    at: datetime = column(NOTIFICATION)
    zone: str = column(NOTIFICATION, max_length=64)
    state: ReminderState = enum_column(NOTIFICATION, ReminderState, 8, default=ReminderState.DRAFT)
    made_at: datetime = column(NOTIFICATION)
    repeat_minute: int | None = column(NOTIFICATION, default=None, sa_type=SmallInteger)
    repeat_weekday: int | None = column(NOTIFICATION, default=None, sa_type=SmallInteger)


class Mute(Row, table=True):
    """A kind of notification that a person does not want."""

    __tablename__ = "mute"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    kind: str = column(PERSONAL, primary_key=True, max_length=32)
    since: datetime = column(PERSONAL)
