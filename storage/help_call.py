"""Calls for help, from a stall or an alley to the organisers, and which of them are on duty."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, Update, text, update
from sqlmodel import Session, col, delete, select

from locales.user_text import HELP_WORDS
from storage.column import AUTOINCREMENT, BIG, DUTY, HELP_CALL, TRACE, column, enum_column, one_of
from storage.market_day import MarketDay
from storage.notification import Notification
from storage.person import Person
from storage.row import Row
from storage.shown import ShownKind, ShownMessage

UNTAKEN = "state = 'asked' AND told_again_at IS NULL"
NAMED = "caller_id IS NOT NULL OR taken_by IS NOT NULL"

"""As in the indexes: SQLite compares the words of the two conditions."""
WORDS_PROMPT = "help words"
"""The name under which a person has stored that they were asked for words about their call."""


class HelpCallState(StrEnum):
    """A call waits for somebody who comes, an organiser is coming, or it is over."""

    ASKED = "asked"
    TAKEN = "taken"
    OVER = "over"


class HelpCall(Row, table=True):
    """A call for help at a stall, or in the alley alone. Without a `caller_id` it came from a page, or its caller was forgotten.

    The organisers were told last at `told_at`, and once more at `told_again_at` since nobody had taken it.
    asked <-> taken; asked | taken -> over.
    """

    __tablename__ = "help_call"
    __table_args__ = (
        CheckConstraint(one_of("state", HelpCallState), name="help_call_state"),
        CheckConstraint(
            "(state <> 'asked' OR taken_at IS NULL) AND (state <> 'taken' OR taken_at IS NOT NULL)",
            name="help_call_taken",
        ),
        CheckConstraint("taken_by IS NULL OR taken_at IS NOT NULL", name="help_call_taker"),
        CheckConstraint("(state = 'over') = (closed_at IS NOT NULL)", name="help_call_closed"),
        CheckConstraint("words IS NULL OR caller_id IS NOT NULL", name="help_call_words"),
        Index("help_call_of_caller", "caller_id", "asked_at"),
        Index("help_call_untaken", "told_at", sqlite_where=text(UNTAKEN), postgresql_where=text(UNTAKEN)),
        Index("help_call_named", "asked_at", sqlite_where=text(NAMED), postgresql_where=text(NAMED)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    alley_id: int = column(TRACE, foreign_key="alley.id", index=True)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id", index=True)
    caller_id: int | None = column(HELP_CALL, default=None, sa_type=BigInteger, foreign_key="person.id")
    words: str | None = column(HELP_CALL, default=None, max_length=HELP_WORDS.longest)
    state: HelpCallState = enum_column(TRACE, HelpCallState, 8, default=HelpCallState.ASKED)
    asked_at: datetime = column(TRACE)
    told_at: datetime = column(TRACE)
    told_again_at: datetime | None = column(TRACE, default=None)
    taken_by: int | None = column(
        HELP_CALL, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    taken_at: datetime | None = column(TRACE, default=None)
    closed_at: datetime | None = column(TRACE, default=None)


class OrganiserDuty(Row, table=True):
    """An organiser who is on duty on a market day: they are told of its calls for help first."""

    __tablename__ = "organiser_duty"

    market_day_id: int = column(
        DUTY, primary_key=True, foreign_key="market_day.id", sa_column_kwargs={"autoincrement": False}
    )
    person_id: int = column(
        DUTY,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        index=True,
        sa_column_kwargs={"autoincrement": False},
    )
    since: datetime = column(DUTY)


def about_call(call: int) -> str:
    """Return the subject of the notifications about a call."""
    return f"help:{call}"


def erase_words_of(caller: int) -> Update:
    """Erase what a person wrote in their calls."""
    return update(HelpCall).where(col(HelpCall.caller_id) == caller).values(words=None)


def forget_people_of(session: Session, end: datetime) -> int:
    """Take the people out of the calls made before `end`, and out of what was written about them; return how many calls. locks: person, help_call"""
    old = text(f"({NAMED})"), col(HelpCall.asked_at) < end
    callers = select(HelpCall.caller_id).where(*old)
    waits = col(Person.pending_prompt).contains(f'"{WORDS_PROMPT}"', autoescape=True)
    asked = update(Person).where(waits, col(Person.id).in_(callers))
    session.connection().execute(asked.values(pending_prompt=""))
    rows = session.exec(select(HelpCall.id).where(*old).with_for_update(key_share=True))
    calls = [each or 0 for each in rows]
    is_shown = (
        col(ShownMessage.kind) == ShownKind.ORGANISER_REQUEST,
        col(ShownMessage.form).startswith("help"),
    )
    session.exec(delete(ShownMessage).where(col(ShownMessage.subject_id).in_(calls), *is_shown))
    session.exec(delete(Notification).where(col(Notification.about).in_(map(about_call, calls))))
    named = update(HelpCall).where(col(HelpCall.id).in_(calls))
    session.connection().execute(named.values(caller_id=None, taken_by=None, words=None))
    return len(calls)


def delete_duties(session: Session, first_day: date) -> None:
    """Delete who was on duty on market days before `first_day`."""
    days = session.exec(select(OrganiserDuty.market_day_id).distinct()).all()
    old = select(MarketDay.id).where(col(MarketDay.id).in_(days), col(MarketDay.day) < first_day)
    session.exec(delete(OrganiserDuty).where(col(OrganiserDuty.market_day_id).in_(old)))
