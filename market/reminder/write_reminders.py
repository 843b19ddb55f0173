"""Queuing reminders ahead of their due time, and again in the transaction of each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.hold_length import half_gone
from market.drop.locked_item import LockedItem
from market.notification.kind import NotificationKind
from market.notification.outbox import notify, notify_each
from market.reminder.moments import ReminderMoment, booking_moments, loan_moment, vendor_moments
from market.reminder.notifications import BookingNear, HoldHalfElapsed, LoanDue, VendorDay
from market.reminder.repeat import update_repeats
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.notification import delete_queued_about
from storage.stall import Stall
from storage.store import mark_changed
from storage.ticket import Loan
from storage.waitlist import Booking, BookingState, Hold, HoldState


def remind_booking(session: Session, booking: Booking, now: datetime) -> None:
    """Rewrite the reminders of a booking after it was made, changed or released. locks: notification"""
    _withdraw(session, _booking_subject(booking))
    _write_booking(session, booking, now)


def remind_hold(session: Session, hold: Hold, now: datetime) -> None:
    """Rewrite the reminder of a hold: one, when half of its counted time is over; none before its clock runs. locks: notification"""
    _withdraw(session, _hold_subject(hold))
    _write_hold(session, hold, now)


def remind_new_holds(
    session: Session, locked: LockedItem, holds: Mapping[int, int], until: datetime, now: datetime
) -> None:
    """Queue the reminders of new holds on one item that begin now and end together; `holds` is by person. locks: notification"""
    half = half_gone(now, until, locked.starts_at, locked.alley.zone)
    if half <= now or not holds:
        return
    people = [
        (person, _subject_of_hold(hold), HoldHalfElapsed(drop_id=locked.drop.id or 0, hold_id=hold))
        for person, hold in holds.items()
    ]
    notify_each(session, people, half, late_after=until)


def remind_loan(session: Session, booking: int, zone: str, now: datetime) -> None:
    """Rewrite the reminder of the packaging on loan with a booking: the day before it is due. locks: notification"""
    session.flush()
    loan = session.exec(select(Loan).where(col(Loan.booking_id) == booking)).one()
    _withdraw(session, _loan_subject(loan))
    moment = loan_moment(loan.due_at, zone)
    _write(
        session,
        loan.person_id,
        LoanDue(loan_id=loan.id or 0),
        _loan_subject(loan),
        moment=moment,
        now=now,
    )


def rewrite_reminders(session: Session, drop: int | None, now: datetime) -> None:
    """Rewrite the reminders of a drop after it was published, moved, paused, resumed or cancelled. locks: notification"""
    session.flush()
    row = session.get_one(Drop, drop)
    items = list(session.exec(select(Item.id).where(col(Item.drop_id) == drop)))
    bookings = session.exec(select(Booking).where(col(Booking.item_id).in_(items))).all()
    holds = session.exec(select(Hold).where(col(Hold.item_id).in_(items))).all()
    _withdraw(session, _day_subject(row), *map(_booking_subject, bookings), *map(_hold_subject, holds))
    moments = _vendor_moments(session, row)
    if row.state != DropState.PAUSED:
        update_repeats(session, _day_subject(row), moments, row.state == DropState.CANCELLED, now=now)
    if row.state != DropState.PUBLISHED:
        return
    _write_vendor(session, row, moments, now)
    for booking in bookings:
        _write_booking(session, booking, now)
    for hold in holds:
        _write_hold(session, hold, now)


@dataclass(frozen=True)
class _ItemTimes:
    drop: Drop
    item: Item
    zone: str

    @property
    def starts_at(self) -> datetime:
        return self.item.starts_at or self.drop.starts_at


def _item_times(session: Session, item: int) -> _ItemTimes:
    row = session.get_one(Item, item)
    drop = session.get_one(Drop, row.drop_id)
    return _ItemTimes(drop, row, session.get_one(Alley, drop.alley_id).zone)


def _vendor_moments(session: Session, drop: Drop) -> tuple[ReminderMoment, ...]:
    zone = session.get_one(Alley, drop.alley_id).zone
    return tuple(vendor_moments(drop.starts_at, drop.ends_at, zone))


def _write_vendor(session: Session, drop: Drop, moments: tuple[ReminderMoment, ...], now: datetime) -> None:
    owner = session.get_one(Stall, drop.stall_id).owner_id
    for moment in moments:
        _write(
            session,
            owner,
            VendorDay(drop_id=drop.id or 0, stage=moment.stage),
            _day_subject(drop),
            moment=moment,
            now=now,
        )


def _write_booking(session: Session, booking: Booking, now: datetime) -> None:
    found = _item_times(session, booking.item_id)
    if booking.state != BookingState.BOOKED or found.drop.state != DropState.PUBLISHED:
        return
    for moment in booking_moments(booking.coming, found.starts_at, found.zone):
        near = BookingNear(drop_id=found.drop.id or 0, booking_id=booking.id or 0, stage=moment.stage)
        _write(session, booking.person_id, near, _booking_subject(booking), moment=moment, now=now)


def _write_hold(session: Session, hold: Hold, now: datetime) -> None:
    found = _item_times(session, hold.item_id)
    if hold.state != HoldState.LIVE or hold.notified_at is None or found.drop.state != DropState.PUBLISHED:
        return
    half = half_gone(hold.notified_at, hold.until, found.starts_at, found.zone)
    _write(
        session,
        hold.person_id,
        HoldHalfElapsed(drop_id=found.drop.id or 0, hold_id=hold.id or 0),
        _hold_subject(hold),
        moment=ReminderMoment("half", half, hold.until),
        now=now,
    )


def _write(
    session: Session,
    person: int | None,
    notification: NotificationKind,
    about: str,
    moment: ReminderMoment,
    now: datetime,
) -> None:
    """Queue a reminder, unless its moment is past or its person has asked to be forgotten."""
    if person is None or moment.due_at <= now:
        return
    notify(session, person, notification, moment.due_at, about=about, late_after=moment.late_after)


def _withdraw(session: Session, *abouts: str) -> None:
    session.connection().execute(delete_queued_about(abouts))
    mark_changed(session, "notification")


def _day_subject(drop: Drop) -> str:
    return f"day:{drop.id}"


def _booking_subject(booking: Booking) -> str:
    return f"booking:{booking.id}"


def _hold_subject(hold: Hold) -> str:
    return _subject_of_hold(hold.id)


def _loan_subject(loan: Loan) -> str:
    return f"loan:{loan.id}"


def _subject_of_hold(hold: int | None) -> str:
    return f"hold:{hold}"
