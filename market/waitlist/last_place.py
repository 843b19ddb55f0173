"""The outcome of a person's last request for an item, for a message that shows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from storage.gift import Gift, GiftState
from storage.waitlist import Booking, Entry, EntryState, Hold


@dataclass(frozen=True, kw_only=True)
class LastPlace:
    """A person's newest entry for an item, with its newest hold and booking. `number` is None before the draw."""

    number: int | None
    units: int
    state: EntryState
    ended_at: datetime | None
    hold: int | None
    held_at: datetime | None
    booking: int | None


def last_place(session: Session, person: int, item: int) -> LastPlace | None:
    """Return the newest entry of this person for an item; None where they have none."""
    rows = (
        select(Entry, Hold, Booking.id)
        .outerjoin(
            Hold,
            (col(Hold.entry_id) == col(Entry.id)) & (col(Hold.person_id) == col(Entry.person_id)),
        )
        .outerjoin(Booking, col(Booking.hold_id) == col(Hold.id))
        .where(col(Entry.item_id) == item, col(Entry.person_id) == person)
    )
    found = session.exec(rows.order_by(col(Entry.id).desc(), col(Hold.id).desc()).limit(1)).first()
    if found is None:
        return None
    entry, hold, booking = found
    return LastPlace(
        number=entry.number,
        units=entry.units,
        state=entry.state,
        ended_at=entry.ended_at,
        hold=hold.id if hold else None,
        held_at=hold.given_at if hold else None,
        booking=booking,
    )


def newest_hold(session: Session, person: int, hold: int) -> int:
    """Return the newest hold of the entry of a hold that this person has: the same, unless confirming it was undone."""
    entry = select(Hold.entry_id).where(col(Hold.id) == hold).scalar_subquery()
    rows = select(Hold.id).where(col(Hold.entry_id) == entry, col(Hold.person_id) == person)
    return session.exec(rows.order_by(col(Hold.id).desc()).limit(1)).first() or hold


def given_away_at(session: Session, person: int, item: int) -> datetime | None:
    """Return when a friend accepted what this person had of an item; None where nobody did."""
    holds = select(Hold.id).where(col(Hold.item_id) == item)
    bookings = select(Booking.id).where(col(Booking.item_id) == item)
    of_item = or_(col(Gift.hold_id).in_(holds), col(Gift.booking_id).in_(bookings))
    given = select(Gift.ended_at).where(
        of_item, col(Gift.giver_id) == person, col(Gift.state) == GiftState.TAKEN
    )
    return session.exec(given.order_by(col(Gift.id).desc()).limit(1)).first()
