"""Who has what of a line: asked by the actions before they decide and after they have changed it."""

from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from market.drop.locked_item import LockedItem
from storage.drop import Item
from storage.waitlist import Booking, Entry, Hold


def units_of(session: Session, locked: LockedItem, person: int, now: datetime) -> int:
    """Units of the drop that are this person's or may become so: claimed, held, and waited for on its other lines."""
    items = select(Item.id).where(col(Item.drop_id) == locked.drop.id)

    def units(column: int, person_column: int | None, item: int, *more: ColumnElement[bool]) -> int:
        total = select(func.coalesce(func.sum(column), 0))
        return session.exec(total.where(col(person_column) == person, col(item).in_(items), *more)).one()

    bookings = units(
        Booking.units, Booking.person_id, Booking.item_id, col(Booking.state).in_(("booked", "collected"))
    )
    runs = true() if locked.drop.state == "paused" else col(Hold.until) > now
    holds = units(Hold.units, Hold.person_id, Hold.item_id, col(Hold.state) == "live", runs)
    elsewhere = (col(Entry.state) == "waiting", col(Entry.item_id) != locked.item.id)
    return bookings + holds + units(Entry.units, Entry.person_id, Entry.item_id, *elsewhere)


def waiting_entry(session: Session, person: int, item: int) -> Entry | None:
    """This person's place in a line, if they wait. locks: entry"""
    mine = select(Entry).where(
        col(Entry.item_id) == item, col(Entry.person_id) == person, col(Entry.state) == "waiting"
    )
    return session.exec(mine.with_for_update(key_share=True)).first()


def leave_waitlist(session: Session, locked: LockedItem, person: int, now: datetime) -> None:
    """Whoever waits in this line waits there no more."""
    entry = waiting_entry(session, person, locked.item.id or 0)
    if entry:
        entry.state, entry.ended_at = "left", now
        locked.item.waiting -= entry.units
        session.flush()


def holders(session: Session, locked: LockedItem) -> set[int]:
    """The entries for which units are held, on all lines that share units with this one."""
    items = [each.item.id for each in locked.all]
    live = select(Hold.entry_id).where(col(Hold.item_id).in_(items), col(Hold.state) == "live")
    return set(session.exec(live))


def went_to(session: Session, locked: LockedItem, holders_before: set[int]) -> int | None:
    """The lowest number that units went to since `holders_before` was asked; None where they went to nobody."""
    new = holders(session, locked) - holders_before
    numbers = select(func.min(Entry.number)).where(col(Entry.id).in_(new))
    return session.exec(numbers).one() if new else None
