"""Who is concerned by a change of a drop, and telling them: what was, and what is."""

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
    """`booking` is what this person has claimed and not yet collected, None where they wait or hold."""

    person: int
    booking: int | None


def affected_people(session: Session, drop: int) -> tuple[AffectedPerson, ...]:
    """Whoever waits, holds or has claimed; nobody who has asked to be forgotten."""
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
    """How many letters. `about` tells this change from another of the same moment."""
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
    """The same (person, notice, drop, about) at one moment is told once."""
    same = f"drop:{drop}/{about}"[:64]
    notify_each(
        session,
        ((each.person, same, {"drop": drop, "booking": each.booking, **payload}) for each in people),
        kind,
        priority=Priority.BOOKING,
        due_at=now,
        late_after=late_after or now + timedelta(days=2),
    )
