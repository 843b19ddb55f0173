"""The last call: in the last two hours available units go to the first waiting person who asks."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session

from market.drop.locked_item import LockedItem
from market.ledger.deposit_price import deposit_per_unit
from market.person import lock_unblocked_person
from market.waitlist.allocate import allocate
from market.waitlist.booking import book_hold
from market.waitlist.join_checks import lock_giving_item, refuse_minor
from market.waitlist.offer import give_hold
from market.waitlist.person_units import waiting_entry
from market.waitlist.refusals import AlreadyWaiting, NotWaiting, UnitsGone
from storage.waitlist import Entry


@dataclass(frozen=True)
class LastCallBooking:
    """The result of a last call. `booking` is None where a deposit has yet to be paid."""

    hold: int
    booking: int | None


def take_available(session: Session, person: int, item: int, now: datetime, rng: Random) -> LastCallBooking:
    """Take the available units, at most as many as the entry asks for. The rest keeps waiting where the entry may be split; else it ends.

    Raises as `lock_giving_item`; AdultsOnly, NotWaiting, AlreadyWaiting before the last two hours or before the draw, UnitsGone.
    locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked = lock_giving_item(session, item, now)
    refuse_minor(session, locked, person)
    allocate(session, locked, now, answered=(person,))
    entry = waiting_entry(session, person, item)
    if entry is None:
        raise NotWaiting
    if entry.number is None or not locked.is_last_call(now):
        raise AlreadyWaiting(entry.number or 0, entry.units)
    if locked.free <= 0:
        raise UnitsGone(entry.number)
    units = min(entry.units, locked.free)
    if not entry.split:
        _reduce_to(locked, entry, units)
    hold = give_hold(session, locked, entry, units, now=now, answered=(person,))
    booking = (
        None
        if deposit_per_unit(session, locked)
        else book_hold(session, locked, hold, hold.units, now=now, rng=rng).id
    )
    allocate(session, locked, now, answered=(person,))
    return LastCallBooking(hold.id or 0, booking)


def _reduce_to(locked: LockedItem, entry: Entry, units: int) -> None:
    locked.item.waiting -= entry.units - units
    entry.units = units
