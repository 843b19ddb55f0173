"""The messages about packaging that is due: one to a person and date, the day before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select
from sqlmodel import Session, col

from market.reminder.due_messages import DueMessage, items_of, lacking, tell
from market.reminder.moments import DAY, HOUR, ReminderMoment, hours_of_date, loan_moment
from market.reminder.near_days import may_be_told
from market.reminder.notifications import LoansDue
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.ticket import Loan
from storage.waitlist import Booking

AHEAD = timedelta(days=2)
"""Packaging that is due later than this is not spoken of yet: it is due tomorrow at the latest."""
Hour = tuple[datetime, ReminderMoment]
"""An hour of a date, and when those hear of that date whose first packaging is due in that hour."""


def out_with_people(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Select columns of packaging that is out with somebody, and of the alley by whose clock it is due."""
    return (
        select(*columns)
        .select_from(Loan)
        .join(Booking, col(Booking.id) == col(Loan.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(col(Loan.units) > col(Loan.returned) + col(Loan.lost), col(Loan.person_id).is_not(None))
    )


def is_due_on(day: date, zone: str) -> ColumnElement[bool]:
    """Return the condition that packaging is due on a date by the clock of a zone."""
    hours = hours_of_date(day, zone)
    return (col(Alley.zone) == zone) & (col(Loan.due_at) >= hours[0]) & (col(Loan.due_at) < hours[-1])


def due_dates_to_tell(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the dates, by number, on which packaging is due of which somebody is to be told. One statement where none is due soon."""
    return items_of(lacking(session, _due(session, now)))


def tell_borrowers(session: Session, due_on: int, now: datetime) -> int:
    """Tell people of the packaging that is due on a date, a chunk of them; return how many. locks: notification"""
    due = [message for message in _due(session, now) if message.item == due_on]
    return sum(tell(session, message, now) for message in due)


def next_loan_message(session: Session, since: datetime) -> datetime | None:
    """Return when the next message about packaging is due."""
    found = (_next_in(session, zone, since) for zone in _zones(session, col(Loan.due_at) > since))
    return min((at for at in found if at), default=None)


def _due(session: Session, now: datetime) -> list[DueMessage]:
    """Return the messages that are due now: about today and tomorrow, by the clock of each alley."""
    due = []
    for zone in _zones(session, col(Loan.due_at) > now, col(Loan.due_at) < now + AHEAD):
        today = now.astimezone(ZoneInfo(zone)).date()
        for day in (today, today + DAY):
            hours = [
                (at, moment) for at, moment in _hours(day, zone) if moment.due_at <= now < moment.late_after
            ]
            due += [_message(day, zone, hours)] if hours else []
    return due


def _next_in(session: Session, zone: str, since: datetime) -> datetime | None:
    """Return when the next message about packaging of a zone is due, date by date."""
    after = since
    while first := _first_due(session, zone, after):
        day = first.astimezone(ZoneInfo(zone)).date()
        ahead = [moment.due_at for moment in _untold_moments(session, day, zone) if moment.due_at > since]
        if ahead:
            return min(ahead)
        after = hours_of_date(day, zone)[-1]
    return None


def _untold_moments(session: Session, day: date, zone: str) -> list[ReminderMoment]:
    """Return when those hear of what is due on a date who were not told of it."""
    person = col(Loan.person_id)
    said = exists().where(col(Notification.person_id) == person, col(Notification.once) == _once(day))
    rows = out_with_people(func.min(col(Loan.due_at))).where(
        is_due_on(day, zone), ~said, may_be_told(person, LoansDue.kind)
    )
    firsts = [first for (first,) in session.execute(rows.group_by(person))]
    return [moment for at, moment in _hours(day, zone) if any(at <= first < at + HOUR for first in firsts)]


def _first_due(session: Session, zone: str, earliest: datetime) -> datetime | None:
    rows = out_with_people(func.min(col(Loan.due_at)))
    found: datetime | None = session.execute(
        rows.where(col(Alley.zone) == zone, col(Loan.due_at) >= earliest)
    ).scalar_one()
    return found


def _zones(session: Session, *conditions: ColumnElement[bool]) -> list[str]:
    """Return the zones of the alleys in which such packaging is due."""
    rows = out_with_people(col(Alley.zone)).where(*conditions).distinct().order_by(col(Alley.zone))
    return [zone for (zone,) in session.execute(rows)]


def _hours(day: date, zone: str) -> list[Hour]:
    """Return the hours of a date, each with its moment: too late when it begins."""
    return [(at, loan_moment(at, zone)) for at in hours_of_date(day, zone)[:-1]]


def _message(day: date, zone: str, hours: Sequence[Hour]) -> DueMessage:
    """Return the message about what is due on a date, to those whose first packaging is due in one of these hours of it."""
    first, type_ = func.min(col(Loan.due_at)), Loan.__table__.c.due_at.type  # type: ignore[attr-defined]
    in_hours = (
        (
            (first >= literal(at, type_)) & (first < literal(at + HOUR, type_)),
            literal(at, type_),
        )
        for at, _ in hours
    )
    columns: tuple[Any, ...] = (
        col(Loan.person_id).label("person_id"),
        case(*in_hours).label("at"),
        func.min(col(Loan.out_at)).label("known_at"),
    )
    return DueMessage(
        item=day.toordinal(),
        notification=LoansDue(due_on=day),
        about=_once(day),
        once=_once(day),
        people=out_with_people(*columns).where(is_due_on(day, zone)).group_by(col(Loan.person_id)),
        moments=hours,
    )


def _once(day: date) -> str:
    return f"loans:{day}"
