"""The people whom a change of a drop affects, and their notifications."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.notifications import AffectedByDrop
from market.notification.outbox import notify_each
from storage.drop import Item
from storage.waitlist import Booking, BookingState, Entry, EntryState


@dataclass(frozen=True)
class AffectedPerson:
    """`booking` is the person's booking that is not collected yet; None for a person who waits or holds."""

    person: int
    booking: int | None


def affected_people(session: Session, drop: int) -> tuple[AffectedPerson, ...]:
    """Return everybody who waits, holds or has booked, without people who asked to be forgotten."""
    items = select(Item.id).where(col(Item.drop_id) == drop)
    bookings = select(Booking.person_id, Booking.id).where(
        col(Booking.item_id).in_(items), col(Booking.state) == BookingState.BOOKED
    )
    booked = {
        person: booking
        for person, booking in session.exec(bookings.order_by(col(Booking.id).desc()))
        if person
    }
    entries = select(Entry.person_id).where(
        col(Entry.item_id).in_(items), col(Entry.state).in_((EntryState.WAITING, EntryState.HELD))
    )
    waiting = [person for person in session.exec(entries.distinct()) if person and person not in booked]
    return tuple(AffectedPerson(*each) for each in booked.items()) + tuple(
        AffectedPerson(one, None) for one in waiting
    )


def notify_affected(session: Session, notification: AffectedByDrop, now: datetime, about: str) -> int:
    """Notify everyone whom a change of a drop affects; how many. `about` tells this change from others of the same moment."""
    people = affected_people(session, notification.drop_id)
    notify_people(session, people, notification, now, about=about)
    return len(people)


def notify_people(
    session: Session,
    people: Iterable[AffectedPerson],
    notification: AffectedByDrop,
    now: datetime,
    about: str,
) -> None:
    """Queue the notification for each person, with what they have booked."""
    subject = drop_subject(notification.drop_id, about)
    each = ((one.person, subject, replace(notification, booking_id=one.booking)) for one in people)
    notify_each(session, each, now)


def drop_subject(drop: int, about: str) -> str:
    """The subject of a notification about a drop, cut to the width of its column."""
    return f"drop:{drop}/{about}"[:64]
