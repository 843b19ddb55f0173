"""The units that people have on a drop, and the people who hold units of an item."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, func, select

from market.drop.locked_item import LockedItem
from storage.join_queries import BOOKINGS, ENTRIES, LIVE_HOLDS
from storage.shown import mark_line, mark_place
from storage.waitlist import Entry, EntryState, Hold, HoldState


@dataclass(kw_only=True)
class MemberUnits:
    """The units that one person has on a drop.

    `units_so_far` counts towards the limit per person: booked, held, and waited for on the drop's other items.
    `entry` and `hold` are the waiting entry and the live hold on the item itself, `booking` is the newest booking.
    `undecided`: something waits or is held on the drop, which allocating may change. `came_before`: they had an entry on the item, so messages may show it.
    """

    units_so_far: int = 0
    undecided: bool = False
    came_before: bool = False
    entry: Row[Any] | None = None
    hold: Row[Any] | None = None
    booking: Row[Any] | None = None


def units_by_person(
    session: Session, locked: LockedItem, persons: Collection[int], now: datetime
) -> dict[int, MemberUnits]:
    """Return what each of these persons has on the drop of a locked item, in three statements."""
    members = {person: MemberUnits() for person in persons}
    connection, params = session.connection(), {"persons": [*persons], "drop": locked.drop.id}
    for row in connection.execute(ENTRIES, params):
        member, is_here = members[row.person_id], row.item_id == locked.item.id
        member.came_before |= is_here
        if row.state != EntryState.WAITING:
            continue
        member.undecided = True
        if is_here:
            member.entry = row
        else:
            member.units_so_far += row.units
    for row in connection.execute(LIVE_HOLDS, params):
        members[row.person_id].undecided = True
        members[row.person_id].units_so_far += 0 if locked.has_expired(row.until, now) else row.units
        if row.item_id == locked.item.id:
            members[row.person_id].hold = row
    for row in connection.execute(BOOKINGS, params):
        member = members[row.person_id]
        member.units_so_far += row.units
        if row.item_id == locked.item.id:
            member.booking = max(filter(None, (member.booking, row)), key=lambda one: one.booked_at)
    return members


def units_of(session: Session, locked: LockedItem, person: int, now: datetime) -> int:
    """Return how many units of the drop count towards the limit of one person."""
    return units_by_person(session, locked, (person,), now)[person].units_so_far


def live_holds(session: Session, locked: LockedItem, persons: Collection[int]) -> dict[int, Row[Any]]:
    """Return by person the live hold on the item, expired or not."""
    rows = session.connection().execute(LIVE_HOLDS, {"persons": [*persons], "drop": locked.drop.id})
    return {row.person_id: row for row in rows if row.item_id == locked.item.id}


def waiting_entry(session: Session, person: int, item: int) -> Entry | None:
    """Return the entry of this person that waits for the item. locks: entry"""
    mine = select(Entry).where(
        col(Entry.item_id) == item, col(Entry.person_id) == person, col(Entry.state) == EntryState.WAITING
    )
    return session.exec(mine.with_for_update(key_share=True)).first()


def leave_waitlist(session: Session, locked: LockedItem, person: int, now: datetime) -> None:
    """End the entry of this person that waits for the item, if there is one. locks: entry"""
    entry = waiting_entry(session, person, locked.item.id or 0)
    if entry:
        entry.state, entry.ended_at = EntryState.LEFT, now
        locked.item.waiting -= entry.units
        mark_place(session, entry.item_id, person, now)
        mark_line(session, entry.item_id, now)
        session.flush()


def holders(session: Session, locked: LockedItem) -> set[int]:
    """Return the entries that units are held for, on all items that share units with this one."""
    items = [each.item.id for each in locked.all]
    live = select(Hold.entry_id).where(col(Hold.item_id).in_(items), col(Hold.state) == HoldState.LIVE)
    return set(session.exec(live))


def went_to(session: Session, locked: LockedItem, holders_before: set[int]) -> int | None:
    """Return the lowest number among the new holders since `holders_before`; None where there is no new holder."""
    new = holders(session, locked) - holders_before
    numbers = select(func.min(Entry.number)).where(col(Entry.id).in_(new))
    return session.exec(numbers).one() if new else None
