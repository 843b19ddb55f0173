"""Deciding a draw: the round's randomness orders the published list, so that anyone can verify it."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from sqlalchemy import Select, bindparam, update
from sqlmodel import Session, col, func, select

from market.beacon import round_at, time_of
from market.draw.notifications import DrawResult
from market.draw.proof import Chance, drawn_order, seed
from market.drop.draw_state import draw_of
from market.drop.locked_item import LockedItem, lock_item
from market.notification.outbox import notify_each
from market.waitlist.allocate import allocate
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Drop, DropState, Item
from storage.shown import mark_item
from storage.store import mark_changed
from storage.waitlist import Entry, EntryState

SET_NUMBERS = update(Entry).where(col(Entry.id) == bindparam("entry")).values(number=bindparam("new_number"))


def rounds_due(session: Session, beacon: BeaconKind, now: datetime) -> tuple[tuple[int, int], ...]:
    """Return item and round of each closed draw whose round has come."""
    rows = rounds_that_came(now).where(col(Draw.beacon) == beacon).order_by(col(Draw.item_id))
    return tuple((item, number or 0) for item, number in session.connection().execute(rows))


def rounds_that_came(now: datetime) -> Select[int, int | None]:
    """Return item and round of each closed draw whose round has come, whatever beacon it waits for."""
    return (
        select(col(Draw.item_id), col(Draw.round))
        .join(Item, col(Item.id) == col(Draw.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(
            col(Draw.drawn_at).is_(None),
            col(Draw.round) <= round_at(now),
            col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
        )
    )


def draw_item(session: Session, item: int, randomness: str, signature: str, now: datetime) -> bool:
    """Number the closed list and then later entries, hold units for the first, notify each, and return whether the draw was due.

    `randomness`, in hex, is that of the round fixed at closing; the caller has verified it. locks: drop, item, entry
    """
    locked, draw = lock_item(session, item), draw_of(session, item)
    if locked is None or draw is None or draw.closed_at is None or draw.drawn_at:
        return False
    draw.randomness, draw.signature, draw.drawn_at = randomness, signature, now
    session.flush()
    drawn = _in_order(session, draw, randomness)
    _number(session, locked, [*drawn, *_joined_later(session, item)])
    listed = _listed(session, item)
    allocate(session, locked, now, answered={*listed.values()}, drawn=True)
    _notify(session, locked, listed, now)
    mark_changed(session, "drop")
    mark_item(session, item, now)
    return True


def next_round(session: Session, since: datetime) -> datetime | None:
    """Return the time of the next round that a draw waits for."""
    waiting = select(func.min(Draw.round)).where(
        col(Draw.drawn_at).is_(None), col(Draw.round) > round_at(since)
    )
    number = session.exec(waiting).one()
    return time_of(number) if number else None


def _in_order(session: Session, draw: Draw, randomness: str) -> list[int]:
    """Return the entries of the closed list in drawn order, including those that left since."""
    listed = select(Entry.pseudonym, Entry.weight, Entry.id).where(
        col(Entry.item_id) == draw.item_id, col(Entry.pseudonym).is_not(None)
    )
    rows = session.exec(listed).all()
    ids = {pseudonym: entry or 0 for pseudonym, _, entry in rows}
    chances = [Chance(pseudonym or "", weight) for pseudonym, weight, _ in rows]
    return [ids[pseudonym] for pseudonym in drawn_order(seed(draw.secret, randomness), draw.name, chances)]


def _joined_later(session: Session, item: int) -> list[int]:
    """Return the entries that joined after the list was closed, in the order of joining."""
    rows = select(Entry.id).where(
        col(Entry.item_id) == item,
        col(Entry.state) == EntryState.WAITING,
        col(Entry.number).is_(None),
        col(Entry.pseudonym).is_(None),
    )
    return [entry or 0 for entry in session.exec(rows.order_by(col(Entry.id)))]


def _number(session: Session, locked: LockedItem, entries: list[int]) -> None:
    numbers = [
        {"entry": entry, "new_number": number}
        for entry, number in zip(entries, count(locked.item.next_number))
    ]
    if numbers:
        session.connection().execute(SET_NUMBERS, numbers)
    locked.item.next_number += len(numbers)
    session.flush()


def _notify(session: Session, locked: LockedItem, listed: Mapping[int, int], now: datetime) -> None:
    """One notification to each person still on the closed list: their number and, where they have one, their hold."""
    drop, item = locked.drop.id or 0, locked.item.id or 0
    still = select(Entry.id).where(
        col(Entry.item_id) == item,
        col(Entry.pseudonym).is_not(None),
        col(Entry.state).in_((EntryState.WAITING, EntryState.HELD)),
    )
    notifications = [
        (listed[entry], f"drop:{drop}/entry:{entry}", DrawResult(drop_id=drop, item_id=item, entry_id=entry))
        for entry in map(int, filter(None, session.exec(still)))
        if entry in listed
    ]
    notify_each(session, notifications, now)


def _listed(session: Session, item: int) -> dict[int, int]:
    """Return the person of each entry of the closed list, without people who asked to be forgotten."""
    rows = select(Entry.id, Entry.person_id).where(
        col(Entry.item_id) == item, col(Entry.pseudonym).is_not(None), col(Entry.person_id).is_not(None)
    )
    return {entry or 0: person or 0 for entry, person in session.exec(rows)}
