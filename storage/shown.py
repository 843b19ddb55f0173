"""Messages about things that change: messages that are edited when their thing is no longer as they say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    UniqueConstraint,
    case,
    or_,
    text,
)
from sqlalchemy import select as sql_select
from sqlalchemy import update as sql_update
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col

from storage.column import AUTOINCREMENT, BIG, PERSONAL, column, enum_column, one_of
from storage.drop import Drop, Item
from storage.param import list_param, param
from storage.row import Row
from storage.waitlist import Booking

LINE_DELAY = timedelta(minutes=5)
"""The time after which those who wait are shown that fewer are ahead."""
REPLY_LEAD = timedelta(seconds=1)
"""The time that a mark waits, so that the reply to the tap that caused it is there first."""
IS_DUE = "due_at IS NOT NULL"


class ShownKind(StrEnum):
    """The thing that a message shows, and so the way it is drawn again."""

    TICKET = "ticket"
    HOLD = "hold"
    HOLD_REMINDER = "hold reminder"
    ENTRY = "entry"
    BOOKING = "booking"
    DRAW_RESULT = "draw result"
    DEPOSIT_CHOICE = "deposit choice"
    DEPOSIT = "deposit"
    STALL_DEPOSIT = "stall deposit"
    STALL_DEPOSITS = "stall deposits"
    GIFT = "gift"
    ORGANISER_REQUEST = "stall request"
    """A stall that asks for approval, a question to the organisers, a lost phone, or a call for help; the form tells them apart."""
    ROSTER = "roster"
    RETURNED = "returned"
    SHARES = "shares"
    MARKET_DAY = "market day"
    """What waits for a person on a market day: of several items, so that it belongs to none."""
    SHIFT_DAY = "shift day"
    """The shifts of a helper on a market day."""


class ShownMessage(Row, table=True):
    """A message in a chat that shows `subject_id` of `kind`, of a person's `item_id`. `form` tells forms of one kind apart.

    `digest` and `picture` are what was drawn last; `picture` is "" for a message without one, which never gets one.
    It is drawn again from `due_at` on, and not before `quiet_until`. `marks` counts the changes of its subject. By itself it is true until `true_until`.

    clear -> due -> clear | gone.
    """

    __tablename__ = "shown"
    __table_args__ = (
        UniqueConstraint("address_id", "message", name="shown_once"),
        CheckConstraint(one_of("kind", ShownKind), name="shown_kind"),
        Index("shown_of_item", "item_id", "person_id"),
        Index("shown_of_subject", "subject_id", "kind"),
        Index("shown_by_age", "shown_at"),
        Index("shown_due", "due_at", sqlite_where=text(IS_DUE), postgresql_where=text(IS_DUE)),
        AUTOINCREMENT,
    )

    id: int | None = column(PERSONAL, default=None, primary_key=True, sa_type=BIG)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    address_id: int = column(PERSONAL, sa_type=BIG, foreign_key="address.id")
    message: int = column(PERSONAL, sa_type=BigInteger)
    kind: ShownKind = enum_column(PERSONAL, ShownKind, 16)
    subject_id: int = column(PERSONAL, sa_type=BigInteger)
    item_id: int | None = column(PERSONAL, default=None, foreign_key="item.id")
    form: str = column(PERSONAL, default="", max_length=64)
    picture: str = column(PERSONAL, default="", max_length=100)
    digest: str = column(PERSONAL, max_length=64)
    marks: int = column(PERSONAL, default=1)
    due_at: datetime | None = column(PERSONAL, default=None)
    quiet_until: datetime = column(PERSONAL)
    true_until: datetime | None = column(PERSONAL, default=None)
    tries: int = column(PERSONAL, default=0)
    shown_at: datetime = column(PERSONAL)


_SOON, _QUIET, _DUE = (
    param("soon", ShownMessage.due_at),
    col(ShownMessage.quiet_until),
    col(ShownMessage.due_at),
)
_WANTED = case((_QUIET > _SOON, _QUIET), else_=_SOON)
MARKED = {
    "marks": col(ShownMessage.marks) + 1,
    "due_at": case((_DUE.is_not(None) & (_DUE < _WANTED), _DUE), else_=_WANTED),
}
"""The values of a marked row: due after the reply and the quiet time, or earlier where it was."""
MARK_PLACES = (
    sql_update(ShownMessage)
    .where(
        (col(ShownMessage.item_id) == param("item"))
        | (col(ShownMessage.item_id).is_(None) & (col(ShownMessage.kind) == ShownKind.MARKET_DAY)),
        col(ShownMessage.person_id).in_(list_param("people")),
    )
    .values(MARKED)
)


@dataclass(kw_only=True)
class StaleMarks:
    """The changes of a transaction, to be marked at its end. `people`: of each item, those whose place there changes."""

    now: datetime
    drops: set[int] = field(default_factory=set)
    items: set[int] = field(default_factory=set)
    people: dict[int, set[int]] = field(default_factory=dict)
    subjects: set[tuple[ShownKind, int]] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    visitors: set[int] = field(default_factory=set)
    """People of whose market days more is to be shown."""
    unread: set[int] = field(default_factory=set)
    """Items whose row is not in the session, so that their `marks` are raised by a statement."""

    def conditions(self) -> Iterable[ColumnElement[bool]]:
        """Return the rows to mark but for those of `people`, as one condition for each statement."""
        item, subject = col(ShownMessage.item_id), col(ShownMessage.subject_id)
        if self.drops:
            yield item.in_(sql_select(col(Item.id)).where(col(Item.drop_id).in_(self.drops)))
            yield _of_stalls(col(Drop.id).in_(self.drops))
            yield _of_market_days(sql_select(col(Item.id)).where(col(Item.drop_id).in_(self.drops)))
        if self.items:
            yield item.in_(self.items)
            yield _of_stalls(
                col(Drop.id).in_(sql_select(col(Item.drop_id)).where(col(Item.id).in_(self.items)))
            )
            yield _of_market_days(sql_select(col(Item.id)).where(col(Item.id).in_(self.items)))
        if self.visitors:
            yield (col(ShownMessage.kind) == ShownKind.MARKET_DAY) & col(ShownMessage.person_id).in_(
                self.visitors
            )
        if self.subjects:
            each = ((subject == one) & (col(ShownMessage.kind) == kind) for kind, one in self.subjects)
            yield or_(*each)


def _of_stalls(drops: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a row is a list of the deposits of a stall that has one of these drops."""
    stalls = sql_select(col(Drop.stall_id)).where(drops)
    return (col(ShownMessage.kind) == ShownKind.STALL_DEPOSITS) & col(ShownMessage.subject_id).in_(stalls)


def _of_market_days(items: Select[int | None]) -> ColumnElement[bool]:
    """Return the condition that a row is about a market day, to somebody who has or had booked one of these items."""
    people = sql_select(col(Booking.person_id)).where(col(Booking.item_id).in_(items))
    return (col(ShownMessage.kind) == ShownKind.MARKET_DAY) & col(ShownMessage.person_id).in_(people)


def mark_place(session: Session, item: int, person: int | None, now: datetime) -> None:
    """Mark what was shown to a person of an item: their entry, hold, booking or ticket there has changed."""
    if person is not None:
        _marks(session, now).people.setdefault(item, set()).add(person)
        _raise_marks(session, item)


def mark_market_days(session: Session, people: Iterable[int], now: datetime) -> None:
    """Mark what was shown to these people of their market days: they have something more there."""
    _marks(session, now).visitors.update(people)


def mark_line(session: Session, item: int, now: datetime) -> None:
    """Mark the places of those who wait for an item, to be drawn again in LINE_DELAY: fewer people are ahead of them."""
    _marks(session, now).lines.add(item)
    _raise_marks(session, item)


def mark_item(session: Session, item: int, now: datetime) -> None:
    """Mark what was shown to anybody of an item."""
    _marks(session, now).items.add(item)
    _raise_marks(session, item)


def mark_drop(session: Session, drop: int, now: datetime) -> None:
    """Mark what was shown to anybody of a drop."""
    _marks(session, now).drops.add(drop)


def mark_subject(session: Session, subject: int, *kinds: ShownKind, now: datetime) -> None:
    """Mark what was shown to anybody of one thing."""
    _marks(session, now).subjects.update((kind, subject) for kind in kinds)


def write_marks(session: Session) -> None:
    """Write the marks of this transaction, at its end."""
    marks: StaleMarks | None = session.info.pop("stale", None)
    if marks is None:
        return
    session.flush()
    connection, soon = session.connection(), {"soon": marks.now + REPLY_LEAD}
    if marks.drops or marks.unread:
        unread = col(Item.drop_id).in_(marks.drops) | col(Item.id).in_(marks.unread)
        connection.execute(sql_update(Item).where(unread).values(marks=col(Item.marks) + 1))
    for condition in marks.conditions():
        connection.execute(sql_update(ShownMessage).where(condition).values(MARKED), soon)
    for place in sorted(marks.people.keys() - marks.items):
        connection.execute(MARK_PLACES, {"item": place, "people": [*marks.people[place]], **soon})
    if marks.lines:
        _mark_lines(session, marks.lines, marks.now)


def _mark_lines(session: Session, items: set[int], now: datetime) -> None:
    """Make due later what is not due before."""
    later, due = now + LINE_DELAY, col(ShownMessage.due_at)
    waiting = col(ShownMessage.item_id).in_(items), col(ShownMessage.kind) == ShownKind.ENTRY
    moved = sql_update(ShownMessage).where(*waiting, due.is_(None) | (due > later))
    session.connection().execute(moved.values(marks=col(ShownMessage.marks) + 1, due_at=later))


def _marks(session: Session, now: datetime) -> StaleMarks:
    marks: StaleMarks = session.info.setdefault("stale", StaleMarks(now=now))
    return marks


def _raise_marks(session: Session, item: int) -> None:
    """Raise `item.marks`, with what else changes in its row: once more after each flush, so that who has read it before sees that it grew."""
    row = session.identity_map.get(identity_key(Item, item))
    if row is None:
        session.info["stale"].unread.add(item)
    else:
        row.marks = col(Item.marks) + 1  # type: ignore[assignment]
