"""Joining: the next number of a line, and the units at once where they are free."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.draw_state import is_drawn
from market.drop.locked_item import LockedItem
from market.person import lock_person
from market.waitlist.allocate import allocate
from market.waitlist.join_checks import live_hold, lock_joinable_item, refuse_second_hold, refuse_too_many
from market.waitlist.offer import give_hold
from market.waitlist.person_units import waiting_entry
from market.waitlist.position import ActiveHold
from market.waitlist.refusals import AlreadyWaiting
from storage.join_queries import FIRST_NUMBER
from storage.waitlist import Entry, Hold


@dataclass(frozen=True)
class Joined:
    """`held` where units were free at once; `number` None until the draw gives one. `skipped` and `served_up_to` as of `Waiting`.

    It says all that the answer shows of their place, so that nothing need be asked after the commit.
    """

    entry: int
    number: int | None
    units: int
    held: ActiveHold | None = None
    skipped: int = 0
    served_up_to: int = 0
    split: bool = False

    @property
    def hold(self) -> int | None:
        return self.held.id if self.held else None


def join(session: Session, person: int, item: int, units: int, now: datetime, split: bool = False) -> Joined:
    """Take the next number, for `units` units; anyone who is not banned may. A smaller party keeps its number, a bigger one takes the end.

    Units that come free meanwhile are the answer. What one waits for on a drop's lines counts towards its limit a person.
    `split`: fewer are welcome and the rest waits on, where the drop parts parties.
    Raises as `lock_joinable_item`; PartyTooBig, AlreadyWaiting, AlreadyHolding.
    locks: person, drop, line, hold
    """
    lock_person(session, person)
    locked = lock_joinable_item(session, item, now)
    refuse_second_hold(session, locked, person, now)
    allocate(session, locked, now, answered=(person,))
    held = live_hold(session, locked, person)
    if held:
        return _outcome(session, locked, session.get_one(Entry, held.entry_id), person, now=now)
    refuse_too_many(session, locked, person, units, now=now)
    split = split and locked.drop.fitting == "split" and units > 1
    entry = waiting_entry(session, person, item)
    if entry is None or units > entry.units:
        entry = _append(session, locked, entry, person, units=units, now=now)
    elif (units, split) == (entry.units, entry.split):
        raise AlreadyWaiting(entry.number or 0, entry.units)
    locked.item.waiting += units - entry.units
    entry.units, entry.split = units, split
    session.flush()
    return _outcome(session, locked, entry, person, now=now)


def _append(
    session: Session, locked: LockedItem, previous: Entry | None, person: int, units: int, now: datetime
) -> Entry:
    """A new place at the end, in return for the one before."""
    if previous:
        previous.state, previous.ended_at = "left", now
        locked.item.waiting -= previous.units
        session.flush()
    entry = Entry(
        item_id=locked.item.id or 0,
        person_id=person,
        number=_next_number(session, locked),
        units=units,
        joined_at=now,
    )
    session.add(entry)
    locked.item.waiting += units
    return entry


def draw_pending(session: Session, locked: LockedItem) -> bool:
    """Whether the draw has yet to give the numbers."""
    return locked.drop.policy != "queue" and not is_drawn(session, locked.item.id or 0)


def _next_number(session: Session, locked: LockedItem) -> int | None:
    """The next number; none before the draw has given its own."""
    if draw_pending(session, locked):
        return None
    locked.item.next_number += 1
    return locked.item.next_number - 1


def _outcome(session: Session, locked: LockedItem, entry: Entry, person: int, now: datetime) -> Joined:
    allocate(session, locked, now, answered=(person,))
    if _takes_all_in_last_call(locked, entry, now):
        give_hold(session, locked, entry, entry.units, now=now, answered=(person,))
        allocate(session, locked, now, answered=(person,))
    live = select(Hold).where(col(Hold.entry_id) == entry.id, col(Hold.state) == "live")
    hold = session.exec(live).first()
    held = (
        ActiveHold(id=hold.id or 0, item=hold.item_id, units=hold.units, until=hold.until) if hold else None
    )
    place = (entry.id or 0, entry.number, entry.units, held, entry.skipped)
    return Joined(*place, served_up_to(session, entry.item_id), entry.split)


def served_up_to(session: Session, item: int) -> int:
    """Nobody up to this number waits any more."""
    first = session.connection().execute(FIRST_NUMBER, {"item": item}).scalar()
    return (first or 1) - 1


def _takes_all_in_last_call(locked: LockedItem, entry: Entry, now: datetime) -> bool:
    waits = entry.state == "waiting" and entry.number is not None and locked.item.waiting == entry.units
    return waits and locked.is_last_call(now) and locked.gives_units(now) and entry.units <= locked.free
