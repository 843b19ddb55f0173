"""The people affected by a change of a drop, and their notifications."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.notification.outbox import Priority, notify_each
from storage.drop import Item
from storage.waitlist import Booking, BookingState, Entry, EntryState

Fact = str | int | None
NO_PAYLOAD: Mapping[str, Fact] = {}


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


def notify_affected(
    session: Session,
    drop: int,
    kind: str,
    now: datetime,
    about: str,
    payload: Mapping[str, Fact] = NO_PAYLOAD,
) -> int:
    """Notify everybody affected and return how many. `about` distinguishes changes made at the same moment."""
    people = affected_people(session, drop)
    notify_people(session, people, drop, kind, now=now, about=about, payload=payload)
    return len(people)


def notify_people(
    session: Session,
    people: Iterable[AffectedPerson],
    drop: int,
    kind: str,
    now: datetime,
    about: str,
    payload: Mapping[str, Fact] = NO_PAYLOAD,
    late_after: datetime | None = None,
) -> None:
    """Notify these people. The same (person, kind, drop, about) at one moment is stored once."""
    same = f"drop:{drop}/{about}"[:64]
    notify_each(
        session,
        ((each.person, same, {"drop": drop, "booking": each.booking, **payload}) for each in people),
        kind,
        priority=Priority.BOOKING,
        due_at=now,
        late_after=late_after or now + timedelta(days=2),
    )
