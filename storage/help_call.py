"""Calls for help, from a stall or an alley to the organisers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, String, cast, literal, or_, text
from sqlmodel import Session, col, delete, select, update

from locales.user_text import HELP_WORDS
from storage.column import AUTOINCREMENT, BIG, HELP_CALL, TRACE, column, enum_column, one_of
from storage.notification import Notification
from storage.person import Person
from storage.row import Row
from storage.shown import ShownKind, ShownMessage

UNTAKEN = "state = 'asked' AND told_again_at IS NULL"
NAMED = "caller_id IS NOT NULL OR taken_by IS NOT NULL"


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
        CheckConstraint("words = '' OR caller_id IS NOT NULL", name="help_call_words"),
        Index("help_call_of_caller", "caller_id", "asked_at"),
        Index("help_call_untaken", "told_at", sqlite_where=text(UNTAKEN), postgresql_where=text(UNTAKEN)),
        Index("help_call_named", "asked_at", sqlite_where=text(NAMED), postgresql_where=text(NAMED)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    alley_id: int = column(TRACE, foreign_key="alley.id", index=True)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id", index=True)
    caller_id: int | None = column(HELP_CALL, default=None, sa_type=BigInteger, foreign_key="person.id")
    words: str = column(HELP_CALL, default="", max_length=HELP_WORDS.longest)
    state: HelpCallState = enum_column(TRACE, HelpCallState, 8, default=HelpCallState.ASKED)
    asked_at: datetime = column(TRACE)
    told_at: datetime = column(TRACE)
    told_again_at: datetime | None = column(TRACE, default=None)
    taken_by: int | None = column(
        HELP_CALL, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    taken_at: datetime | None = column(TRACE, default=None)
    closed_at: datetime | None = column(TRACE, default=None)
